import * as vscode from 'vscode';
import type { IterationSession } from '../../../core/iteration/model';
import type { IterationStep } from '../../../core/iteration/steps';
import { type Translate, tellMessage } from '../../../core/translate';
import type { Disposable } from '../../../ports/disposable';
import { type Contents, contentUri, keptKey } from '../../contents';
import { characters, nameOf, type Speech, sessionState } from './appearance';
import { speech } from './speech';
import { keyOf, type SessionRef, type WindowIterations } from './window';

const KEEPER = 'iteration-transcript';

/** What the agent said and did, as a document that grows while it works. */
export function keepTranscripts(contents: Contents, window: WindowIterations): Disposable {
  contents.keep(KEEPER, async ([folder = '', id = '']) => {
    const session = window.session({ folder, id });
    return session ? transcript(session, window.steps({ folder, id }), speech()) : '';
  });
  return window.onChange((keys) => {
    for (const { uri } of vscode.workspace.textDocuments) {
      const [folder, id] = keptKey(uri, KEEPER) ?? [];
      if (folder !== undefined && id !== undefined && keys.has(keyOf({ folder, id }))) contents.changed(uri);
    }
  });
}

export async function showTranscript({ folder, id }: SessionRef, session: IterationSession): Promise<void> {
  const name = nameOf(session.document).replace(/\.[^.]*$/, '');
  const uri = contentUri(`transcripts/${id}/${name}-transcript.md`, { keeper: KEEPER, key: [folder, id] });
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
}

function transcript(session: IterationSession, steps: readonly IterationStep[], { t, locale }: Speech): string {
  const lines = [`# ${session.document}`, '', sessionState(session, t), '', quoted(session.prompt), ''];
  for (const iteration of session.done) {
    lines.push(`## ${t('Iteration {n}', { n: iteration.n })}`, '');
    for (const step of steps) {
      const said = step.iteration === iteration.n ? stepLines(step, t) : [];
      if (said.length > 0) lines.push(...said, '');
    }
    if (iteration.status !== 'running')
      lines.push(t('{characters} characters', { characters: characters(iteration, locale) }), '');
  }
  return lines.join('\n');
}

function stepLines(step: IterationStep, t: Translate): readonly string[] {
  switch (step.kind) {
    case 'said':
      return [step.text.trim()];
    case 'tool': {
      const mark = step.state === 'running' ? '\u2026' : step.state === 'ok' ? '\u2713' : '\u2717';
      return [`${mark} **${step.title}**`, ...(step.output ? ['', fenced(step.output)] : [])];
    }
    case 'changed':
      return [];
    case 'error':
      return [`\u2717 ${tellMessage(step, t)}`];
  }
}

const quoted = (text: string) =>
  text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');

/** A fence longer than any that the text holds. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}
