import { ADVICE } from '../core/agent/error';
import type { PermissionRequest } from '../core/agent/event';
import type { IterationSession } from '../core/iteration/model';
import { currentArtifacts, type PlanState, pendingPermissions, runningTurn, type Turn } from '../core/plan/model';
import { readReply } from '../core/plan/reply';
import { textOf } from '../core/sentence';
import { plain } from '../core/text';
import type { PlanSummary } from '../services/plans/summary';
import { TerminalMarkdown } from './terminal/markdown';
import { type Page, plural } from './terminal/page';
import { oneLine } from './terminal/width';

export const STATUS_STYLE = {
  active: 'blue',
  running: 'blue',
  complete: 'green',
  failed: 'red',
  cancelled: 'yellow',
  expired: 'dim',
} as const;

export function plansPage(plans: readonly PlanSummary[], page: Page): string {
  if (plans.length === 0) return 'No plans yet. Begin one: signalbox plan start SLUG';
  return page.table(
    ['PLAN', 'STATUS', 'PHASE', 'TURNS', 'COST', 'AGE', 'LAST WORDS'],
    plans.map((plan) => [
      plan.id,
      page.paint(STATUS_STYLE[plan.status], plan.status) + (plan.running ? ', answering' : ''),
      plan.phase,
      String(plan.turns),
      money(plan.costUsd),
      page.age(plan.updatedAt),
      plan.lastTextExcerpt,
    ]),
    [3, 4],
  );
}

export function sessionsPage(sessions: readonly IterationSession[], page: Page): string {
  const sum = (each: IterationSession, of: 'added' | 'removed') =>
    each.done.reduce((total, { [of]: n }) => total + n, 0);
  return page.table(
    ['ITERATIONS', 'STATUS', 'DONE', 'CHARACTERS', 'COST', 'AGE', 'DOCUMENT'],
    sessions.map((each) => [
      each.id,
      page.paint(STATUS_STYLE[each.status], each.status),
      `${each.done.length}/${each.iterations}`,
      `+${sum(each, 'added')} -${sum(each, 'removed')}`,
      money(each.usage.costUsd),
      page.age(each.updatedAt),
      each.document,
    ]),
  );
}

/** `chat`: a conversation, which has its own line below for what can be done next. */
export function planPage(plan: PlanState, page: Page, place: 'page' | 'chat' = 'page'): string {
  const parts = [headOf(plan, page), ...plan.turns.map((turn) => turnPage(turn, page))];
  const artifacts = currentArtifacts(plan);
  if (artifacts.length > 0)
    parts.push(artifacts.map(({ name, version, path }) => `${name}, version ${version}: ${path}`).join('\n'));
  if (place === 'page') parts.push(questionsOf(plan, page), nextStep(plan));
  return parts.filter(Boolean).join('\n\n');
}

/** What the agent waits for, and how to answer. */
export function questionsOf(plan: PlanState, page: Page): string {
  return pendingPermissions(plan)
    .map(({ request }) => questionPage(plan.slug, request, page))
    .join('\n\n');
}

export function questionPage(name: string, request: PermissionRequest, page: Page): string {
  const options = request.options.map(({ id, name: label }) => `  ${id}  ${page.dim(oneLine(label))}`);
  const head = `${page.paint('yellow', 'The agent asks:')} ${oneLine(request.title)}`;
  const detail = plain(request.detail);
  const answer = `Answer: signalbox plan answer ${name} ${request.id} OPTION`;
  return [head, ...(detail ? [detail] : []), answer, ...options].join('\n');
}

export interface PlanTotals {
  readonly plans: number;
  readonly active: number;
  readonly turns: number;
  /** Sessions of iterations, and the iterations in them. */
  readonly sessions: number;
  readonly iterations: number;
  readonly added: number;
  readonly removed: number;
  readonly costUsd: number;
}

