import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ledgerOf } from '../../src/adapters/ledger-home';
import { systemClock } from '../../src/adapters/system-clock';
import { boardStream, DEFAULT_BOARD, type TaskId } from '../../src/core/board/model';
import { cardView, columnsView } from '../../src/core/board/views';
import { english } from '../../src/core/translate';
import { type Boards, openBoards } from '../../src/services/boards/boards';
import { boardFold } from '../../src/services/boards/fold';
import type { OpenBoard } from '../../src/services/boards/open-board';
import { openStream } from '../../src/services/stream-state';
import { type Bench, defineBench, ms } from '../support/bench/define';
import { quantile } from '../support/bench/measure';

const SIZES = [1_000, 5_000, 10_000, 100_000];
/** With this many, five events a task are written, as the budget counts them. */
const BUDGET_SIZE = 10_000;
const CLI = path.resolve('dist/cli.js');
const AT_ONCE = 500;
const view = { t: english, formatTime: String };

/** Boards of growing size: what one change costs, what looking costs, and how both grow. */
export default defineBench('boards', async (bench) => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'signalbox-bench-'));
  for (const size of SIZES) {
    const workspace = path.join(root, String(size));
    fs.mkdirSync(workspace);
    const name = size.toLocaleString('en');
    await fill(bench, workspace, size, name);
    await load(bench, workspace, size, name);
    await changes(bench, workspace, name);
    if (size === BUDGET_SIZE) await commands(bench, workspace, name);
  }
  await growth(bench, path.join(root, '100000'), path.join(root, '1000'));
  fs.rmSync(root, { recursive: true, force: true });
});

async function boardsIn(workspace: string): Promise<{ boards: Boards; board: OpenBoard; close(): Promise<void> }> {
  const ledger = ledgerOf(workspace);
  const randomHex = (bytes: number) => randomBytes(bytes).toString('hex');
  const boards = await openBoards({ ledger, clock: systemClock, actor: 'bench', randomHex });
  const opened = await boards.open();
  if (!opened.ok) throw new Error(opened.refusal.message);
  return {
    boards,
    board: opened.value,
    async close() {
      await boards.close();
      await ledger.close();
    },
  };
}

/** Makes the tasks one by one, each a commit of its own, and gives them a story: comments, attempts, results. */
async function fill(bench: Bench, workspace: string, size: number, name: string): Promise<void> {
  const { board, close } = await boardsIn(workspace);
  const ids: TaskId[] = [];
  const body = 'What has to be done, and how one can tell that it is done. '.repeat(8);
  const creating = await ms(() =>
    inTurns(size, async (index) => {
      const parents = index % 10 === 9 && index >= AT_ONCE ? [ids[index - AT_ONCE - 1]!] : [];
      const done = await board.execute({
        type: 'create',
        title: `Task ${index} of a board that is as large as boards get`,
        body,
        assignee: ['codex', 'claude', 'gemini'][index % 3]!,
        priority: index % 7,
        project: `project-${index % 20}`,
        story: `US-${index}`,
        parents,
      });
      if (!done.ok) throw new Error(done.refusal.message);
      ids[index] = done.value.task;
    }),
  );
  bench.record({ metric: `${name} tasks: create, each`, unit: 'ms', value: creating / size });
  await inTurns(size, async (index) => {
    const task = ids[index]!;
    await board.execute({ type: 'comment', task, text: 'Mind the time zones.' });
    if (size > BUDGET_SIZE || index % 10 === 9) return;
    const claimed = await board.execute({ type: 'claim', task, worker: 'codex' });
    const run = claimed.ok ? claimed.value.run : undefined;
    if (!run) return;
    await board.execute({ type: 'heartbeat', task, run });
    if (index % 2) await board.execute({ type: 'complete', task, summary: 'Built it, with tests.' });
    else await board.execute({ type: 'request_review', task, summary: 'Please look.' });
  });
  await close();
}

/** Many at a time, so that they share their commits to the disk. */
async function inTurns(count: number, call: (index: number) => Promise<void>): Promise<void> {
  for (let first = 0; first < count; first += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - first) }, (_, index) => call(first + index)));
  }
}

async function load(bench: Bench, workspace: string, size: number, name: string): Promise<void> {
  const ledger = ledgerOf(workspace);
  const stream = boardStream(DEFAULT_BOARD);
  if (size <= BUDGET_SIZE) {
    const withoutSnapshots = { ...boardFold, name: 'board-without-snapshots' };
    await bench.measure({
      metric: `${name} tasks: the same from ${(await ledger.streams(stream))[0]?.seq.toLocaleString('en')} commits, without a snapshot`,
      unit: 'ms',
      runs: 5,
      sample: () => ms(() => openStream(ledger, stream, withoutSnapshots, { snapshotEvery: 0 })),
    });
  }
  await (await openStream(ledger, stream, boardFold, { snapshotEvery: 1 })).close();
  await sinceSnapshot(workspace, 3_600);
  await bench.measure({
    metric: `${name} tasks: cold load, 3,600 commits after its snapshot`,
    unit: 'ms',
    runs: 5,
    sample: () => ms(() => openStream(ledger, stream, boardFold, { snapshotEvery: 0 })),
    ...(size === BUDGET_SIZE && { budget: 150 }),
    ...(size === 100_000 && { budget: 1_000 }),
  });
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const held = await openStream(ledger, stream, boardFold);
  globalThis.gc?.();
  bench.record({
    metric: `${name} tasks: memory`,
    unit: 'MB',
    value: (process.memoryUsage().heapUsed - before) / 2 ** 20,
    ...(size === 100_000 && { budget: 300 }),
  });
  await held.close();
  await ledger.close();
}

