import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';

/**
 * A mark that no process can put off: a resource limit is inherited by everything that a process starts, whatever becomes
 * of parents, sessions and environment. The one used here bounds the time of a *realtime* process in microseconds and has
 * no effect even on those: the numbers are above 140,000 years. Half of the number names the runner, half the agent.
 */
const LIMIT = 'rttime';
const LIMIT_LINE = /^Max realtime timeout\s+(\d+|unlimited)\s+(\d+|unlimited)/m;
const STAMPED = 1n << 62n;
const HALF = 30n;
const MASK = (1n << HALF) - 1n;
const PRLIMIT = ['/usr/bin/prlimit', '/bin/prlimit', '/usr/sbin/prlimit'] as const;

export interface Stamp {
  readonly runner: number;
  readonly agent: number;
}

/** Never 0, which is nobody. */
export function halfOf(mark: string | undefined): number {
  if (mark === undefined || mark === '') return 0;
  return createHash('sha256').update(mark).digest().readUInt32BE(0) & Number(MASK) || 1;
}

export const numberOf = ({ runner, agent }: Stamp): bigint => STAMPED | (BigInt(runner) << HALF) | BigInt(agent);

/** The stamp in the text of `/proc/<pid>/limits`; undefined for a process that bears none. */
export function stampIn(limits: string): Stamp | undefined {
  const soft = LIMIT_LINE.exec(limits)?.[1];
  if (soft === undefined || soft === 'unlimited') return undefined;
  const number = BigInt(soft);
  if (number >> 60n !== STAMPED >> 60n) return undefined;
  return { runner: Number((number >> HALF) & MASK), agent: Number(number & MASK) };
}

/** `prlimit` of util-linux, where it is and may do this; undefined elsewhere, where the other marks have to do. */
let tool: string | undefined | null = null;
function prlimit(): string | undefined {
  if (tool !== null) return tool;
  tool = process.platform === 'linux' ? PRLIMIT.find(works) : undefined;
  return tool;
}

function works(file: string): boolean {
  try {
    if (!fs.existsSync(file)) return false;
    // Somebody who has set this limit has a use for it.
    const limit = LIMIT_LINE.exec(fs.readFileSync('/proc/self/limits', 'utf8'));
    if (limit?.[2] !== 'unlimited' || (limit[1] !== 'unlimited' && stampIn(limit[0]) === undefined)) return false;
    return spawnSync(file, [`--${LIMIT}=${STAMPED}:`, '--', file, '--version'], { timeout: 2_000 }).status === 0;
  } catch {
    return false;
  }
}

export interface Started {
  readonly file: string;
  readonly args: readonly string[];
}

/** The same program, started with the stamp. It keeps its pid: `prlimit` becomes it. */
export function stamped(started: Started, stamp: Stamp): Started {
  const file = prlimit();
  if (file === undefined) return started;
  return { file, args: [`--${LIMIT}=${numberOf(stamp)}:`, '--', started.file, ...started.args] };
}

/** The same program, started without the stamp that this process bears itself. */
export function unstamped(started: Started): Started {
  const file = process.platform === 'linux' && ownStamp() ? prlimit() : undefined;
  if (file === undefined) return started;
  return { file, args: [`--${LIMIT}=unlimited:`, '--', started.file, ...started.args] };
}

function ownStamp(): Stamp | undefined {
  try {
    return stampIn(fs.readFileSync('/proc/self/limits', 'utf8'));
  } catch {
    return undefined;
  }
}
