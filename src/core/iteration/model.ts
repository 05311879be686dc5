import type { AgentError } from '../agent/error';
import { addUsage, NO_USAGE, type PermissionRequest, type Usage } from '../agent/event';
import { ok, type Result, refuse } from '../result';
import type { RunnerIdentity } from '../runner/runner';
import { type Sentence, saidBy, say, spoken } from '../sentence';
import { isToolName } from './tools';

export type IterationStatus = 'running' | 'done' | 'failed' | 'cancelled';
export type SessionStatus = 'running' | 'complete' | 'failed' | 'cancelled';

export interface Iteration {
  readonly n: number;
  readonly status: IterationStatus;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly added: number;
  readonly removed: number;
  readonly hunks: number;
  readonly toolCalls: number;
  readonly summary: string;
  readonly usage: Usage;
  readonly error?: AgentError;
  /** What was decided about its hunks, by number from 1; the others are open and count as accepted. */
  readonly decisions: Readonly<Record<number, 'accepted' | 'rejected'>>;
}

/** `open`: as if nothing had been decided. */
export type HunkDecision = 'accepted' | 'rejected' | 'open';

export interface IterationSpec {
  readonly id: string;
  readonly slug: string;
  readonly folder: string;
  /** The document, from the workspace folder. */
  readonly document: string;
  readonly prompt: string;
  readonly iterations: number;
  readonly profile: string;
  readonly model?: string;
  readonly tools?: readonly string[];
  readonly seconds: number;
  readonly pauseMs: number;
  /** The process that starts the runner: dead before there is one, it will start none. */
  readonly starter?: RunnerIdentity;
}

/** Why a session failed; `said` as in `Spoken`. */
interface SessionReason {
  readonly reason: string;
  readonly said?: Sentence;
}

/** Who writes the document that follows from decisions. */
export interface DocumentWriter {
  readonly token: string;
  readonly by: RunnerIdentity;
  /** What it writes the document for. Whoever finds it dead finishes that: half of a decision nobody could make sense of. */
  readonly deciding?: readonly IterationEvent[];
}

export interface IterationSession extends IterationSpec, Partial<SessionReason> {
  readonly status: SessionStatus;
  readonly startedAt: number;
  readonly updatedAt: number;
  readonly done: readonly Iteration[];
  readonly cancelling: boolean;
  readonly writer?: DocumentWriter;
  readonly permissions: readonly {
    readonly request: PermissionRequest;
    readonly option?: string;
    readonly by?: string;
  }[];
  readonly usage: Usage;
}

export type IterationEvent =
  | ({ readonly type: 'session_started' } & IterationSpec)
  | { readonly type: 'iteration_started'; readonly n: number }
  | {
      readonly type: 'iteration_ended';
      readonly n: number;
      readonly status: Exclude<IterationStatus, 'running'>;
      readonly added: number;
      readonly removed: number;
      readonly hunks: number;
      readonly toolCalls: number;
      readonly summary: string;
      readonly usage: Usage;
      readonly error?: AgentError;
    }
  | { readonly type: 'permission_asked'; readonly request: PermissionRequest }
  | { readonly type: 'permission_answered'; readonly id: string; readonly option: string; readonly by: string }
  | { readonly type: 'hunk_decided'; readonly n: number; readonly hunk: number; readonly accepted: boolean }
  | { readonly type: 'hunk_reopened'; readonly n: number; readonly hunk: number }
  | { readonly type: 'document_taken'; readonly writer: DocumentWriter }
  | { readonly type: 'document_freed'; readonly token: string }
  | { readonly type: 'cancel_requested' }
  | ({ readonly type: 'session_ended'; readonly status: Exclude<SessionStatus, 'running'> } & Partial<SessionReason>);

export const iterationStream = (id: string) => `iteration/${id}`;
export const iterationId = (slug: string, number: number) => `${slug.toLowerCase()}.i${number}`;
export const isIterationId = (name: string) => /\.i[1-9]\d*$/.test(name);

export function numberOfIteration(id: string, slug: string): number {
  const prefix = `${slug.toLowerCase()}.i`;
  const number = id.startsWith(prefix) ? id.slice(prefix.length) : '';
  return /^[1-9]\d*$/.test(number) ? Number(number) : 0;
}

