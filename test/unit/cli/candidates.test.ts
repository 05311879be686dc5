import assert from 'node:assert/strict';
import { candidatesFor } from '../../../src/cli/candidates';
import { type Noun, verb } from '../../../src/cli/noun';
import { board } from '../../../src/cli/nouns/board';
import { task } from '../../../src/cli/nouns/task';
import { ok } from '../../../src/core/result';

const hidden: Noun = { name: 'runner', summary: '', hidden: true, verbs: [] };
const plan: Noun = {
  name: 'plan',
  summary: '',
  verbs: [
    verb({
      name: '',
      summary: '',
      arguments: [{ name: 'slug', help: '', completes: 'project' }],
      run: async () => ok(undefined),
    }),
    verb({ name: 'start', summary: '', run: async () => ok(undefined) }),
  ],
};
const entries = [board, task, plan, hidden].map((noun) => ({ name: noun.name, load: async () => noun }));
const there = { task: ['t_7be1f09c'], board: ['default', 'release-2'], project: ['shop', 'stock'] };
const known: Readonly<Record<string, readonly string[]>> = there;

async function complete(...words: string[]): Promise<string[]> {
  const found = await candidatesFor(words, entries, async (what) =>
    (known[what] ?? []).map((value) => ({ value, help: '' })),
  );
  return found.map(({ value }) => value);
}

describe('the completion of a command line', () => {
  it('knows nouns and verbs, but not what is hidden', async () => {
    assert.deepEqual(await complete(''), ['board', 'task', 'plan']);
    assert.deepEqual(await complete('plan', 'st'), ['start', 'stock'], 'a noun that can be said alone takes both');
    assert.deepEqual(await complete('ta'), ['task']);
    assert.deepEqual(await complete('task', 'cl'), ['claim']);
    assert.deepEqual(await complete('--json', '--workspace', '/tmp', 'board', 'st'), ['stats']);
    assert.deepEqual(await complete('nonsense', 'x'), []);
  });

  it('knows options, each once unless it may be given again', async () => {
    const options = await complete('task', 'create', 'Title', '--parent', 't_1', '--status', 'triage', '--');
    assert.ok(options.includes('--parent') && options.includes('--json') && !options.includes('--status'));
    assert.deepEqual(await complete('task', 'create', '--pri'), ['--priority']);
  });

  it('knows the values of options and arguments', async () => {
    assert.deepEqual(await complete('task', 'create', '--status', 't'), ['triage', 'todo']);
    assert.deepEqual(await complete('task', 'move', 't_7be1f09c', 're'), ['ready', 'review']);
    assert.deepEqual(await complete('task', 'block', 'x', '--kind', 'n'), ['needs_input']);
  });

  it('asks for tasks and boards that are there, and leaves files to the shell', async () => {
    assert.deepEqual(await complete('task', 'show', ''), there.task);
    assert.deepEqual(await complete('task', 'bulk', 't_1', 't_2', 't_'), there.task);
    assert.deepEqual(await complete('task', 'link', 't_1', ''), there.task);
    assert.deepEqual(await complete('task', 'show', 't_1', ''), []);
    assert.deepEqual(await complete('board', 'use', 'r'), ['release-2']);
    assert.deepEqual(await complete('task', 'list', '--board', ''), there.board);
    assert.deepEqual(await complete('board', 'import', 'x'), [':file']);
  });
});
