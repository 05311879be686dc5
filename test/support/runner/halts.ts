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
  if (one === undefined || !signal(one.pid, 'SIGSTOP')) return;
  // Mostly short, seldom long, as on a machine that has too much to do.
  await delay(LONGEST_MS * Math.random() ** 3);
  signal(one.pid, 'SIGCONT');
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  readonly stopped: boolean;
}

/** What a test stopped itself is left alone, and what runs in a terminal: `script` stops too when it sees that, for good. */
function descendantsOf(root: number): Stat[] {
  const children = new Map<number, Stat[]>();
  for (const name of fs.readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? readStat(Number(name)) : undefined;
    if (stat) children.set(stat.parent, [...(children.get(stat.parent) ?? []), stat]);
  }
  const below = (pid: number): Stat[] =>
    (children.get(pid) ?? []).flatMap((child) => [child, ...(child.name === 'script' ? [] : below(child.pid))]);
  return below(root).filter(({ stopped }) => !stopped);
}

function readStat(pid: number): Stat | undefined {
  try {
    const [, name = '', state = '', parent] =
      /^\d+ \((.*)\) (\S) (\d+)/s.exec(fs.readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return { pid, parent: Number(parent), name, stopped: !'RSD'.includes(state) };
  } catch {
    return undefined;
  }
}
