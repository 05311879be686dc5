import type { Iteration, IterationSession } from '../../../core/iteration/model';
import { decisionOf, reasonOf } from '../../../core/iteration/model';
import type { HunkPlace } from '../../../core/iteration/places';
import type { IterationStep } from '../../../core/iteration/steps';
import { type Translate, tell, tellMessage } from '../../../core/translate';
import type { PlanRow } from '../../../protocol/plan';
import { age, firstLine } from '../../projects/appearance';
import type { IconName, Row } from '../../rows';

/** How things are said: words, numbers as the reader writes them, and the time. */
export interface Speech {
  readonly t: Translate;
  readonly locale: string;
  readonly now: number;
}

const RUNNING: IconName = { id: 'loading~spin' };
const ASKS: IconName = { id: 'bell-dot', color: 'charts.blue' };
const DONE: IconName = { id: 'pass', color: 'testing.iconPassed' };
const FAILED: IconName = { id: 'error', color: 'problemsErrorIcon.foreground' };
const CANCELLED: IconName = { id: 'circle-slash' };
const SHOWN: IconName = { id: 'diff' };
const LONGEST = 80;

export const nameOf = (document: string): string => document.split('/').at(-1) ?? document;

export const waitingFor = ({ status, permissions }: IterationSession) =>
  status === 'running' ? permissions.filter(({ option }) => option === undefined).map(({ request }) => request) : [];

/** What all iterations of a session changed together. */
export function totalsOf({ done }: Pick<IterationSession, 'done'>): {
  readonly added: number;
  readonly removed: number;
} {
  return done.reduce((sum, each) => ({ added: sum.added + each.added, removed: sum.removed + each.removed }), {
    added: 0,
    removed: 0,
  });
}

export function characters({ added, removed }: { readonly added: number; readonly removed: number }, locale: string) {
  const number = new Intl.NumberFormat(locale);
  return `+${number.format(added)} \u2212${number.format(removed)}`;
}

export function sessionRow(session: IterationSession, { t, locale, now }: Speech): Row {
  const { document, slug, status, done, iterations, usage, startedAt } = session;
  const asks = waitingFor(session)[0];
  const over = done.filter((each) => each.status !== 'running').length;
  const state = asks ? t('asks: {what}', { what: firstLine(asks.title, 40) }) : sessionState(session, t);
  const count = t('{done}/{total}', { done: over, total: iterations });
  const totals = totalsOf(session);
  const changed = totals.added + totals.removed > 0 ? characters(totals, locale) : '';
  const cost = usage.costUsd > 0 ? money(usage.costUsd, locale) : '';
  const since = age(new Date(startedAt).toISOString(), now, t);
  const quiet = status === 'complete' || (status === 'running' && !asks && !session.cancelling);
  return {
    label: nameOf(document),
    description: [quiet ? '' : state, count, changed, cost, slug, since].filter(Boolean).join(' \u00b7 '),
    icon: asks ? ASKS : sessionIcon(status),
    spoken: [
      nameOf(document),
      state,
      t('{done} of {total} iterations', { done: over, total: iterations }),
      changed,
      cost,
      t('project {slug}', { slug }),
    ]
      .filter(Boolean)
      .join(', '),
  };
}

export function sessionState(session: IterationSession, t: Translate): string {
  const reason = tell(reasonOf(session), t);
  switch (session.status) {
    case 'running':
      return session.cancelling ? t('is being cancelled') : t('running');
    case 'complete':
      return t('complete');
    case 'cancelled':
      return t('cancelled');
    case 'failed':
      return reason ? t('failed: {reason}', { reason: firstLine(reason, LONGEST) }) : t('failed');
  }
}

function sessionIcon(status: IterationSession['status']): IconName {
  if (status === 'running') return RUNNING;
  if (status === 'complete') return { ...DONE, id: 'pass-filled' };
  return status === 'failed' ? FAILED : CANCELLED;
}

/** A plan that is talked about, among the sessions. */
export function planRow(plan: PlanRow, { t, locale, now }: Speech): Row {
  const { slug, status, phase, running, costUsd, updatedAt } = plan;
  const state = status === 'active' ? phase : planState(status, t);
  const doing = running ? t('an answer is under way') : '';
  const cost = costUsd > 0 ? money(costUsd, locale) : '';
  const words = [state, doing, cost, age(new Date(updatedAt).toISOString(), now, t)].filter(Boolean);
  return {
    label: slug,
    description: words.join(' \u00b7 '),
    icon: running ? RUNNING : PLAN_ICONS[status],
    spoken: [t('Plan of {slug}', { slug }), ...words].join(', '),
  };
}

const PLAN_ICONS: Readonly<Record<PlanRow['status'], IconName>> = {
  active: { id: 'comment-discussion' },
  complete: { ...DONE, id: 'pass-filled' },
  cancelled: CANCELLED,
  failed: FAILED,
  expired: { id: 'clockface' },
};

function planState(status: Exclude<PlanRow['status'], 'active'>, t: Translate): string {
  if (status === 'complete') return t('complete');
  if (status === 'cancelled') return t('cancelled');
  return status === 'failed' ? t('failed') : t('expired');
}

