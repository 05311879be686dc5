// A process that works on a ledger, for tests and benches of several: node process.mjs '{"file":…}'
// It answers on standard output with one line for each thing that is true for good: `N SEQ` when commit N is durable.
import fs from 'node:fs';
import { openLedger } from '../../../src/adapters/sqlite/open-ledger';
import type { LedgerEvent } from '../../../src/ports/ledger';

export interface Counted extends LedgerEvent {
  readonly type: 'counted';
  readonly n: number;
  readonly sentAt: number;
}

export interface LedgerJob {
  readonly file: string;
  readonly stream: string;
  readonly actor: string;
  /** Appends that many, `lanes` of them under way at any time; or follows until it has seen that many. */
  readonly task: 'append' | 'follow';
  readonly count: number;
  readonly lanes: number;
  /** Rests that long after each commit. */
  readonly everyMs?: number;
}

/** Milliseconds on a clock that all processes of a machine share. */
function sharedNow(): number {
  return performance.timeOrigin + performance.now();
}

/** Straight to the pipe: what was said stays said, whatever happens to this process next. */
function say(line: string): void {
  fs.writeSync(1, `${line}\n`);
}

async function main({ file, stream, actor, task, count, lanes, everyMs }: LedgerJob): Promise<void> {
  const opened = await openLedger(file);
  if (!opened.ok) throw new Error(opened.refusal.message);
  const ledger = opened.value;
  if (task === 'follow') {
    let seen = 0;
    const following = ledger.follow<Counted>(stream, 0, (commits) => {
      const now = sharedNow();
      for (const commit of commits) for (const event of commit.events) say(`${event.n} ${now - event.sentAt}`);
      seen += commits.length;
      if (seen < count) return;
      following.dispose();
      void ledger.close();
    });
    say('ready');
    return;
  }
  say('ready');
  await new Promise<void>((resolve) => process.stdin.once('data', () => resolve()));
  process.stdin.destroy();
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const n = next;
      next += 1;
      const committed = await ledger.commit<Counted, undefined>(
        stream,
        actor,
        () => Number.POSITIVE_INFINITY,
        () => ({ ok: true, events: [{ type: 'counted', n, sentAt: sharedNow() }], value: undefined }),
      );
      if (!committed.ok) throw new Error(`${committed.refusal.code}: ${committed.refusal.message}`);
      say(`${n} ${committed.commit?.seq}`);
      if (everyMs !== undefined) await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  await ledger.close();
}

const job = process.argv[2];
if (job) await main(JSON.parse(job) as LedgerJob);
