import assert from 'node:assert/strict';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CommandLine } from '../../support/cli';

describe('taking a board elsewhere and back', () => {
  let cli: CommandLine;

  beforeEach(() => {
    cli = new CommandLine();
  });

  afterEach(() => cli.dispose());

  const create = async (title: string, ...more: string[]) =>
    (await cli.data<{ id: string }>('task', 'create', title, ...more)).id;

  it('loses nothing: an exported board that is imported exports the same lines', async () => {
    const parent = await create(
      'Parent',
      '--body',
      'Long\ntext',
      '--assignee',
      'codex',
      '--skill',
      'git',
      '--priority',
      '-3',
    );
    const child = await create('Child', '--parent', parent, '--idempotency-key', 'k');
    await create('Later', '--at', 'in 5h');
    await create('Idea', '--status', 'triage', '--project', 'billing', '--story', 'US-1', '--tenant', 'acme');
    const running = await create('Runs');
    await cli.data('task', 'claim', running, '--as', 'claude');
    const blocked = await create('Stuck');
    await cli.data('task', 'block', blocked, '--kind', 'capability', '--reason', 'Which "Redis"?');
    await cli.data('task', 'comment', parent, 'Mind the gap');
    await cli.data('task', 'attach', parent, 'docs/spec.md');
    await cli.data('task', 'edit', parent, '--body', 'Longer text', '--max-retries', '2');
    await cli.refusal('task', 'complete', parent, '--created', 't_deadbeef');
    await cli.data('task', 'complete', parent, '--summary', 'See t_99ab12cd', '--metadata', '{"a":[1]}');
    await cli.data('task', 'archive', child);
    const first = await cli.text('board', 'export');
    assert.equal(first.trim().split('\n').length, 7);
    const file = cli.file('board.jsonl', first);

    const other = new CommandLine();
    const { imported } = await other.data<{ imported: number }>('board', 'import', file);
    assert.equal(imported, 6);
    assert.equal(await other.text('board', 'export'), first);
    const again = await other.data<{ imported: number; skipped: number }>('board', 'import', file);
    assert.deepEqual([again.imported, again.skipped], [0, 6]);
    const shown = await other.data<{ comments: { text: string }[]; body: string; history: unknown[] }>(
      'task',
      'show',
      parent,
    );
    const original = await cli.data<typeof shown>('task', 'show', parent);
    assert.deepEqual(
      [shown.body, shown.comments, shown.history.length],
      [original.body, original.comments, original.history.length],
    );
    await other.dispose();

    const copied = await cli.data<{ board: string }>('board', 'import', file, '--board', 'copy');
    assert.equal(copied.board, 'copy');
    const lines = (text: string) => text.split('\n').slice(1);
    assert.deepEqual(lines(await cli.text('board', 'export', '--board', 'copy')), lines(first));
    await cli.data('board', 'export', '--output', path.join(cli.workspace, 'out.jsonl'));
  });

  it('reads a Hermes kanban.db and changes nothing in it', async () => {
    const file = path.join(cli.workspace, 'kanban.db');
    const db = new DatabaseSync(file);
    db.exec(`
      CREATE TABLE tasks (id TEXT PRIMARY KEY, title TEXT, body TEXT, assignee TEXT, status TEXT, priority INTEGER, created_by TEXT, created_at INTEGER);
      CREATE TABLE task_links (parent_id TEXT, child_id TEXT);
      CREATE TABLE task_comments (id INTEGER PRIMARY KEY, task_id TEXT, author TEXT, body TEXT, created_at INTEGER);
      CREATE TABLE task_events (id INTEGER PRIMARY KEY, task_id TEXT, kind TEXT, payload TEXT, created_at INTEGER);
      INSERT INTO tasks VALUES ('t_0000000a', 'Parent', 'Body', 'coder', 'running', 3, 'user', 1767225600);
      INSERT INTO tasks VALUES ('t_0000000b', 'Child', NULL, NULL, 'todo', 0, 'user', 1767225601);
      INSERT INTO task_links VALUES ('t_0000000a', 't_0000000b');
      INSERT INTO task_comments VALUES (1, 't_0000000a', 'user', 'Careful', 1767225602);
    `);
    db.close();
    const dry = await cli.data<{ tasks: number }>('board', 'import', file, '--dry-run');
    assert.equal(dry.tasks, 2);
    assert.equal((await cli.data<{ tasks: unknown[] }>('task', 'list')).tasks.length, 0);
    const { format, imported } = await cli.data<{ format: string; imported: number }>('board', 'import', file);
    assert.deepEqual([format, imported], ['hermes', 2]);
    const { status, comments } = await cli.data<{ status: string; comments: unknown[] }>('task', 'show', 't_0000000a');
    assert.deepEqual([status, comments.length], ['ready', 1]);
    cli.file('other.db', 'SQLite format 3\0 but not really');
    assert.equal((await cli.refusal('board', 'import', path.join(cli.workspace, 'other.db'))).code, 'unreadable');
  });

  it('reads the stories of a PRD as tasks of a project', async () => {
    const file = cli.file(
      'prd.json',
      JSON.stringify({
        userStories: [
          { id: 'US-1', title: 'One', passes: true },
          { id: 'US-2', title: 'Two', passes: false },
        ],
      }),
    );
    const { imported } = await cli.data<{ imported: number }>('board', 'import', file, '--project', 'billing');
    assert.equal(imported, 2);
    const { tasks } = await cli.data<{ tasks: { story: string; status: string; project: string }[] }>('task', 'list');
    assert.deepEqual(
      tasks.map(({ story, status, project }) => [story, status, project]),
      [
        ['US-2', 'ready', 'billing'],
        ['US-1', 'done', 'billing'],
      ],
    );
    assert.equal((await cli.refusal('board', 'import', 'nowhere.json')).code, 'not_found');
    assert.equal((await cli.refusal('board', 'import', cli.file('x.txt', 'hello'))).code, 'invalid_file');
  });
});
