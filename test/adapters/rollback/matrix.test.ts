import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { RollbackVerb } from '../../../src/core/rollback/target';
import type { RollbackOptions } from '../../../src/services/rollback/rollback';
import { prdText, TestRepository } from '../../support/repository';
import { code, projectIn, rollbackService, shop, value } from '../../support/rollback';

/** Rolls back, lets `look` see the outcome, undoes it, and holds every byte and ref of before against after. */
async function thereAndBack(
  repository: TestRepository,
  verb: RollbackVerb,
  look: () => void,
  options: RollbackOptions & { prd?: string } = {},
): Promise<void> {
  const rollbacks = rollbackService();
  const before = repository.contents();
  const head = repository.head();
  const status = repository.status();
  const prd = 'prd' in options ? options.prd : 'prd.json';
  const result = value(await rollbacks.rollBack(projectIn(repository, prd), verb, options));
  look();
  assert.equal(repository.git('for-each-ref', 'refs/signalbox/under-way'), '');
  value(await rollbacks.undo(repository.root, result.undo, options));
  assert.deepEqual(repository.contents(), before);
  assert.equal(repository.head(), head);
  assert.equal(repository.status(), status);
}

describe('the history that a rollback meets', () => {
  let repository: TestRepository;
  beforeEach(() => {
    repository = shop();
  });
  afterEach(() => repository.remove());

  it('may have other commits between those of a story', async () => {
    repository.write('src/a.ts', 'one\n');
    repository.commit('feat: US-001 more');
    repository.write('src/b.ts', 'other\n');
    repository.commit('docs: other');
    await thereAndBack(repository, { kind: 'story', id: 'US-001' }, () => {
      assert.equal(repository.has('src/a.ts'), false);
      assert.equal(repository.has('src/US-001.ts'), false);
      assert.equal(repository.read('src/b.ts'), 'other\n');
      assert.equal(JSON.parse(repository.read('prd.json')).userStories[0].passes, false);
      assert.equal(JSON.parse(repository.read('prd.json')).userStories[1].passes, true);
    });
  });

  it('may complete several stories in one commit: the preview names those that flip as well', async () => {
    repository.write(
      'prd.json',
      prdText(
        ['US-001', 'US-002', 'US-003']
          .map((id) => ({ id, passes: true }))
          .concat([
            { id: 'US-004', passes: false },
            { id: 'US-005', passes: false },
          ]),
      ),
    );
    repository.commit('chore: more stories');
    repository.write('src/both.ts', 'both\n');
    repository.write('prd.json', repository.read('prd.json').replaceAll('"passes": false', '"passes": true'));
    repository.commit('feat: two at once');
    const preview = value(await rollbackService().preview(projectIn(repository), { kind: 'story', id: 'US-004' }));
    assert.deepEqual(
      preview.alsoFlip.map((story) => story.id),
      ['US-005'],
    );
    await thereAndBack(repository, { kind: 'story', id: 'US-004' }, () =>
      assert.equal(repository.has('src/both.ts'), false),
    );
  });

  it('goes back to before a story with all that came after it', async () => {
    const preview = value(
      await rollbackService().preview(projectIn(repository), { kind: 'before-story', id: 'US-002' }),
    );
    await thereAndBack(repository, { kind: 'before-story', id: 'US-002' }, () => {
      for (const file of preview.outcome) {
        const now = repository.has(file.path) ? repository.git('hash-object', file.path) : undefined;
        assert.equal(now, file.after, `the preview of ${file.path}`);
      }
      assert.deepEqual(
        JSON.parse(repository.read('prd.json')).userStories.map((story: { passes: boolean }) => story.passes),
        [true, false, false],
      );
      assert.deepEqual(Object.keys(repository.contents()).sort(), ['README.md', 'prd.json', 'src/US-001.ts']);
    });
  });

  it('does not take back twice what was taken back already', async () => {
    const rollbacks = rollbackService();
    value(await rollbacks.rollBack(projectIn(repository), { kind: 'last-story' }));
    const preview = value(await rollbacks.preview(projectIn(repository), { kind: 'last-story' }));
    assert.deepEqual(
      preview.stories.map((story) => story.id),
      ['US-002'],
    );
    assert.equal(
      code(await rollbacks.rollBack(projectIn(repository), { kind: 'story', id: 'US-003' })),
      'nothing_to_revert',
    );
  });

  it('is looked at only as far as the present branchName: ids of an earlier undertaking do not count', async () => {
    repository.write('prd.json', prdText([{ id: 'US-001', passes: false }], 'ralph/next'));
    repository.commit('chore: next plan');
    repository.write('src/next.ts', 'next\n');
    repository.write('prd.json', prdText([{ id: 'US-001', passes: true }], 'ralph/next'));
    repository.commit('feat: US-001 - anew');
    const preview = value(await rollbackService().preview(projectIn(repository), { kind: 'story', id: 'US-001' }));
    assert.deepEqual(
      preview.commits.map((commit) => commit.subject),
      ['feat: US-001 - anew'],
    );
  });

  it('may be a merge: reverted against its first parent', async () => {
    repository.git('checkout', '-q', '-b', 'side', 'HEAD~1');
    repository.write('src/side.ts', 'side\n');
    repository.commit('side work');
    repository.git('checkout', '-q', 'main');
    repository.git('merge', '-q', '--no-ff', '-m', 'Merge side', 'side');
    await thereAndBack(repository, { kind: 'last-commit' }, () => assert.equal(repository.has('src/side.ts'), false));
  });

  it('may rename files', async () => {
    repository.git('mv', 'README.md', 'docs.md');
    repository.commit('docs: rename');
    await thereAndBack(repository, { kind: 'last-commit' }, () => {
      assert.equal(repository.read('README.md'), 'shop\n');
      assert.equal(repository.has('docs.md'), false);
    });
  });

  it('may be an empty commit, or the root commit', async () => {
    repository.commit('chore: nothing');
    await thereAndBack(repository, { kind: 'last-commit' }, () => {});
    const lone = new TestRepository();
    lone.write('a.txt', 'a');
    lone.commit('first');
    await thereAndBack(lone, { kind: 'last-commit' }, () => assert.equal(lone.has('a.txt'), false), {
      prd: undefined as never,
    });
    lone.remove();
  });

  it('keeps modes, links, binary files, line ends and odd names', async () => {
    repository.write('bin/run', '#!/bin/sh\n');
    fs.chmodSync(path.join(repository.root, 'bin/run'), 0o755);
    fs.symlinkSync('README.md', path.join(repository.root, 'link'));
    repository.write('data.bin', Buffer.from([0, 255, 13, 10, 200]));
    repository.write('a "quoted" näme\twith -- all.txt', 'x\r\n');
    repository.write('-option', 'not one\n');
    repository.commit('feat: all kinds');
    await thereAndBack(repository, { kind: 'last-commit' }, () => assert.equal(repository.has('-option'), false));
  });

  it('may lie in another work tree of the same repository', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'signalbox-tree-'));
    repository.git('worktree', 'add', '-q', '-b', 'feature', path.join(folder, 'w'));
    const root = fs.realpathSync(path.join(folder, 'w'));
    const main = repository.contents();
    const project = { slug: 'shop', folder: root, prdPath: path.join(root, 'prd.json') };
    const result = value(await rollbackService().rollBack(project, { kind: 'last-story' }));
    assert.equal(fs.existsSync(path.join(root, 'src/US-003.ts')), false);
    assert.deepEqual(repository.contents(), main);
    value(await rollbackService().undo(root, result.undo));
    assert.equal(fs.existsSync(path.join(root, 'src/US-003.ts')), true);
    fs.rmSync(folder, { recursive: true });
  });

  it('may be checked out sparsely', async () => {
    repository.write('far/away.txt', 'away\n');
    repository.write('src/near.txt', 'near\n');
    repository.commit('feat: near and far');
    repository.git('sparse-checkout', 'set', '--no-cone', '/*', '!/far/');
    assert.equal(repository.has('far/away.txt'), false);
    await thereAndBack(repository, { kind: 'last-commit' }, () => assert.equal(repository.has('src/near.txt'), false));
  });

  it('may hold a submodule, whose own files are left alone', async () => {
    const other = new TestRepository();
    other.write('lib.txt', 'one\n');
    other.commit('lib');
    repository.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', other.root, 'lib');
    repository.commit('chore: lib');
    other.write('lib.txt', 'two\n');
    other.commit('lib two');
    repository.gitIn(path.join(repository.root, 'lib'), 'pull', '-q');
    repository.write('src/uses.ts', 'two\n');
    repository.commit('feat: use lib two');
    const result = value(await rollbackService().rollBack(projectIn(repository), { kind: 'last-commit' }));
    assert.equal(repository.has('src/uses.ts'), false);
    assert.equal(repository.read('lib/lib.txt'), 'two\n');
    value(await rollbackService().undo(repository.root, result.undo));
    assert.equal(repository.read('src/uses.ts'), 'two\n');
    assert.equal(repository.git('status', '--porcelain'), '');
    other.remove();
  });

  it('may have filters like those of LFS: the bytes on disk come back, not the pointers', async () => {
    repository.git('config', 'filter.swap.clean', 'tr a-z A-Z');
    repository.git('config', 'filter.swap.smudge', 'tr A-Z a-z');
    repository.write('.gitattributes', '*.big filter=swap\n');
    repository.write('model.big', 'small letters on disk\n');
    repository.commit('feat: a big file');
    repository.write('model.big', 'other letters on disk\n');
    repository.commit('feat: another big file');
    await thereAndBack(repository, { kind: 'last-commit' }, () =>
      assert.equal(repository.read('model.big'), 'small letters on disk\n'),
    );
  });

  it('does not mind hooks that fail', async () => {
    for (const hook of ['pre-commit', 'commit-msg', 'prepare-commit-msg']) {
      repository.write(`.git/hooks/${hook}`, '#!/bin/sh\nexit 1\n');
      fs.chmodSync(path.join(repository.root, '.git/hooks', hook), 0o755);
    }
    const before = repository.contents();
    const result = await rollbackService().rollBack(projectIn(repository), { kind: 'last-story' });
    if (result.ok) assert.equal(repository.has('src/US-003.ts'), false);
    else assert.deepEqual(repository.contents(), before);
  });

  it('says so and changes nothing when commits cannot be signed', async () => {
    repository.git('config', 'commit.gpgsign', 'true');
    repository.git('config', 'gpg.program', 'false');
    const before = repository.contents();
    const head = repository.head();
    const result = await rollbackService().rollBack(projectIn(repository), { kind: 'last-story' });
    assert.equal(code(result), 'git_failed');
    assert.deepEqual(repository.contents(), before);
    assert.equal(repository.head(), head);
    assert.equal(repository.git('for-each-ref', 'refs/signalbox'), '');
  });
});

