import assert from 'node:assert/strict';
import { prdText, type TestRepository } from '../../support/repository';
import { code, projectIn, rollbackService, shop, value } from '../../support/rollback';

describe('rolling back a story', () => {
  let repository: TestRepository;
  beforeEach(() => {
    repository = shop();
  });
  afterEach(() => repository.remove());

  it('takes back the code as well when the newest commit is bookkeeping only', async () => {
    const rollbacks = rollbackService();
    const before = repository.contents();
    const head = repository.head();
    const preview = value(await rollbacks.preview(projectIn(repository), { kind: 'last-story' }));
    assert.deepEqual(preview.stories, [{ id: 'US-003', title: 'Story US-003' }]);
    assert.deepEqual(
      preview.commits.map((commit) => commit.subject),
      ['chore: mark US-003 complete', 'feat: US-003 - Story US-003'],
    );
    const result = value(await rollbacks.rollBack(projectIn(repository), { kind: 'last-story' }));
    assert.equal(repository.has('src/US-003.ts'), false);
    assert.equal(
      repository.read('prd.json'),
      prdText([
        { id: 'US-001', passes: true },
        { id: 'US-002', passes: true },
        { id: 'US-003', passes: false },
      ]),
    );
    assert.equal(result.revertedCommits.length, 2);
    value(await rollbacks.undo(repository.root, result.undo));
    assert.equal(repository.head(), head);
    assert.deepEqual(repository.contents(), before);
  });
});

describe('what stands in the way of a rollback', () => {
  let repository: TestRepository;
  beforeEach(() => {
    repository = shop();
  });
  afterEach(() => repository.remove());

  async function refused(expected: string, consent = {}): Promise<void> {
    const before = repository.contents();
    const refs = repository.git('for-each-ref');
    const result = await rollbackService().rollBack(projectIn(repository), { kind: 'last-story' }, consent);
    assert.equal(code(result), expected);
    assert.deepEqual(repository.contents(), before);
    assert.equal(repository.git('for-each-ref'), refs);
  }

  it('is staged work', async () => {
    repository.write('README.md', 'staged\n');
    repository.git('add', 'README.md');
    await refused('index_not_clean');
  });

  it('is a merge that is not finished', async () => {
    repository.git('checkout', '-q', '-b', 'side', 'HEAD~2');
    repository.write('README.md', 'side\n');
    repository.commit('side');
    repository.git('checkout', '-q', 'main');
    repository.write('README.md', 'main\n');
    repository.commit('main');
    assert.throws(() => repository.git('merge', '-q', 'side'));
    await refused('operation_in_progress');
  });

  it('is another git process, seen by its lock', async () => {
    repository.write('.git/index.lock', '');
    await refused('index_locked');
  });

  it('is a HEAD on no branch, until that is agreed to', async () => {
    repository.git('checkout', '-q', '--detach');
    await refused('detached_head');
    value(await rollbackService().rollBack(projectIn(repository), { kind: 'last-story' }, { detached: true }));
    assert.equal(repository.has('src/US-003.ts'), false);
  });

  it('is a branch without commits', async () => {
    repository.git('checkout', '-q', '--orphan', 'empty');
    repository.git('rm', '-rq', '--cached', '.');
    await refused('no_commits');
  });

  it('is uncommitted work in a file that the revert touches, until it may be set aside', async () => {
    const dirty = `export const it = 'US-003';\n// half a thought\n`;
    repository.write('src/US-003.ts', dirty);
    await refused('dirty_overlap');
    assert.ok(!repository.isReachable(dirty));
  });

  it('is a file that git ignores where the revert brings one back', async () => {
    repository.git('rm', '-q', 'README.md');
    repository.write('.gitignore', 'README.md\n');
    repository.commit('chore: readme is generated');
    repository.write('README.md', 'mine\n');
    const result = await rollbackService().rollBack(projectIn(repository), { kind: 'last-commit' });
    assert.equal(code(result), 'dirty_overlap');
    assert.equal(repository.read('README.md'), 'mine\n');
  });

  it('is a process at work on the project, until it may be stopped first', async () => {
    const running = { pid: 4711, startedAt: 5 };
    await refused('project_running', { running });
    const stopped: (typeof running)[] = [];
    value(
      await rollbackService({ stopped }).rollBack(
        projectIn(repository),
        { kind: 'last-story' },
        { running, stopFirst: true },
      ),
    );
    assert.deepEqual(stopped, [running]);
  });

  it('is a repository that changed since the preview', async () => {
    await refused('stale', { expectedHead: '0'.repeat(40) });
  });
});

describe('uncommitted work', () => {
  let repository: TestRepository;
  beforeEach(() => {
    repository = shop();
  });
  afterEach(() => repository.remove());

  it('elsewhere stays as it is, untracked files too, and is kept under a rescue ref all the same', async () => {
    repository.write('README.md', 'shop, better\r\n');
    repository.write('notes/idea.txt', 'idea');
    const result = value(await rollbackService().rollBack(projectIn(repository), { kind: 'last-story' }));
    assert.equal(repository.read('README.md'), 'shop, better\r\n');
    assert.equal(repository.read('notes/idea.txt'), 'idea');
    assert.ok(repository.isReachable('shop, better\r\n'));
    assert.ok(repository.isReachable('idea'));
    assert.match(
      repository.git('for-each-ref', `refs/signalbox/rescue/${result.undo}`),
      /head[\s\S]*record[\s\S]*work/,
    );
  });

  it('in the PRD is carried over without asking when it is bookkeeping only', async () => {
    const stories = ['US-001', 'US-002', 'US-003'].map((id) => ({ id, passes: true, notes: `did ${id}` }));
    repository.write('prd.json', prdText(stories));
    value(await rollbackService().rollBack(projectIn(repository), { kind: 'last-story' }));
    stories[2]!.passes = false;
    assert.equal(repository.read('prd.json'), prdText(stories));
  });

  it('in the PRD asks when a title differs too', async () => {
    repository.write('prd.json', repository.read('prd.json').replace('Story US-001', 'A better story'));
    const result = await rollbackService().rollBack(projectIn(repository), { kind: 'last-story' });
    assert.equal(code(result), 'dirty_overlap');
  });

  it('in a touched file is set aside and put back on top when that is agreed to', async () => {
    const lines = (first: string, last: string) => [first, '2', '3', '4', '5', '6', '7', last, ''].join('\n');
    repository.write('src/list.txt', lines('1', '8'));
    repository.commit('chore: list');
    repository.write('src/list.txt', lines('one', '8'));
    repository.commit('feat: words');
    repository.write('src/list.txt', lines('one', 'eight'));
    const before = repository.contents();
    const rollbacks = rollbackService();
    const result = value(
      await rollbacks.rollBack(projectIn(repository, undefined), { kind: 'last-commit' }, { setAside: true }),
    );
    assert.equal(repository.read('src/list.txt'), lines('1', 'eight'));
    value(await rollbacks.undo(repository.root, result.undo));
    assert.deepEqual(repository.contents(), before);
  });

  it('that does not fit on top refuses the whole rollback, and everything is as before', async () => {
    repository.write('src/US-003.ts', `export const it = 'mine';\n`);
    const before = repository.contents();
    const head = repository.head();
    const result = await rollbackService().rollBack(projectIn(repository), { kind: 'last-story' }, { setAside: true });
    assert.equal(code(result), 'dirty_overlap');
    assert.deepEqual(repository.contents(), before);
    assert.equal(repository.head(), head);
  });
});