export function evolveIteration(
  session: IterationSession | undefined,
  event: IterationEvent,
  at: number,
): IterationSession | undefined {
  if (event.type === 'session_started') {
    const { type: _type, ...spec } = event;
    return {
      ...spec,
      status: 'running',
      startedAt: at,
      updatedAt: at,
      done: [],
      cancelling: false,
      permissions: [],
      usage: NO_USAGE,
    };
  }
  if (!session) return undefined;
  if (event.type === 'document_freed') {
    if (session.writer?.token !== event.token) return session;
    const { writer: _writer, ...free } = session;
    return free;
  }
  if (event.type === 'document_taken') return { ...session, writer: event.writer };
  return { ...session, ...changeOf(session, event, at), updatedAt: at };
}

function changeOf(
  session: IterationSession,
  event: Exclude<IterationEvent, { type: 'session_started' | 'document_taken' | 'document_freed' }>,
  at: number,
): Partial<IterationSession> {
  switch (event.type) {
    case 'iteration_started': {
      const begun: Iteration = {
        n: event.n,
        status: 'running',
        startedAt: at,
        added: 0,
        removed: 0,
        hunks: 0,
        toolCalls: 0,
        summary: '',
        usage: NO_USAGE,
        decisions: {},
      };
      return { done: [...session.done, begun] };
    }
    case 'iteration_ended': {
      const { type: _type, ...ended } = event;
      return {
        done: session.done.map((each) => (each.n === event.n ? { ...each, ...ended, endedAt: at } : each)),
        // What was asked and not answered, nobody waits for any more.
        permissions: session.permissions.filter(({ option }) => option !== undefined),
        usage: addUsage(session.usage, event.usage),
      };
    }
    case 'permission_asked':
      return { permissions: [...session.permissions, { request: event.request }] };
    case 'permission_answered':
      return {
        permissions: session.permissions.map((each) =>
          each.request.id === event.id && each.option === undefined
            ? { ...each, option: event.option, by: event.by }
            : each,
        ),
      };
    case 'hunk_decided': {
      const decision = event.accepted ? 'accepted' : 'rejected';
      return {
        done: session.done.map((each) =>
          each.n === event.n ? { ...each, decisions: { ...each.decisions, [event.hunk]: decision } } : each,
        ),
      };
    }
    case 'hunk_reopened':
      return {
        done: session.done.map((each) => {
          if (each.n !== event.n) return each;
          const { [event.hunk]: _reopened, ...decisions } = each.decisions;
          return { ...each, decisions };
        }),
      };
    case 'cancel_requested':
      return { cancelling: true };
    case 'session_ended':
      return {
        status: event.status,
        ...(event.reason === undefined ? {} : { reason: event.reason }),
        ...(event.said && { said: event.said }),
      };
    default:
      return {};
  }
}

type Decision = Result<readonly IterationEvent[]>;
export const MOST_ITERATIONS = 10;
export const DEFAULT_ITERATIONS = 3;

export function startIterations(session: IterationSession | undefined, spec: IterationSpec): Decision {
  if (session)
    return refuse('already_running', say('Iterations of this project are under way.'), { session: session.id });
  if (!Number.isInteger(spec.iterations) || spec.iterations < 1 || spec.iterations > MOST_ITERATIONS)
    return refuse('invalid_iterations', say('Say a number of iterations from 1 to {most}.', { most: MOST_ITERATIONS }));
  const odd = spec.tools?.find((name) => !isToolName(name));
  if (odd !== undefined) return refuse('invalid_tools', say('"{tool}" is not the name of a tool.', { tool: odd }));
  if (spec.prompt.trim() === '') return refuse('empty_message', say('Say what should become better.'));
  return ok([{ type: 'session_started', ...spec }]);
}

export function cancelIterations(session: IterationSession | undefined): Decision {
  if (!session) return refuse('not_found', say('There is no such session.'));
  if (session.status !== 'running')
    return refuse(
      'not_running',
      session.status === 'complete'
        ? say('These iterations are complete.')
        : session.status === 'failed'
          ? say('These iterations are failed.')
          : say('These iterations are cancelled.'),
    );
  return ok(session.cancelling ? [] : [{ type: 'cancel_requested' }]);
}

export function answerIteration(
  session: IterationSession | undefined,
  id: string,
  option: string,
  by: string,
): Decision {
  const asked = session?.permissions.find((each) => each.request.id === id);
  if (!session || !asked || session.status !== 'running')
    return refuse('not_waiting', say('Nobody asks that any more.'));
  if (asked.option !== undefined)
    return refuse('already_answered', say('This was answered already, by {by}.', { by: asked.by ?? '' }));
  if (!asked.request.options.some((known) => known.id === option))
    return refuse('unknown_option', say('That is not one of the answers.'));
  return ok([{ type: 'permission_answered', id, option, by }]);
}

