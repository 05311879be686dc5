import type { Prd, ProjectStatus, RegistryEntry } from './model';

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
  readonly reason: string;
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
    return { status: 'running-ralph', reason: `A Ralph loop is at work as process ${process.pid}.` };
  }
  return { status: 'running-manual', reason: `Process ${process.pid} is at work; it is no Ralph loop.` };
}

function ofRegistry({ entry }: StatusInput): StatusAnswer | undefined {
  switch (entry?.status) {
    case 'planning':
      return { status: 'planning', reason: 'A planning session is open.' };
    case 'approved':
      return { status: 'approved', reason: 'It is approved and not started yet.' };
    case 'pending':
      return { status: 'pending', reason: 'It was proposed and waits for approval.' };
    case 'failed':
      return { status: 'failed', reason: entry.error ? `It failed: ${firstLine(entry.error)}` : 'It failed.' };
    case 'cancelled':
      return { status: 'idle', reason: 'It was cancelled.' };
    default:
      return undefined;
  }
}

function ofPrd({ prd, hasPrd }: StatusInput): StatusAnswer {
  if (!prd) return { status: 'idle', reason: hasPrd ? 'Its PRD cannot be read.' : 'It has no PRD yet.' };
  const { stories } = prd;
  if (stories.length === 0) return { status: 'idle', reason: 'Its PRD has no stories yet.' };
  const open = stories.filter((story) => story.state !== 'passed');
  if (open.length === 0) return { status: 'complete', reason: `All ${count(stories.length)} pass.` };
  const blocked = open.filter((story) => story.state === 'blocked');
  if (blocked.length === open.length) {
    const first = blocked[0];
    const why = first?.reason ? `: ${firstLine(first.reason)}` : '.';
    const what =
      open.length === 1
        ? `The last open story, ${first?.id}, is blocked`
        : `All ${open.length} open stories are blocked`;
    return { status: 'blocked', reason: `${what}${why}` };
  }
  const failed = open.find((story) => story.state === 'failed');
  if (failed) {
    const why = failed.reason ? `: ${firstLine(failed.reason)}` : '.';
    return { status: 'failed', reason: `${failed.id} is marked failed${why}` };
  }
  return {
    status: 'idle',
    reason: `Nothing works on it. ${stories.length - open.length} of ${count(stories.length)} pass.`,
  };
}

function count(stories: number): string {
  return stories === 1 ? '1 story' : `${stories} stories`;
}

export function firstLine(text: string): string {
  const line = /\S[^\r\n]*/.exec(text)?.[0].trim() ?? '';
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}