describe('the PRD of a rollback', () => {
  let repository: TestRepository;
  beforeEach(() => {
    repository = shop();
  });
  afterEach(() => repository.remove());

  it('is flipped by an edit where git does not hold it', async () => {
    repository.git('rm', '-q', '--cached', 'prd.json');
    repository.write('.gitignore', 'prd.json\n');
    repository.commit('chore: keep the plan out of git');
    repository.write('src/US-004.ts', 'four\n');
    repository.commit('feat: [US-004] - Story');
    repository.write('prd.json', prdText(['US-001', 'US-002', 'US-003', 'US-004'].map((id) => ({ id, passes: true }))));
    await thereAndBack(repository, { kind: 'last-story' }, () => {
      assert.equal(repository.has('src/US-004.ts'), false);
      assert.equal(JSON.parse(repository.read('prd.json')).userStories[3].passes, false);
    });
  });

  it('may lie outside the repository', async () => {
    const outside = fs.mkdtempSync(path.join(os.tmpdir(), 'signalbox-prd-'));
    const prd = path.join(outside, 'prd.json');
    fs.copyFileSync(path.join(repository.root, 'prd.json'), prd);
    const bytes = fs.readFileSync(prd, 'utf8');
    await thereAndBack(
      repository,
      { kind: 'story', id: 'US-002' },
      () => assert.equal(JSON.parse(fs.readFileSync(prd, 'utf8')).userStories[1].passes, false),
      { prd },
    );
    assert.equal(fs.readFileSync(prd, 'utf8'), bytes);
    fs.rmSync(outside, { recursive: true });
  });

  it('may be a link to a file of the repository', async () => {
    repository.git('mv', 'prd.json', 'plan.json');
    fs.symlinkSync('plan.json', path.join(repository.root, 'prd.json'));
    repository.commit('chore: link');
    repository.write('src/US-004.ts', 'four\n');
    repository.write(
      'plan.json',
      prdText(['US-001', 'US-002', 'US-003', 'US-004'].map((id) => ({ id, passes: id !== 'US-004' }))),
    );
    repository.commit('chore: a fourth story');
    repository.write(
      'plan.json',
      prdText(['US-001', 'US-002', 'US-003', 'US-004'].map((id) => ({ id, passes: true }))),
    );
    repository.write('src/four.ts', 'four\n');
    repository.commit('feat: US-004');
    await thereAndBack(repository, { kind: 'last-story' }, () => {
      assert.equal(JSON.parse(repository.read('plan.json')).userStories[3].passes, false);
      assert.ok(fs.lstatSync(path.join(repository.root, 'prd.json')).isSymbolicLink());
    });
  });
});