export function totalsOf(plans: readonly PlanSummary[], sessions: readonly IterationSession[]): PlanTotals {
  const sum = <T>(all: readonly T[], of: (each: T) => number) => all.reduce((total, each) => total + of(each), 0);
  const iterations = sessions.flatMap(({ done }) => done);
  return {
    plans: plans.length,
    active: plans.filter(({ status }) => status === 'active').length,
    turns: sum(plans, ({ turns }) => turns),
    sessions: sessions.length,
    iterations: iterations.length,
    added: sum(iterations, ({ added }) => added),
    removed: sum(iterations, ({ removed }) => removed),
    costUsd: sum(plans, ({ costUsd }) => costUsd) + sum(sessions, ({ usage }) => usage.costUsd),
  };
}

export function totalsPage(totals: PlanTotals, page: Page): string {
  const { plans, active, turns, iterations, added, removed, costUsd } = totals;
  const parts = [
    `${plural(plans, 'plan')}${active > 0 ? ` (${active} active)` : ''}, ${plural(turns, 'turn')}`,
    iterations > 0 && `${plural(iterations, 'iteration')}, +${added} -${removed} characters`,
    costUsd > 0 && money(costUsd),
  ];
  return page.dim(parts.filter(Boolean).join(' · '));
}

function headOf(plan: PlanState, page: Page): string {
  const phases = plan.phases.map(({ name, title }) => {
    if (name === plan.phase && plan.status === 'active') return page.bold(`[${title}]`);
    return plan.phasesCompleted.includes(name) ? `${title} ✓` : page.dim(title);
  });
  const cost = plan.usage.costUsd > 0 ? `  ${money(plan.usage.costUsd)}` : '';
  return `${page.bold(plan.id)}  ${page.paint(STATUS_STYLE[plan.status], plan.status)}  ${plan.profile}${cost}\n${phases.join(' → ')}`;
}

function turnPage(turn: Turn, page: Page): string {
  const lines: string[] = [];
  if (turn.prompt) lines.push(`${page.paint('cyan', 'You:')} ${plain(turn.prompt)}`);
  if (turn.notice) lines.push(page.dim(plain(turn.notice)));
  for (const tool of turn.tools) lines.push(page.dim(`${tool.ok === false ? '✗' : '·'} ${oneLine(tool.title)}`));
  const words = wordsOf(turn.text);
  if (words) lines.push(markdownPage(words, page));
  const trouble = troubleOf(turn);
  if (trouble) lines.push(page.paint('red', trouble));
  return lines.join('\n');
}

function markdownPage(text: string, page: Page): string {
  const markdown = new TerminalMarkdown(page);
  return text
    .split('\n')
    .flatMap((line) => markdown.line(line, page.width))
    .join('\n');
}

/** What was said, with the documents only named. */
function wordsOf(text: string): string {
  return readReply(text)
    .parts.map((part) => (part.kind === 'text' ? part.text.trim() : `[${part.name}]`))
    .join('\n\n')
    .trim();
}

export function troubleOf(turn: Turn): string {
  if (turn.status === 'cancelled') return 'Stopped.';
  return turn.error ? `${turn.error.message}\n${textOf(ADVICE[turn.error.kind])}` : '';
}

export function nextStep(plan: PlanState): string {
  if (plan.status !== 'active') return '';
  const last = plan.turns.at(-1);
  if (pendingPermissions(plan).length > 0) return '';
  if (runningTurn(plan)) return 'The agent is answering.';
  if (last && last.status !== 'done') return `Try again: signalbox plan retry ${plan.slug}`;
  if (!plan.phaseReady) return `Answer: signalbox plan respond ${plan.slug} TEXT`;
  const isLast = plan.phases.at(-1)?.name === plan.phase;
  return isLast
    ? `Write it into the project: signalbox plan finalize ${plan.slug}`
    : `Go on: signalbox plan advance ${plan.slug}`;
}

export const money = (usd: number) => (usd === 0 ? '-' : `$${usd.toFixed(usd < 0.1 ? 4 : 2)}`);
