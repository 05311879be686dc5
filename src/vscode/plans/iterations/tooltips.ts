import * as vscode from 'vscode';
import type { Iteration, IterationSession } from '../../../core/iteration/model';
import type { IterationStep } from '../../../core/iteration/steps';
import { type Translate, tellMessage } from '../../../core/translate';
import { firstLine } from '../../projects/appearance';
import { characters, decidedCount, money, type Speech, sessionState, totalsOf } from './appearance';

const LONGEST = 600;

export function sessionTooltip(session: IterationSession, speech: Speech): vscode.MarkdownString {
  const { t, locale } = speech;
  const { document, prompt, profile, model, tools = [], usage, startedAt, iterations, done } = session;
  const tokens = usage.inputTokens + usage.outputTokens;
  return markdown(document, [
    sessionState(session, t),
    firstLine(prompt, LONGEST),
    [
      t('{done} of {total} iterations', {
        done: done.filter(({ status }) => status !== 'running').length,
        total: iterations,
      }),
      characters(totalsOf(session), locale),
      tokens > 0 ? t('{count} tokens', { count: tokens.toLocaleString(locale) }) : '',
      usage.costUsd > 0 ? money(usage.costUsd, locale) : '',
    ],
    tools.length > 0 ? t('May use {tools}', { tools: tools.join(', ') }) : '',
    [model ? `${profile} (${model})` : profile, new Date(startedAt).toLocaleString(locale), session.id],
  ]);
}

export function iterationTooltip(iteration: Iteration, { t, locale }: Speech): vscode.MarkdownString {
  const { n, startedAt, endedAt, hunks, toolCalls, summary, error, usage } = iteration;
  const time = (at: number) => new Date(at).toLocaleTimeString(locale);
  return markdown(t('Iteration {n}', { n }), [
    error ? tellMessage(error, t) : '',
    summary,
    [
      hunks === 1 ? t('1 change') : t('{count} changes', { count: hunks }),
      characters(iteration, locale),
      hunks > 0 ? t('{done} of {total} decided', { done: decidedCount(iteration), total: hunks }) : '',
    ],
    [
      endedAt === undefined ? time(startedAt) : `${time(startedAt)} \u2013 ${time(endedAt)}`,
      toolCalls === 1 ? t('1 tool call') : t('{count} tool calls', { count: toolCalls }),
      usage.costUsd > 0 ? money(usage.costUsd, locale) : '',
    ],
  ]);
}

export function stepTooltip(step: IterationStep, t: Translate): vscode.MarkdownString | undefined {
  if (step.kind === 'tool') return markdown(step.title, [cut(step.input), cut(step.output)]);
  if (step.kind === 'said') return new vscode.MarkdownString().appendText(cut(step.text.trim()));
  return step.kind === 'error' ? new vscode.MarkdownString().appendText(cut(tellMessage(step, t))) : undefined;
}

const cut = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}\u2026` : text);

/** What agents and people wrote is shown as text, never as Markdown of theirs. */
function markdown(title: string, lines: readonly (string | readonly string[])[]): vscode.MarkdownString {
  const made = new vscode.MarkdownString().appendMarkdown('**').appendText(title).appendMarkdown('**');
  for (const line of lines) {
    const words = typeof line === 'string' ? line : line.filter(Boolean).join(' \u00b7 ');
    if (words) made.appendMarkdown('\n\n').appendText(words);
  }
  return made;
}