describe('a rollback that meets a conflict', () => {
  let repository: TestRepository;
  beforeEach(() => {
    repository = shop();
    repository.write('src/US-002.ts', `export const it = 'changed later';\n`);
    repository.commit('refactor: reword');
    repository.write('README.md', 'not committed\n');
    repository.write('untracked.txt', 'untracked\n');
  });
  afterEach(() => repository.remove());

  it('is foreseen by the preview', async () => {
    const preview = value(await rollbackService().preview(projectIn(repository), { kind: 'story', id: 'US-002' }));
    assert.deepEqual(preview.conflicts, ['src/US-002.ts']);
  });

  it('names the files and leaves everything exactly as it was', async () => {
    const before = repository.contents();
    const head = repository.head();
    const result = await rollbackService().rollBack(projectIn(repository), { kind: 'story', id: 'US-002' });
    assert.equal(code(result), 'conflict');
    assert.deepEqual(!result.ok && result.refusal.details?.files, ['src/US-002.ts']);
    assert.deepEqual(repository.contents(), before);
    assert.equal(repository.head(), head);
    assert.equal(repository.git('for-each-ref', 'refs/signalbox'), '');
  });

  it('moves the branch back when the person agrees, and undo brings all of it again', async () => {
    await thereAndBack(
      repository,
      { kind: 'story', id: 'US-002' },
      () => {
        assert.deepEqual(Object.keys(repository.contents()).sort(), [
          'README.md',
          'prd.json',
          'src/US-001.ts',
          'untracked.txt',
        ]);
        assert.equal(repository.read('README.md'), 'not committed\n');
        assert.equal(JSON.parse(repository.read('prd.json')).userStories[2].passes, false);
      },
      { reset: true },
    );
  });

  it('never moves a branch back whose commits are on a remote', async () => {
    const remote = fs.mkdtempSync(path.join(os.tmpdir(), 'signalbox-remote-'));
    repository.git('init', '-q', '--bare', remote);
    repository.git('remote', 'add', 'origin', remote);
    repository.git('push', '-q', 'origin', 'main');
    const before = repository.contents();
    const result = await rollbackService().rollBack(
      projectIn(repository),
      { kind: 'story', id: 'US-002' },
      { reset: true },
    );
    assert.equal(code(result), 'on_remote');
    assert.deepEqual(repository.contents(), before);
    fs.rmSync(remote, { recursive: true });
  });
});

