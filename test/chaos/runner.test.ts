import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { ledgerOf } from '../../src/adapters/ledger-home';
import { createRunners, tracesFolder } from '../../src/adapters/planning';
import { processTable } from '../../src/adapters/processes/process-table';
import { TraceFiles } from '../../src/adapters/trace-files';
import type { IterationSession } from '../../src/core/iteration/model';
import type { PlanState, Turn } from '../../src/core/plan/model';
import { type RunnerIdentity, runnerMark, runnerStream } from '../../src/core/runner/runner';
import type { Ledger } from '../../src/ports/ledger';
import { planTrace } from '../../src/services/plans/stream';
import { PlanWorkspace } from '../support/plan-workspace';
import { SEED, seeded } from '../support/seeded';
import { skipBecause } from '../support/skip';

/** So slow that most answers are still under way when they are hit, also where the one who hits is kept from running. */
const SLOW = [PlanWorkspace.demo('slow', 30)];
const ORIGINAL = Buffer.from('\ufeff# Plan\r\n\r\nGr\u00fc\u00dfe\r\nno end');

describe('runners and the machine under them', () => {
  let place: PlanWorkspace;
  let ledger: Ledger;
  const open = (profiles: readonly object[] = SLOW) => {
    place = new PlanWorkspace(profiles);
    ledger = ledgerOf(place.workspace, { env: {} });
  };
  afterEach(async () => {
    await ledger.close();
    await place.dispose();
  });

  /** The process at work on that, once it has begun; undefined when the command ended before. */
  async function runnerOf(subject: string, ended: Promise<unknown>): Promise<RunnerIdentity | undefined> {
    let over = false;
    void ended.then(() => {
      over = true;
    });
    while (!over) {
      const found = await createRunners(ledger).condition(subject);
      if (found.is === 'alive') return found.runner;
      await sleep(5);
    }
    return undefined;
  }

  function command(...args: string[]): Promise<{ readonly code: number | null; readonly out: string }> {
    return place.run([...args, '--json']);
  }

  const written = async (id: string, turn: Turn) =>
    (await new TraceFiles(tracesFolder(place.workspace)).read(planTrace(id), 0))
      .filter(({ span, type }) => span === `turn-${turn.n}` && type === 'text')
      .map(({ data }) => data.text)
      .join('');

  it(`killed in the middle of answers, leave whole transcripts and no processes behind (seed ${SEED})`, async () => {
    open();
    const next = seeded(SEED);
    let killed = 0;
    // On a machine that is slow elsewhere than here, some more rounds are needed to hit an answer twice.
    for (let round = 0; round < 6 || (killed < 2 && round < 18); round += 1) {
      const verb = round === 0 ? ['start', 'shop', 'A shop for tea'] : ['respond', 'shop', `round ${round}`];
      const running = command('plan', ...verb);
      const runner = await runnerOf('plan/shop.1', running);
      await sleep(next() * 600);
      const mark = runner && runnerMark(runner);
      if (runner) process.kill(runner.pid, 'SIGKILL');
      const { code, out } = await running;
      const where = `seed ${SEED}, round ${round}: ${out}`;
      assert.equal(code, 0, where);
      const plan = (JSON.parse(out) as { data: PlanState }).data;
      const turn = plan.turns.at(-1)!;
      assert.ok(turn.status === 'lost' || turn.status === 'done', where);
      if (turn.status === 'lost') killed += 1;
      assert.equal(turn.text, await written(plan.id, turn), where);
      assert.deepEqual(mark ? await processTable().marked(mark) : [], [], where);
      const shown = await place.data<PlanState>('plan', 'show', 'shop');
      assert.deepEqual(shown.turns.at(-1), turn, 'and it stays so');
    }
    assert.ok(killed >= 2, `some rounds hit an answer: ${killed}`);
    const last = await place.data<PlanState>('plan', 'respond', 'shop', 'the end');
    assert.equal(last.turns.at(-1)?.status, 'done');
  });

  it(`killed during iterations, leave one final state and a document that can be taken back (seed ${SEED})`, async () => {
    open();
    const file = place.path('shop/plan.md');
    const next = seeded(SEED + 1);
    for (let round = 1; round <= 5; round += 1) {
      fs.writeFileSync(file, ORIGINAL);
      const options = ['--document', 'plan.md', '--prompt', 'Better', '--iterations', '2', '--pause', '0'];
      const running = command('plan', 'iterate', 'shop', ...options);
      const id = `shop.i${round}`;
      const runner = await runnerOf(`iteration/${id}`, running);
      await sleep(next() * 700);
      if (runner) process.kill(runner.pid, 'SIGKILL');
      const { out } = await running;
      const where = `seed ${SEED + 1}, round ${round}: ${out}`;
      const session = (JSON.parse(out) as { data: IterationSession }).data;
      assert.ok(session.status === 'failed' || session.status === 'complete', where);
      if (session.status === 'failed') assert.equal(session.reason, 'runner lost', where);
      assert.ok(
        session.done.every(({ status }) => status !== 'running'),
        where,
      );
      const mark = runner ? runnerMark(runner) : '-';
      assert.deepEqual(await processTable().marked(mark), [], where);
      for (const { n, hunks } of [...session.done].reverse())
        if (hunks > 0) await place.data('plan', 'decide', id, String(n), '--reject');
      assert.deepEqual(fs.readFileSync(file), ORIGINAL, where);
    }
  });

  it('go on when the command that started them is killed', async () => {
    open();
    const child = place.start('plan', 'start', 'shop', 'A shop for tea', '--json');
    const ended = once(child, 'close');
    const runner = await runnerOf('plan/shop.1', ended);
    assert.ok(runner);
    child.kill('SIGKILL');
    await ended;
    for (;;) {
      const [turn] = (await place.data<PlanState>('plan', 'show', 'shop')).turns;
      if (turn?.status === 'running' || turn?.status === 'requested') continue;
      assert.equal(turn?.status, 'done');
      assert.match(turn.text, /in any words\.$/);
      break;
    }
  });

  it('are not found again after a reboot: another process with the same number is left alone', async () => {
    open([PlanWorkspace.demo('quick', 1)]);
    await place.data('plan', 'start', 'shop', 'A shop for tea');
    await createRunners(ledger).stop('plan/shop.1');
    const bystander = spawn('sleep', ['60']);
    try {
      const identity = { pid: bystander.pid, startedAt: Date.now() - 3_600_000, host: os.hostname() };
      for (const [stream, event] of [
        [runnerStream('plan/shop.1'), { type: 'runner_started', ...identity }],
        ['plan/shop.1', { type: 'turn_requested', turn: 2, origin: 'respond', prompt: 'Hello?' }],
        ['plan/shop.1', { type: 'turn_started', turn: 2, after: 10_000 }],
      ] as const) {
        const unseen = () => Number.POSITIVE_INFINITY;
        const kept = await ledger.commit(stream, 'test', unseen, () => ({ ok: true, events: [event], value: 0 }));
        assert.ok(kept.ok);
      }
      const shown = await place.data<PlanState>('plan', 'show', 'shop');
      assert.equal(shown.turns[1]?.status, 'lost');
      assert.equal((await place.data<PlanState>('plan', 'retry', 'shop')).turns[2]?.status, 'done');
      await place.data('plan', 'cancel', 'shop');
      assert.equal(bystander.exitCode, null);
      assert.equal(bystander.signalCode, null, 'the other process still runs');
    } finally {
      bystander.kill('SIGKILL');
    }
  });

  it('leave the runner of the same plan in another workspace alone', async () => {
    open();
    const other = new PlanWorkspace(SLOW);
    try {
      const there = other.run(['plan', 'start', 'shop', 'A shop for coffee', '--json']);
      const here = command('plan', 'start', 'shop', 'A shop for tea');
      const runner = await runnerOf('plan/shop.1', here);
      if (runner) process.kill(runner.pid, 'SIGKILL');
      await here;
      const { out } = await there;
      assert.equal((JSON.parse(out) as { data: PlanState }).data.turns[0]?.status, 'done');
    } finally {
      await other.dispose();
    }
  });

  it('say clearly that the disk is full, and lose nothing', async function () {
    open([PlanWorkspace.demo('slow', 30)]);
    const disk = place.path('.signalbox');
    await ledger.close();
    fs.mkdirSync(disk, { recursive: true });
    smallDisk(disk, this);
    ledger = ledgerOf(place.workspace, { env: {} });
    const filler = place.path('.signalbox/filler');
    const fill = () => {
      const fd = fs.openSync(filler, 'w');
      for (let size = 65_536; size >= 512; size /= 2) {
        try {
          for (;;) fs.writeSync(fd, Buffer.alloc(size));
        } catch {
          // Smaller pieces may still fit.
        }
      }
      fs.closeSync(fd);
    };
    try {
      const running = command('plan', 'start', 'shop', 'A shop for tea');
      await runnerOf('plan/shop.1', running);
      await sleep(400);
      fill();
      const refused = await place.run(['task', 'create', 'x'.repeat(400), '--json']);
      assert.deepEqual([refused.code, JSON.parse(refused.out).refusal.code], [1, 'disk_full'], refused.out);
      assert.match(JSON.parse(refused.out).refusal.message, /disk|space/i);
      await sleep(2_500);
      fs.rmSync(filler);
      const { out } = await running;
      const [turn] = (JSON.parse(out) as { data: PlanState }).data.turns;
      assert.ok(turn && ['done', 'failed', 'lost'].includes(turn.status), out);
      const after = await place.data<PlanState>(
        'plan',
        turn.status === 'done' ? 'respond' : 'retry',
        'shop',
        ...(turn.status === 'done' ? ['More'] : []),
      );
      assert.equal(after.turns[1]?.status, 'done');
      await ledger.close();
      const db = new DatabaseSync(place.path('.signalbox/ledger.db'));
      assert.equal(db.prepare('PRAGMA integrity_check').get()?.integrity_check, 'ok');
      db.close();
      for (const line of fs.readFileSync(place.path('.signalbox/traces/plan-shop.1.jsonl'), 'utf8').split('\n'))
        if (line !== '') JSON.parse(line);
    } finally {
      await createRunners(ledgerOf(place.workspace, { env: {} })).stop('plan/shop.1');
      execFileSync('umount', ['-l', disk]);
    }
  });

  it('refuse clearly while the ledger is locked or cannot be written', async () => {
    open();
    await place.data('task', 'create', 'Something');
    const db = new DatabaseSync(place.path('.signalbox/ledger.db'));
    db.exec('BEGIN EXCLUSIVE');
    const { code, out } = await place.run(['plan', 'start', 'shop', 'x', '--json']);
    assert.equal(code, 1, out);
    assert.match(JSON.parse(out).refusal.code, /^ledger_/, out);
    db.exec('ROLLBACK');
    db.close();
    assert.equal((await place.data<PlanState>('plan', 'start', 'shop', 'x')).turns.at(-1)?.status, 'done');
    const other = new PlanWorkspace(SLOW);
    try {
      fs.writeFileSync(other.path('.signalbox'), 'in the way');
      const blocked = await other.run(['plan', 'start', 'shop', 'x', '--json']);
      assert.equal(blocked.code, 1, blocked.out + blocked.error);
    } finally {
      await other.dispose();
    }
  });
});

function smallDisk(folder: string, test: Mocha.Context): void {
  if (process.platform !== 'linux') skipBecause(test, 'a small disk is made with tmpfs, which is a thing of Linux');
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', folder], { stdio: 'pipe' });
  } catch {
    skipBecause(test, 'this user may not mount a small disk to fill up');
  }
}
