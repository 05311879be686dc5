import { type Sentence, say, sayMany } from '../sentence';
import type { Prd, ProjectStatus, RegistryEntry, Story } from './model';

/** The process that a project recorded, when it is alive and is that very one. */
export interface LiveProcess {
  readonly pid: number;
  readonly startedAt: number;
  readonly command: string;
}

export interface StatusInput {
  readonly process: LiveProcess | undefined;
  readonly entry: RegistryEntry | undefined;
  readonly prd: Prd | undefined;
  /** Its PRD file exists, whether it could be read or not. */
  readonly hasPrd: boolean;
}

export interface StatusAnswer {
  readonly status: ProjectStatus;
  readonly reason: Sentence;
}

/** Clocks of process table and file system differ by this much at most. */
const CLOCK_SLACK_MS = 2000;

/** A process that started after it was recorded is another one under a reused pid. */
export function isRecorded(startedAt: number, recordedAt: number): boolean {
  return startedAt <= recordedAt + CLOCK_SLACK_MS;
}

/** `ralph.sh` and its like by the script's name, and our own runner when it works a whole PRD. */
export function isRalphLoop(command: string): boolean {
  return (
    /(?:^|[\s/\\'"])ralph(?:[-_]?(?:loop|run|runner|tui))?(?:\.(?:sh|bash|ps1|py|[cm]?js|ts))?(?=['"\s]|$)/i.test(
      command,
    ) || /--workflow[= ]ralph\b/.test(command)
  );
}

/** The first row of the status table that applies. */
export function statusOf(input: StatusInput): StatusAnswer {
  return ofProcess(input) ?? ofRegistry(input) ?? ofPrd(input);
}

function ofProcess({ process }: StatusInput): StatusAnswer | undefined {
  if (!process) return undefined;
  if (isRalphLoop(process.command)) {
    return { status: 'running-ralph', reason: say('A Ralph loop is at work as process {pid}.', { pid: process.pid }) };
  }
  return {
    status: 'running-manual',
    reason: say('Process {pid} is at work; it is no Ralph loop.', { pid: process.pid }),
  };
}

function ofRegistry({ entry }: StatusInput): StatusAnswer | undefined {
  switch (entry?.status) {
    case 'planning':
      return { status: 'planning', reason: say('A planning session is open.') };
    case 'approved':
      return { status: 'approved', reason: say('It is approved and not started yet.') };
    case 'pending':
      return { status: 'pending', reason: say('It was proposed and waits for approval.') };
    case 'failed':
      return {
        status: 'failed',
        reason: entry.error ? say('It failed: {reason}', { reason: firstLine(entry.error) }) : say('It failed.'),
      };
    case 'cancelled':
      return { status: 'idle', reason: say('It was cancelled.') };
    default:
      return undefined;
  }
}

function ofPrd({ prd, hasPrd }: StatusInput): StatusAnswer {
  if (!prd) return { status: 'idle', reason: hasPrd ? say('Its PRD cannot be read.') : say('It has no PRD yet.') };
  const { stories } = prd;
  if (stories.length === 0) return { status: 'idle', reason: say('Its PRD has no stories yet.') };
  const open = stories.filter((story) => story.state !== 'passed');
  if (open.length === 0) {
    return {
      status: 'complete',
      reason: sayMany(stories.length, 'Its one story passes.', 'All {count} stories pass.'),
    };
  }
  const blocked = open.filter((story) => story.state === 'blocked');
  if (blocked.length === open.length) return { status: 'blocked', reason: allBlocked(blocked) };
  const failed = open.find((story) => story.state === 'failed');
  if (failed) {
    const { id, reason } = failed;
    return {
      status: 'failed',
      reason: reason
        ? say('{id} is marked failed: {reason}', { id, reason: firstLine(reason) })
        : say('{id} is marked failed.', { id }),
    };
  }
  const done = stories.length - open.length;
  return {
    status: 'idle',
    reason: sayMany(
      stories.length,
      'Nothing works on it. {done} of 1 story passes.',
      'Nothing works on it. {done} of {count} stories pass.',
      { done },
    ),
  };
}

function allBlocked(stories: readonly Story[]): Sentence {
  const { id = '', reason } = stories[0] ?? {};
  if (stories.length === 1) {
    return reason
      ? say('The last open story, {id}, is blocked: {reason}', { id, reason: firstLine(reason) })
      : say('The last open story, {id}, is blocked.', { id });
  }
  const count = stories.length;
  return reason
    ? say('All {count} open stories are blocked: {reason}', { count, reason: firstLine(reason) })
    : say('All {count} open stories are blocked.', { count });
}

export function firstLine(text: string): string {
  const line = /\S[^\r\n]*/.exec(text)?.[0].trim() ?? '';
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}
