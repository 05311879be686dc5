import { asIs, type Sentence, say, textOf } from '../sentence';
import { etaOf } from './eta';
import type { Prd, Problem, ProjectRecord, RegistryEntry, ToolState } from './model';
import type { LiveProcess } from './status';
import { firstLine, statusOf } from './status';

export interface RecordInput {
  readonly slug: string;
  readonly folderName: string;
  readonly hasWorkspace: boolean;
  readonly prdPath: string | undefined;
  readonly prd: Prd | undefined;
  readonly problems: readonly Problem[];
  readonly entry: RegistryEntry | undefined;
  readonly process: LiveProcess | undefined;
  readonly tools: ToolState;
}

const PREVIEW = 200;

/** Everything that lists show of a project. */
export function recordOf(input: RecordInput): ProjectRecord {
  const { prd, entry, tools, process } = input;
  const stories = prd?.stories ?? [];
  const done = stories.filter((story) => story.state === 'passed').length;
  const { status, reason } = statusOf({ process, entry, prd, hasPrd: input.prdPath !== undefined });
  const error = errorReason(input);
  const eta = etaOf(stories.length, done, tools.iterations ?? []);
  return {
    slug: input.slug,
    name: prd?.name || entry?.name || input.folderName,
    description: prd?.description || entry?.description || '',
    status,
    statusReason: textOf(reason),
    ...(reason.args && { statusSaid: reason }),
    proposedAt: isoTime(entry?.proposedAt),
    approvedAt: isoTime(entry?.approvedAt),
    startedAt: process ? new Date(process.startedAt).toISOString() : isoTime(entry?.startedAt),
    pid: process?.pid ?? null,
    storiesTotal: stories.length,
    storiesDone: done,
    etaSeconds: eta.seconds,
    etaRange: eta.range,
    lastIterationAt: lastIterationAt(tools),
    lastMessagePreview: preview(tools.lastMessage),
    errorReason: error ? textOf(error) : null,
    ...(error?.args && { errorSaid: error }),
    hasWorkspace: input.hasWorkspace,
    hasPrd: input.prdPath !== undefined,
    prdPath: input.prdPath ?? null,
    branch: entry?.branch ?? prd?.branchName ?? null,
    problems: input.problems,
  };
}

/** As ISO 8601 when it is a time at all; else as it was written, for a person may still understand it. */
function isoTime(text: string | undefined): string | null {
  if (text === undefined) return null;
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? text : new Date(moment).toISOString();
}

function lastIterationAt(tools: ToolState): string | null {
  const times = [
    ...(tools.iterations ?? []).slice(-1).map(({ endedAt }) => endedAt),
    Date.parse(tools.progress?.at ?? ''),
    Date.parse(tools.loop?.at ?? ''),
  ].filter((time) => Number.isFinite(time));
  return times.length === 0 ? null : new Date(Math.max(...times)).toISOString();
}

function preview(text: string | undefined): string | null {
  const plain = text?.replace(/\s+/g, ' ').trim();
  if (!plain) return null;
  const letters = [...plain.slice(0, PREVIEW * 2)];
  return letters.length > PREVIEW ? `${letters.slice(0, PREVIEW - 1).join('')}…` : letters.join('');
}

function errorReason({ entry, prd, tools }: RecordInput): Sentence | undefined {
  if (entry?.error) return asIs(firstLine(entry.error));
  if (tools.circuitBreaker?.state === 'OPEN') {
    const { reason } = tools.circuitBreaker;
    return say('The circuit breaker is open: {reason}', {
      reason: reason ? firstLine(reason) : say('no reason given'),
    });
  }
  const failed = prd?.stories.find((story) => story.state === 'failed' && story.reason);
  return failed?.reason ? asIs(firstLine(failed.reason)) : undefined;
}

/** Why the project stands where it stands, for a reader. */
export function statusSentence({ statusReason, statusSaid }: ProjectRecord): Sentence {
  return statusSaid ?? { template: statusReason };
}

/** What went wrong, if anything is known of it. */
export function errorSentence({ errorReason: text, errorSaid }: ProjectRecord): Sentence | undefined {
  return errorSaid ?? (text === null ? undefined : { template: text });
}
