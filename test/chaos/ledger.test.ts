import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openLedger } from '../../src/adapters/sqlite/open-ledger';
import type { Commit } from '../../src/ports/ledger';
import { openStream } from '../../src/services/stream-state';
import { expectOk, expectRefusal, type TemporaryFolder, temporaryFolder } from '../adapters/ledger/support';
import { type Added, add } from '../support/ledger/added';
import type { Counted } from '../support/ledger/process';
import { type LedgerProcess, ledgerProcesses } from '../support/ledger/start-process';
import { SEED, seeded } from '../support/seeded';
import { skipBecause } from '../support/skip';

const STREAM = 'board/default';

describe('a ledger under attack', () => {
  let folder: TemporaryFolder;
  let file: string;
  let start: Awaited<ReturnType<typeof ledgerProcesses>>;

  before(async () => {
    folder = temporaryFolder();
    start = await ledgerProcesses(folder.path);
  });
  beforeEach(() => {
    file = path.join(fs.mkdtempSync(path.join(folder.path, 'case-')), 'ledger.db');
  });
  after(() => folder.dispose());

  const writer = (actor: string, count: number, lanes: number) =>
    start({ file, stream: STREAM, actor, task: 'append', count, lanes });

  /** Every acknowledged commit is there under the seq that was acknowledged, none twice, none missing between. */
  async function expectComplete(acknowledged: ReadonlyMap<string, number>): Promise<readonly Commit<Counted>[]> {
    const ledger = expectOk(await openLedger(file));
    const commits = await ledger.read<Counted>(STREAM);
    await ledger.close();
    const found = new Map(commits.map((commit) => [`${commit.actor} ${commit.events[0]?.n}`, commit.seq]));
    assert.equal(found.size, commits.length, 'none is there twice');
    for (const [n, commit] of commits.entries()) assert.equal(commit.seq, n + 1, 'seq is contiguous');
    for (const [key, seq] of acknowledged) assert.equal(found.get(key), seq, `${key} was acknowledged`);
    const db = new DatabaseSync(file);
    assert.equal(db.prepare('PRAGMA integrity_check').get()?.integrity_check, 'ok');
    db.close();
    return commits;
  }

  it('takes 2,000 commits from each of 8 processes on one stream: none lost, none doubled, contiguous', async () => {
    const processes = Array.from({ length: 8 }, (_, n) => writer(`process ${n}`, 2_000, 8));
    await Promise.all(processes.map(({ ready }) => ready));
    for (const { go } of processes) go();
    const acknowledged = new Map<string, number>();
    for (const [n, { lines, end }] of processes.entries()) {
      for (const line of await lines) {
        const [number, seq] = line.split(' ');
        acknowledged.set(`process ${n} ${number}`, Number(seq));
      }
      assert.equal(await end, 0);
    }
    assert.equal(acknowledged.size, 16_000);
    assert.equal((await expectComplete(acknowledged)).length, 16_000);
  });

  it('loses nothing that it acknowledged in 200 rounds of kill -9 at random moments', async () => {
    const rounds = 200;
    const next = seeded(SEED);
    const acknowledged = new Map<string, number>();
    let begun = 0;
    let killed = 0;
    /** Several at once, so that the others go on while one dies, whatever it held. */
    const slot = async () => {
      while (begun < rounds) {
        const actor = `round ${begun}`;
        begun += 1;
        const victim = writer(actor, 1_000_000, 1 + (begun % 8));
        victim.go();
        // Some die while they open the ledger, some at their first commit, some after a checkpoint or two.
        if (begun % 4 > 0) await firstLine(victim);
        await new Promise((resolve) => setTimeout(resolve, next() ** 3 * 120));
        victim.child.kill('SIGKILL');
        if ((await victim.end) === 'SIGKILL') killed += 1;
        for (const line of await victim.lines) {
          const [number, seq] = line.split(' ');
          acknowledged.set(`${actor} ${number}`, Number(seq));
        }
      }
    };
    await Promise.all(Array.from({ length: 4 }, slot));
    assert.equal(killed, rounds);
    assert.ok(acknowledged.size >= rounds / 2);
    await expectComplete(acknowledged);
  });

  it('refuses clearly on a full disk, keeps what it acknowledged, and goes on when there is space again', async function () {
    const disk = path.dirname(file);
    mountSmallDisk(disk, this);
    try {
      const filler = path.join(disk, 'filler');
      const ledger = expectOk(await openLedger(file));
      assert.ok((await add(ledger, STREAM, 0)).ok);
      fs.writeFileSync(filler, Buffer.alloc(1_000_000));
      const sum = await openStream<{ sum: number }, Added>(ledger, STREAM, SUM);
      const outcomes: boolean[] = [];
      let refusal: unknown;
      while (!refusal) {
        const group = await Promise.all(
          Array.from({ length: 40 }, (_, n) =>
            sum.commit('ann', () => ({ ok: true, events: [{ type: 'added', n: n + 1 }], value: undefined })),
          ),
        );
        outcomes.push(...group.map(({ ok }) => ok));
        refusal = group.find((one) => !one.ok);
        for (const one of group) if (!one.ok) assert.equal(expectRefusal(one), 'disk_full');
      }
      const kept = await ledger.read<Added>(STREAM);
      assert.equal(kept.length, 1 + outcomes.filter(Boolean).length);
      assert.equal(
        sum.state.sum,
        kept.reduce((total, { events }) => total + events[0]!.n, 0),
        'the folded state holds only what lasted',
      );
      fs.rmSync(filler);
      assert.ok((await sum.commit('ann', () => ({ ok: true, events: [{ type: 'added', n: 1_000 }], value: 0 }))).ok);
      await ledger.close();
      const again = expectOk(await openLedger(file));
      const commits = await again.read<Added>(STREAM);
      assert.deepEqual(
        commits.map(({ seq }) => seq),
        commits.map((_, n) => n + 1),
      );
      assert.equal(commits.length, kept.length + 1);
      await again.close();
    } finally {
      execFileSync('umount', ['-l', disk]);
    }
  });
});

const SUM = {
  name: 'sum',
  version: 1,
  initial: () => ({ sum: 0 }),
  evolve(state: { sum: number }, event: Added) {
    state.sum += event.n;
    return state;
  },
  encode: (state: { sum: number }) => JSON.stringify(state),
  decode: (text: string | Uint8Array) => JSON.parse(String(text)) as { sum: number },
};

function firstLine(victim: LedgerProcess): Promise<void> {
  return new Promise((resolve) => {
    victim.onLine(() => resolve());
    void victim.lines.then(() => resolve());
  });
}

function mountSmallDisk(folder: string, test: Mocha.Context): void {
  if (process.platform !== 'linux') skipBecause(test, 'a small disk is made with tmpfs, which is a thing of Linux');
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder], { stdio: 'pipe' });
  } catch {
    skipBecause(test, 'this user may not mount a small disk to fill up');
  }
}
