import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { widthOf } from '../../../src/cli/terminal/width';
import type { BoardEvent } from '../../../src/core/board/model';
import { CommandLine } from '../../support/cli';

interface TaskData {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly run?: string;
  readonly existed?: boolean;
  readonly currentRun: string | null;
  readonly runs: readonly { readonly worker: string }[];
}

describe('boards on the command line', () => {
  let cli: CommandLine;

  beforeEach(() => {
    cli = new CommandLine();
  });

  afterEach(() => cli.dispose());

  const create = async (title: string, ...more: string[]) =>
    (await cli.data<TaskData>('task', 'create', title, ...more)).id;
  const status = async (id: string) => (await cli.data<TaskData>('task', 'show', id)).status;

  it('take a task through its life', async () => {
    const parent = await create('Ledger table', '--assignee', 'codex', '--priority', '20');
    const child = await create('Payout sync', '--parent', parent, '--body', 'Every night');
    assert.equal(await status(child), 'todo');
    const { run } = await cli.data<TaskData>('task', 'claim', parent, '--as', 'codex');
    assert.match(run ?? '', /^r_[0-9a-f]{8}$/);
    await cli.data('task', 'heartbeat', parent, '--run', run!);
    await cli.data('task', 'review', parent, '--summary', 'Please look');
    await cli.data('task', 'request-changes', parent, '--reason', 'Tests');
    await cli.data('task', 'block', parent, '--kind', 'needs_input', '--reason', 'Which Redis?');
    await cli.data('task', 'comment', parent, 'The', 'shared', 'one');
    await cli.data('task', 'unblock', parent);
    await cli.data('task', 'complete', parent, '--summary', 'Built', '--metadata', '{"files":3}');
    assert.equal(await status(child), 'ready');
    await cli.data('task', 'archive', parent);
    await cli.data('task', 'restore', parent);
    const shown = await cli.data<Record<string, unknown>>('task', 'show', parent);
    assert.deepEqual(
      [shown.status, shown.summary, shown.metadata, shown.assignee, shown.priority],
      ['done', 'Built', { files: 3 }, 'codex', 20],
    );
    assert.equal((shown.comments as { text: string }[])[0]?.text, 'The shared one');
  });

  it('refuse with a code and exit 1, and record a refused completion', async () => {
    const id = await create('Task');
    assert.equal((await cli.refusal('task', 'move', id, 'running')).code, 'only_by_claim');
    assert.equal((await cli.refusal('task', 'link', id, id)).code, 'self_link');
    assert.equal((await cli.refusal('task', 'comment', id, ' ')).code, 'empty_comment');
    assert.equal((await cli.refusal('task', 'show', 't_ffffffff')).code, 'not_found');
    assert.equal((await cli.refusal('task', 'complete', id, '--created', 't_deadbeef')).code, 'unknown_cards');
    const shown = await cli.data<{ unknownCards: string[]; history: { event: BoardEvent }[] }>('task', 'show', id);
    assert.deepEqual(shown.unknownCards, ['t_deadbeef']);
    assert.equal(shown.history.at(-1)?.event.type, 'completion_refused');
    const next = await create('Next', '--parent', id);
    const { details } = await cli.refusal('task', 'link', next, id);
    assert.deepEqual(details?.path, [next, id, next]);
  });

  it('let exactly one of 20 processes claim a task', async () => {
    const id = await create('Contested');
    const said = await Promise.all(
      Array.from({ length: 20 }, (_, index) => cli.run(['task', 'claim', id, '--as', `worker-${index}`, '--json'])),
    );
    const winners = said.filter(({ code }) => code === 0);
    assert.equal(winners.length, 1);
    for (const { code, out } of said) {
      if (code !== 0) assert.equal(JSON.parse(out).refusal.code, 'already_claimed');
    }
    const shown = await cli.data<TaskData>('task', 'show', id);
    assert.equal(shown.runs.length, 1);
    assert.equal(shown.currentRun, JSON.parse(winners[0]!.out).data.run);
  });

  it('give one task to many who create it with the same key at once, and later too', async () => {
    const all = await Promise.all(
      Array.from({ length: 8 }, () => cli.data<TaskData>('task', 'create', 'Report', '--idempotency-key', 'r-1')),
    );
    assert.equal(new Set(all.map(({ id }) => id)).size, 1);
    const later = await cli.data<TaskData>('task', 'create', 'Report', '--idempotency-key', 'r-1');
    assert.deepEqual([later.id, later.existed], [all[0]!.id, true]);
  });

  it('change many tasks at once, with a result for each', async () => {
    const [one, two] = [await create('one'), await create('two')];
    const { results } = await cli.data<{ results: { id: string; refusal: { code: string } | null }[] }>(
      'task',
      'bulk',
      one,
      't_ffffffff',
      two,
      '--priority',
      '7',
      '--status',
      'triage',
    );
    assert.deepEqual(
      results.map(({ id, refusal }) => [id, refusal?.code ?? null]),
      [
        [one, null],
        ['t_ffffffff', 'not_found'],
        [two, null],
      ],
    );
    assert.equal((await cli.refusal('task', 'bulk', one, two, '--status', 'running')).code, 'only_by_claim');
    const { code } = await cli.run(['task', 'bulk', '-', '--archive'], `${one}\n${two}\n`);
    assert.equal(code, 0);
    assert.equal(await status(two), 'archived');
  });

  it('are known as they were, and by as much of an id as is unique', async () => {
    const id = await create('Task');
    const { seq } = await cli.data<{ seq: number }>('board', 'show');
    const at = Date.now();
    while (Date.now() === at);
    await cli.data('task', 'complete', id.slice(2, 8));
    const past = await cli.data<{ seq: number; columns: { key: string; count: number }[] }>('board', 'at', String(at));
    assert.equal(past.seq, seq);
    assert.equal(past.columns.find(({ key }) => key === 'ready')?.count, 1);
    assert.equal((await cli.refusal('board', 'at', 'whenever')).code, 'invalid_time');
  });

  it('are made, chosen, changed, archived and deleted', async () => {
    await cli.data('board', 'create', 'Release-2', '--name', 'Release 2', '--use');
    const id = await create('On release 2');
    assert.equal((await cli.refusal('task', 'show', id, '--board', 'default')).code, 'not_found');
    const { boards, current } = await cli.data<{ boards: { slug: string; total: number }[]; current: string }>(
      'board',
      'list',
    );
    assert.deepEqual(
      [current, boards.map(({ slug, total }) => [slug, total])],
      [
        'release-2',
        [
          ['default', 0],
          ['release-2', 1],
        ],
      ],
    );
    await cli.data('board', 'edit', 'release-2', '--colour', 'charts.green');
    await cli.data('board', 'archive', 'release-2');
    assert.equal((await cli.refusal('board', 'use', 'release-2')).code, 'board_archived');
    assert.equal((await cli.refusal('board', 'delete', 'release-2')).code, 'needs_yes');
    await cli.data('board', 'delete', 'release-2', '--yes');
    assert.equal((await cli.refusal('board', 'show', '--board', 'release-2')).code, 'not_found');
  });

  it('stream every change after a seq, also while others write, without gap or double', async () => {
    for (const title of ['a', 'b', 'c']) await create(title);
    const watching = cli.start('board', 'watch', '--after', '1');
    const seqs: number[] = [];
    const lines = createInterface({ input: watching.stdout });
    const complete = new Promise<void>((resolve) => {
      lines.on('line', (line) => {
        const { seq, events } = JSON.parse(line) as { seq: number; events: BoardEvent[] };
        assert.equal(events[0]?.type, 'created');
        seqs.push(seq);
        if (seqs.length === 12) resolve();
      });
    });
    await Promise.all(Array.from({ length: 10 }, (_, index) => create(`d${index}`)));
    await complete;
    assert.deepEqual(
      seqs,
      Array.from({ length: 12 }, (_, index) => index + 2),
    );
    watching.kill('SIGINT');
    const [code] = (await once(watching, 'close')) as [number | null];
    assert.equal(code, 0);
  });

  it('wake a scheduled task on time while somebody watches', async () => {
    // Its column is said, and all is watched from the beginning: the time may have come before anybody takes or watches it.
    const id = await create('Soon', '--status', 'scheduled', '--at', String(Date.now() + 1_500));
    const watching = cli.start('board', 'watch', '--after', '0');
    const promoted = { type: 'promoted', task: id, to: 'ready' };
    for await (const line of createInterface({ input: watching.stdout })) {
      const { events } = JSON.parse(line) as { events: unknown[] };
      if (JSON.stringify(events) === JSON.stringify([promoted])) return;
    }
    assert.fail('It stopped watching before the time had come.');
  });

  it('wake what is due when somebody looks, where nobody was there to wake it', async () => {
    const at = Date.now() + 400;
    const id = await create('Soon', '--status', 'scheduled', '--at', String(at));
    while (Date.now() <= at) await cli.data('board', 'assignees');
    assert.equal(await status(id), 'ready');
  });

  it('end quietly when nobody reads any more', async () => {
    for (let index = 0; index < 3; index++) await create(`Task ${index}`);
    const watching = cli.start('board', 'watch', '--after', '0');
    await once(watching.stdout, 'data');
    // It may end before the command that makes it end has answered.
    const ended = once(watching, 'close');
    watching.stdout.destroy();
    await create('One more');
    const [code] = (await ended) as [number | null];
    assert.equal(code, 0);
  });

  it('are drawn as columns that fit the width, and a task as a page', async () => {
    const long = await create(
      'A title that is long enough to be wrapped on any board of any width',
      '--assignee',
      'codex',
    );
    const child = await create('漢字の表題', '--parent', long, '--body', '- one\n- two');
    await create('Idea', '--status', 'triage');
    for (const width of ['40', '80', '160']) {
      const narrow = new CommandLine({ COLUMNS: width });
      const { out } = await narrow.run(['--workspace', cli.workspace, 'board', 'show']);
      for (const line of out.split('\n')) assert.ok(widthOf(line) <= Number(width), `${width}: ${line}`);
      for (const id of [long, child]) assert.ok(out.includes(id));
      await narrow.dispose();
    }
    const page = await cli.text('task', 'show', child);
    assert.match(page, /漢字の表題[\s\S]*To Do[\s\S]*Description[\s\S]*- one[\s\S]*waits for[\s\S]*History/);
    assert.match(await cli.text('task', 'list'), /ID {2,}STATUS/);
    assert.match(await cli.text('board', 'show', '--lanes', 'assignee'), /codex {2}1 task/);
    assert.match(await cli.text('board', 'stats'), /Oldest ready/);
    assert.match(await cli.text('board', 'assignees'), /codex/);
    assert.match(await cli.text('task', 'why', child), /Waits for/);
  });

  it('print no escape sequences of others to a terminal', async () => {
    const id = await create('Nice');
    await cli.run(['task', 'comment', id, '-'], '\u001b]0;owned\u0007\u001b[2Jhello');
    const page = await cli.text('task', 'show', id);
    assert.ok(!page.includes('\u001b') && page.includes('hello'));
  });

  it('show the end of a worker log, from the beginning of a line', async () => {
    const id = await create('Task');
    assert.equal((await cli.refusal('task', 'log', id)).code, 'no_log');
    const folder = path.join(cli.workspace, '.signalbox', 'logs', 'default');
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, `${id}.log`), 'first line\nsecond line\nthird\n');
    assert.equal(await cli.text('task', 'log', id), 'first line\nsecond line\nthird\n');
    const tail = await cli.data<{ text: string; cut: boolean; bytes: number }>('task', 'log', id, '--tail', '10');
    assert.deepEqual(tail, { id, text: 'third\n', cut: true, bytes: 29 });
  });
});
