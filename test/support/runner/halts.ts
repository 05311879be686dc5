import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const LONGEST_MS = 800;
const PAUSE_MS = 150;

/**
 * `npm test -- --halts 2` has so many hands that stop one process of the tests after the other for a moment: a page, the
 * extension host, a worker, git. What waits for the order in which two of them are usually done fails here. Answers with
 * what ends that.
 */
export function haltSometimes(hands: number): () => Promise<void> {
  if (hands > 0 && process.platform !== 'linux')
    throw new Error('--halts needs Linux: it looks for processes in /proc.');
  let going = true;
  const all = Array.from({ length: hands }, async () => {
    while (going) {
      await delay(Math.random() * PAUSE_MS);
      await haltOne();
    }
  });
  return async () => {
    going = false;
    await Promise.all(all);
  };
}

async function haltOne(): Promise<void> {
  const processes = descendantsOf(process.pid);
  const one = processes[Math.floor(Math.random() * processes.length)];
  if (one === undefined || !signal(one, 'SIGSTOP')) return;
  // Mostly short, seldom long, as on a machine that has too much to do.
  await delay(LONGEST_MS * Math.random() ** 3);
  signal(one, 'SIGCONT');
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/** Those that a test stopped itself are left alone. */
function descendantsOf(root: number): number[] {
  const children = new Map<number, number[]>();
  const stopped = new Set<number>();
  for (const name of fs.readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const stat = readStat(name);
    if (!stat) continue;
    if (stat.state !== 'R' && stat.state !== 'S' && stat.state !== 'D') stopped.add(pid);
    children.set(stat.parent, [...(children.get(stat.parent) ?? []), pid]);
  }
  const found: number[] = [];
  const walk = (pid: number): void => {
    for (const child of children.get(pid) ?? []) {
      if (!stopped.has(child)) found.push(child);
      walk(child);
    }
  };
  walk(root);
  return found;
}

function readStat(pid: string): { readonly state: string; readonly parent: number } | undefined {
  try {
    const [state, parent] = fs
      .readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { state: state!, parent: Number(parent) };
  } catch {
    return undefined;
  }
}
