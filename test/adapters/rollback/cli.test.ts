import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { TestRepository } from '../../support/repository';
import { shop } from '../../support/rollback';

describe('signalbox rollback', () => {
  let repository: TestRepository;
  beforeEach(() => {
    repository = shop();
  });
  afterEach(() => repository.remove());

  function signalbox(...args: string[]) {
    const ran = spawnSync(
      process.execPath,
      [path.resolve('dist/cli.js'), '--workspace', repository.root, '--json', ...args],
      {
        encoding: 'utf8',
      },
    );
    return { exit: ran.status, answer: JSON.parse(ran.stdout) };
  }

  const slug = () => path.basename(repository.root);

  it('shows, does, lists and undoes', () => {
    const before = repository.contents();
    const preview = signalbox('rollback', slug(), '--dry-run');
    assert.equal(preview.exit, 0);
    assert.deepEqual(
      preview.answer.data.stories.map((story: { id: string }) => story.id),
      ['US-003'],
    );
    assert.deepEqual(repository.contents(), before);

    const done = signalbox('rollback', slug(), '--yes');
    assert.equal(done.answer.data.method, 'revert');
    assert.deepEqual(done.answer.data.storiesReverted, ['US-003']);
    assert.equal(repository.has('src/US-003.ts'), false);

    const [entry] = signalbox('rollback', 'list').answer.data;
    assert.equal(entry.token, done.answer.data.undo);
    assert.equal(signalbox('rollback', 'undo', entry.token).exit, 0);
    assert.deepEqual(repository.contents(), before);
  });

  it('does nothing without --yes where nobody can be asked, and refuses with a code', () => {
    const head = repository.head();
    const asked = signalbox('rollback', slug());
    assert.deepEqual([asked.exit, asked.answer.refusal.code], [1, 'needs_yes']);
    const unknown = signalbox('rollback', 'nobody', '--yes');
    assert.deepEqual([unknown.exit, unknown.answer.refusal.code], [1, 'not_found']);
    const both = signalbox('rollback', slug(), '--story', 'US-001', '--before', 'US-001', '--yes');
    assert.deepEqual([both.exit, both.answer.refusal.code], [1, 'bad_value']);
    assert.equal(repository.head(), head);
  });
});
