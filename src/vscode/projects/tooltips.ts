import * as vscode from 'vscode';
import { fullTime } from '../../core/moments';
import type { Prd, Project, Story } from '../../core/project/model';
import { statusSentence } from '../../core/project/record';
import { type Translate, tell, tellMessage } from '../../core/translate';
import { duration, isRunning, problemCount, type StoryFacts, stateWord, statusWord } from './appearance';
import { factsOfStories, storyFacts } from './stories';

/** Text of documents is appended as text: it may look like Markdown and must not act like it. */
export function projectTooltip(project: Project, t: Translate): vscode.MarkdownString {
  const { record, tools } = project;
  const tip = new Lines();
  tip.heading(record.name && record.name !== record.slug ? `${record.slug} (${record.name})` : record.slug);
  tip.text(record.description);
  tip.row(statusWord(record.status, t), tell(statusSentence(record), t));
  if (isRunning(record.status) && record.etaSeconds && record.etaRange) {
    const [low, high] = record.etaRange.map((seconds) => duration(seconds, t)) as [string, string];
    tip.row(t('Left'), t('about {time}, {low} to {high}', { time: duration(record.etaSeconds, t), low, high }));
  }
  tip.row(t('Branch'), record.branch);
  tip.row(t('Folder'), project.folder);
  tip.row(t('Problems'), problemCount(record.problems, t));
  if (project.prdStale) tip.row(t('Shown'), t('what could be read last'));
  if (record.lastIterationAt) tip.row(t('Last iteration'), fullTime(record.lastIterationAt, vscode.env.language));
  tip.row(t('Last message'), record.lastMessagePreview);
  if (tools.circuitBreaker && tools.circuitBreaker.state !== 'CLOSED') {
    tip.row(t('Circuit breaker'), [tools.circuitBreaker.state, tools.circuitBreaker.reason].filter(Boolean).join(': '));
  }
  if (tools.loop) {
    const { status, loopCount, lastAction } = tools.loop;
    const count = loopCount === undefined ? '' : t('loop {count}', { count: loopCount });
    tip.row(t('Loop'), [status, count, lastAction].filter(Boolean).join(', '));
  }
  if (tools.fixPlan) {
    tip.row(t('Fix plan'), t('{done} of {total} done', { done: tools.fixPlan.done, total: tools.fixPlan.total }));
  }
  return tip.markdown;
}

export function storyTooltip(project: Project, story: Story, t: Translate): vscode.MarkdownString {
  return storyLines(story, storyFacts(project, story), t);
}

export function storyMarkdown(prd: Prd, story: Story, t: Translate): vscode.MarkdownString {
  return storyLines(story, factsOfStories(prd, [])[story.index] ?? { waitsFor: [], problem: undefined }, t);
}

function storyLines(story: Story, facts: StoryFacts, t: Translate): vscode.MarkdownString {
  const tip = new Lines();
  tip.heading(`${story.id} ${story.title}`);
  tip.text(story.description);
  tip.row(t('State'), [stateWord(story.state, t), story.reason].filter(Boolean).join(': '));
  tip.row(t('Priority'), story.priorityText ?? story.priority?.toString());
  tip.row(t('Waits for'), facts.waitsFor.join(', '));
  tip.row(t('Group'), story.group);
  tip.row(t('Problem'), facts.problem && tellMessage(facts.problem, t));
  tip.row(t('Notes'), story.notes);
  if (story.idMadeUp) tip.row(t('Id'), t('made up here; the file has none'));
  return tip.markdown;
}

class Lines {
  readonly markdown = new vscode.MarkdownString('', true);

  heading(text: string): void {
    this.markdown.appendMarkdown('**').appendText(text).appendMarkdown('**\n\n');
  }

  text(text: string): void {
    if (text) this.markdown.appendText(cut(text, 600)).appendMarkdown('\n\n');
  }

  row(name: string, value: string | null | undefined): void {
    if (!value) return;
    this.markdown.appendText(`${name}: `).appendText(cut(value, 400)).appendMarkdown('  \n');
  }
}

function cut(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