describe('undoing a rollback', () => {
  let repository: TestRepository;
  beforeEach(() => {
    repository = shop();
  });
  afterEach(() => repository.remove());

  it('reverts the reverts when work went on meanwhile, and keeps that work', async () => {
    const rollbacks = rollbackService();
    const result = value(await rollbacks.rollBack(projectIn(repository), { kind: 'last-story' }));
    repository.write('src/later.ts', 'later\n');
    repository.commit('feat: later');
    value(await rollbacks.undo(repository.root, result.undo));
    assert.equal(repository.has('src/US-003.ts'), true);
    assert.equal(repository.has('src/later.ts'), true);
    assert.equal(JSON.parse(repository.read('prd.json')).userStories[2].passes, true);
    assert.equal(code(await rollbacks.undo(repository.root, result.undo)), 'already_undone');
  });

  it('refuses a token that is none', async () => {
    for (const token of ['../../heads/main', '--all', '20260101T000000Z-abcd']) {
      assert.equal(code(await rollbackService().undo(repository.root, token)), 'not_found');
    }
  });

  it('is listed, and what is old is let go of only on request', async () => {
    const rollbacks = rollbackService();
    const result = value(await rollbacks.rollBack(projectIn(repository), { kind: 'last-story' }));
    const [entry] = await rollbacks.list(repository.root);
    assert.equal(entry?.token, result.undo);
    assert.equal(entry?.state, 'done');
    assert.deepEqual(entry?.stories, ['US-003']);
    assert.deepEqual(await rollbacks.clean(repository.root, 3_600_000), []);
    assert.deepEqual(await rollbacks.clean(repository.root, 0), [result.undo]);
    assert.equal(repository.git('for-each-ref', 'refs/signalbox'), '');
  });
});