/** Nearly as many changes as come between two snapshots. */
async function sinceSnapshot(workspace: string, count: number): Promise<void> {
  const { board, close } = await boardsIn(workspace);
  const ids = [...board.state.tasks.keys()];
  await inTurns(count, async (index) => {
    await board.execute({ type: 'comment', task: ids[(index * 7) % ids.length]!, text: 'And another thing.' });
  });
  await close();
}

/** One change at a time, as a person or an agent makes them. */
async function changes(bench: Bench, workspace: string, name: string): Promise<void> {
  const { board, close } = await boardsIn(workspace);
  const ids = [...board.state.tasks.keys()];
  const some = () => ids[Math.floor(Math.random() * ids.length)]!;
  const p50 = async (count: number, call: () => Promise<unknown>) => {
    const times: number[] = [];
    for (let round = 0; round < count; round++) times.push(await ms(call));
    return quantile(times.slice(5), 0.5);
  };
  bench.record({
    metric: `${name} tasks: list as columns`,
    unit: 'ms',
    value: await p50(12, async () => columnsView(board.state, view)),
  });
  bench.record({
    metric: `${name} tasks: one comment`,
    unit: 'ms',
    value: await p50(105, () => board.execute({ type: 'comment', task: some(), text: 'Hm.' })),
    budget: 2,
  });
  const task = ids.find((id) => board.state.tasks.get(id)?.status === 'ready') ?? (await freshTask(board));
  const moved = await p50(205, () =>
    board.execute({ type: 'move', task, to: board.state.tasks.get(task)?.status === 'ready' ? 'triage' : 'ready' }),
  );
  bench.record({ metric: `${name} tasks: one status change`, unit: 'ms', value: moved, budget: 2 });
  bench.record({
    metric: `${name} tasks: the card of a moved task`,
    unit: 'bytes',
    value: Buffer.byteLength(JSON.stringify(cardView(board.state, board.state.tasks.get(task)!, view))),
    budget: 2_048,
  });
  bench.record({
    metric: `${name} tasks: the last 200 changes`,
    unit: 'ms',
    value: await p50(25, () => board.history(board.seq - 200, 200)),
  });
  bench.record({
    metric: `${name} tasks: open one task with its texts`,
    unit: 'ms',
    value: await p50(25, () => board.details(some())),
  });
  await close();
}

/** The same change on a large and on a small board, in turns, in samples that are long enough to say something. */
async function growth(bench: Bench, large: string, small: string): Promise<void> {
  const sides = [await boardsIn(large), await boardsIn(small)] as const;
  const tasks = await Promise.all(sides.map(({ board }) => freshTask(board)));
  const change = (side: 0 | 1) =>
    ms(async () => {
      const { board } = sides[side];
      const task = tasks[side]!;
      for (let round = 0; round < 200; round++) {
        const to = board.state.tasks.get(task)?.status === 'ready' ? 'triage' : 'ready';
        await board.execute({ type: 'move', task, to });
      }
    });
  await bench.measure({
    metric: '200 changes on 100,000 tasks, against 1,000',
    unit: 'ms',
    runs: 15,
    sample: () => change(0),
    baseline: () => change(1),
    budget: 1.5,
    budgetFor: 'ratio',
  });
  for (const { close } of sides) await close();
}

async function freshTask(board: OpenBoard): Promise<TaskId> {
  const done = await board.execute({ type: 'create', title: 'One more' });
  return done.ok ? done.value.task : '';
}

/** The command line, in processes of its own. */
async function commands(bench: Bench, workspace: string, name: string): Promise<void> {
  const run = (args: readonly string[]) => ms(() => spawnSync(process.execPath, [...args], { cwd: workspace }));
  for (const [what, args] of [
    ['task why', ['task', 'why', 'US', '--json']],
    ['task create', ['task', 'create', 'From the command line', '--json']],
    ['task list', ['task', 'list', '--limit', '50', '--json']],
  ] as const) {
    const { board, close } = await boardsIn(workspace);
    const first = board.state.tasks.keys().next().value!;
    await close();
    const words = args.map((word) => (word === 'US' ? first : word));
    const times = { own: [] as number[], node: [] as number[] };
    for (let round = 0; round < 9; round++) {
      times.node.push(await run(['-e', '0']));
      times.own.push(await run([CLI, ...words]));
    }
    bench.record({
      metric: `${name} tasks: signalbox ${what}, over Node's own start`,
      unit: 'ms',
      value: quantile(times.own, 0.5) - quantile(times.node, 0.5),
      budget: 150,
    });
  }
  const { board, close } = await boardsIn(workspace);
  const task = await freshTask(board);
  let winners = 0;
  const contention = await ms(() =>
    Promise.all(
      Array.from({ length: 16 }, async (_, index) => {
        const child = spawn(process.execPath, [CLI, 'task', 'claim', task, '--as', `w${index}`], { cwd: workspace });
        const [code] = (await once(child, 'close')) as [number | null];
        if (code === 0) winners += 1;
      }),
    ),
  );
  await close();
  bench.record({ metric: `${name} tasks: 16 processes claim one task`, unit: 'ms', value: contention });
  bench.record({ metric: `${name} tasks: winners of 16 claims`, unit: 'processes', value: winners, budget: 1 });
}