/** `hunk` undefined: all hunks of that iteration. */
export function decideHunk(
  session: IterationSession | undefined,
  n: number,
  hunk: number | undefined,
  decision: HunkDecision,
): Decision {
  if (!session) return refuse('not_found', say('There is no such session.'));
  if (session.status === 'running')
    return refuse('still_running', say('Wait for the iterations to end, or cancel them.'));
  const iteration = session.done.find((each) => each.n === n);
  if (!iteration) return refuse('not_found', say('There is no iteration {n}.', { n }));
  const numbers = hunk === undefined ? Array.from({ length: iteration.hunks }, (_, index) => index + 1) : [hunk];
  const unknown = numbers.find((number) => !Number.isInteger(number) || number < 1 || number > iteration.hunks);
  if (unknown !== undefined)
    return refuse(
      'not_found',
      say('Iteration {n} has {hunks} changes; there is no number {unknown}.', { n, hunks: iteration.hunks, unknown }),
    );
  const changed = numbers.filter((number) => decisionOf(iteration, number) !== decision);
  return ok(changed.map((number) => decisionEvent(n, number, decision)));
}

export const decisionOf = ({ decisions }: Pick<Iteration, 'decisions'>, hunk: number): HunkDecision =>
  decisions[hunk] ?? 'open';

const decisionEvent = (n: number, hunk: number, decision: HunkDecision): IterationEvent =>
  decision === 'open'
    ? { type: 'hunk_reopened', n, hunk }
    : { type: 'hunk_decided', n, hunk, accepted: decision === 'accepted' };

/** Nobody takes the document while somebody else has it; `left`: that one of them is gone. */
export function takeDocument(
  session: IterationSession | undefined,
  writer: DocumentWriter,
  left: string | undefined,
): readonly IterationEvent[] {
  if (session?.writer && session.writer.token !== left) return [];
  return session ? [{ type: 'document_taken', writer }] : [];
}

export const freeDocument = (session: IterationSession | undefined, token: string): readonly IterationEvent[] =>
  session?.writer?.token === token ? [{ type: 'document_freed', token }] : [];

/** The document is as it was before the first iteration: nothing of any is left in it. */
export function rejectEverything(session: IterationSession | undefined): Decision {
  const events: IterationEvent[] = [];
  for (const { n } of session?.done.length ? session.done : [{ n: 1 }]) {
    const rejected = decideHunk(session, n, undefined, 'rejected');
    if (!rejected.ok) return rejected;
    events.push(...rejected.value);
  }
  return ok(events);
}

export function sessionFailed(why: Sentence): IterationEvent {
  const { message, said } = spoken(why);
  return { type: 'session_ended', status: 'failed', reason: message, ...(said && { said }) };
}

/** Why the session failed, for a reader. */
export function reasonOf({ reason, said }: IterationSession): Sentence {
  return said ?? { template: reason ?? '' };
}

/** How the session ends when nothing more is to be done. All iterations failed: so did the session. */
export function finalState(session: IterationSession): IterationEvent {
  if (session.cancelling) return { type: 'session_ended', status: 'cancelled' };
  const last = session.done.at(-1)?.error;
  return session.done.some((each) => each.status === 'done')
    ? { type: 'session_ended', status: 'complete' }
    : sessionFailed(last ? saidBy(last) : say('Every iteration failed.'));
}

/** What an iteration had come to when its runner was gone. */
export type LeftIteration = Pick<
  Extract<IterationEvent, { type: 'iteration_ended' }>,
  'added' | 'removed' | 'hunks' | 'toolCalls' | 'summary' | 'usage'
>;

export const NOTHING_LEFT: LeftIteration = {
  added: 0,
  removed: 0,
  hunks: 0,
  toolCalls: 0,
  summary: '',
  usage: NO_USAGE,
};

/** The runner is gone without a last word; `left` is what it had done by then. */
export function loseRunner(session: IterationSession, left = NOTHING_LEFT): readonly IterationEvent[] {
  if (session.status !== 'running') return [];
  const running = session.done.find((each) => each.status === 'running');
  const error: AgentError = { kind: 'crashed', ...spoken(say('The background process that ran the agent is gone.')) };
  const ended: IterationEvent[] = running
    ? [
        {
          type: 'iteration_ended',
          n: running.n,
          status: session.cancelling ? 'cancelled' : 'failed',
          ...left,
          ...(session.cancelling ? {} : { error }),
        },
      ]
    : [];
  return [
    ...ended,
    session.cancelling ? { type: 'session_ended', status: 'cancelled' } : sessionFailed(say('runner lost')),
  ];
}