/** `doing`: what its agent does now; `shown`: its changes are in the editor. */
export function iterationRow(
  iteration: Iteration,
  { doing, shown }: { readonly doing: string; readonly shown: boolean },
  { t, locale, now }: Speech,
): Row {
  const { n, status, startedAt, endedAt, hunks, error } = iteration;
  const took = seconds(((endedAt ?? now) - startedAt) / 1000, t);
  const decided = decidedCount(iteration);
  const words =
    status === 'running'
      ? [doing || t('begins'), took]
      : [
          status === 'failed'
            ? t('failed: {reason}', { reason: error ? firstLine(tellMessage(error, t), 60) : '' })
            : '',
          status === 'cancelled' ? t('cancelled') : '',
          hunks > 0 ? characters(iteration, locale) : t('nothing changed'),
          decided > 0 ? t('{done}/{total} decided', { done: decided, total: hunks }) : '',
          took,
        ];
  const label = t('Iteration {n}', { n });
  const description = words.filter(Boolean).join(' \u00b7 ');
  return {
    label,
    description,
    icon: iterationIcon(status, shown),
    spoken: `${label}, ${statusWord(status, t)}, ${description}`,
  };
}

export const decidedCount = (iteration: Iteration): number => Object.keys(iteration.decisions).length;

function iterationIcon(status: Iteration['status'], shown: boolean): IconName {
  if (shown) return SHOWN;
  if (status === 'running') return RUNNING;
  if (status === 'done') return DONE;
  return status === 'failed' ? FAILED : CANCELLED;
}

function statusWord(status: Iteration['status'], t: Translate): string {
  if (status === 'running') return t('running');
  if (status === 'done') return t('done');
  return status === 'failed' ? t('failed') : t('cancelled');
}

export function stepRow(step: IterationStep, { t }: Speech): Row {
  switch (step.kind) {
    case 'tool': {
      const icon: IconName =
        step.state === 'running' ? RUNNING : step.state === 'ok' ? { id: 'check' } : { ...FAILED, id: 'close' };
      const description = firstLine(step.output || step.input, 60);
      return {
        label: firstLine(step.title, LONGEST),
        description,
        icon,
        spoken: `${step.title}, ${toolState(step.state, t)}`,
      };
    }
    case 'said': {
      const words = lastParagraph(step.text);
      return { label: firstLine(words, LONGEST), description: '', icon: { id: 'comment' }, spoken: words };
    }
    case 'changed':
      return row(t('The document was saved'), { id: 'edit' });
    case 'error':
      return row(firstLine(tellMessage(step, t), LONGEST), FAILED);
  }
}

const row = (label: string, icon: IconName): Row => ({ label, description: '', icon, spoken: label });

function toolState(state: 'running' | 'ok' | 'failed', t: Translate): string {
  if (state === 'running') return t('running');
  return state === 'ok' ? t('done') : t('failed');
}

const lastParagraph = (text: string) =>
  text
    .trim()
    .split(/\n\s*\n/)
    .at(-1)
    ?.replace(/\s+/g, ' ')
    .trim() ?? '';

/** What an agent does now, in a few words. */
export function doingNow(steps: readonly IterationStep[], n: number, t: Translate): string {
  const step = steps.findLast((each) => each.iteration === n && each.kind !== 'changed');
  if (!step) return '';
  if (step.kind === 'tool') return firstLine(step.title, 50);
  return step.kind === 'error' ? firstLine(tellMessage(step, t), 50) : t('writes an answer');
}

export function diffTitle(session: IterationSession, iteration: Iteration, { t, locale }: Speech): string {
  const words = { document: nameOf(session.document), n: iteration.n, total: session.iterations };
  if (iteration.status === 'running') return t('{document}: iteration {n} of {total}, under way', words);
  return t('{document}: iteration {n} of {total} ({characters})', {
    ...words,
    characters: characters(iteration, locale),
  });
}

/** What stands above a change, from left to right; what has a verb can be clicked. */
export interface LensWords {
  readonly title: string;
  readonly tooltip?: string;
  readonly verb?: 'accept' | 'reject' | 'undo';
}

export function lensesOf(
  { number, onlySpace }: HunkPlace,
  total: number,
  session: IterationSession,
  iteration: Iteration,
  { t, trusted }: { readonly t: Translate; readonly trusted: boolean },
): readonly LensWords[] {
  const which = t('change {number} of {total}', { number, total });
  const place: LensWords = { title: onlySpace ? `${which}, ${t('only white space')}` : which };
  if (session.status === 'running') return [place, { title: t('to be decided when the iterations have ended') }];
  if (!trusted) return [place];
  const decision = decisionOf(iteration, number);
  if (decision === 'open') {
    return [
      { title: withIcon('check', t('Accept')), tooltip: t('The change stays'), verb: 'accept' },
      { title: withIcon('close', t('Reject')), tooltip: t('These lines become what they were'), verb: 'reject' },
      place,
    ];
  }
  const answered =
    decision === 'accepted' ? withIcon('pass-filled', t('Accepted')) : withIcon('circle-slash', t('Rejected'));
  return [{ title: answered }, { title: withIcon('discard', t('Undo')), verb: 'undo' }, place];
}

/** A plain space after an icon is swallowed. */
const withIcon = (icon: string, words: string) => `$(${icon})\u00a0${words}`;

function seconds(count: number, t: Translate): string {
  const whole = Math.max(0, Math.round(count));
  return whole < 60
    ? t('{count} s', { count: whole })
    : t('{minutes}m {seconds}s', { minutes: Math.floor(whole / 60), seconds: String(whole % 60).padStart(2, '0') });
}

export const money = (usd: number, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD', minimumFractionDigits: 2 }).format(usd);
