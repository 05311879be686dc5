import assert from 'node:assert/strict';
import { asStoryCommit, namesStory, type PrdThen, presentCommits, touches } from '../../../src/core/rollback/history';
import type { HistoryCommit } from '../../../src/core/rollback/repository';
import { chooseTarget, type RollbackVerb, type Target } from '../../../src/core/rollback/target';

const scope = { folder: '', prdPath: 'prd.json' };
const sha = (n: number) => String(n).padStart(40, '0');

function commit(n: number, subject: string, prd?: [before: string, after: string], body = ''): HistoryCommit {
  const files = prd ? [{ path: 'prd.json', before: prd[0], after: prd[1], submodule: false }] : [];
  return { sha: sha(n), parents: [sha(n - 1)], at: n, author: 'Ada', subject, body, files };
}

/** Versions named by what passes: `12` means that stories 1 and 2 pass. */
const versions = new Map<string, PrdThen>(
  ['', '1', '12', '13', '123'].map((passing) => [
    `v${passing}`,
    { branchName: 'ralph/x', stories: storiesPassing(passing) },
  ]),
);

function storiesPassing(passing: string) {
  return ['1', '2', '3'].map((n) => ({ id: `US-00${n}`, title: `Story ${n}`, passes: passing.includes(n) }));
}

function choose(verb: RollbackVerb, passing: string, newestFirst: HistoryCommit[]) {
  const head = asStoryCommit(newestFirst[0]!, scope, versions);
  return chooseTarget(verb, storiesPassing(passing), presentCommits(newestFirst, scope, versions), head);
}

function chosen(verb: RollbackVerb, passing: string, newestFirst: HistoryCommit[]): Target {
  const result = choose(verb, passing, newestFirst);
  assert.ok(result.ok, result.ok ? '' : result.refusal.message);
  return result.value;
}

const numbers = (target: Target) => target.commits.map((each) => Number(each.commit.sha));

describe('which commits are a story', () => {
  it('are those whose subject names it and the one that turned it to passing, newest first', () => {
    const target = chosen({ kind: 'last-story' }, '1', [
      commit(4, 'chore: bookkeeping', ['v', 'v1']),
      commit(3, 'docs: other'),
      commit(2, 'feat: US-001 - Story 1'),
      commit(1, 'plan'),
    ]);
    assert.deepEqual(numbers(target), [4, 2]);
    assert.deepEqual(target.stories, ['US-001']);
  });

  it('for the last story: of the one that was completed last, not of the last one in the file', () => {
    const target = chosen({ kind: 'last-story' }, '13', [
      commit(3, 'feat: US-001', ['v', 'v1']),
      commit(2, 'feat: US-003'),
    ]);
    assert.deepEqual(target.stories, ['US-001']);
  });

  it('for before a story: all that were completed with it or after it', () => {
    const target = chosen({ kind: 'before-story', id: 'us-002' }, '123', [
      commit(4, 'feat: US-003', ['v12', 'v123']),
      commit(3, 'feat: US-002', ['v1', 'v12']),
      commit(2, 'feat: US-001', ['v', 'v1']),
    ]);
    assert.deepEqual(numbers(target), [4, 3]);
    assert.deepEqual(target.stories, ['US-003', 'US-002']);
  });

  it('leave out what was reverted, and count again what was reverted and brought back', () => {
    const done = commit(2, 'feat: US-001', ['v', 'v1']);
    const reverted = commit(3, 'Revert "feat: US-001"', ['v1', 'v'], `This reverts commit ${sha(2)}.`);
    const back = commit(4, 'Revert "Revert"', ['v', 'v1'], `This reverts commit ${sha(3)}.`);
    assert.equal(choose({ kind: 'story', id: 'US-001' }, '', [reverted, done]).ok, false);
    assert.deepEqual(numbers(chosen({ kind: 'story', id: 'US-001' }, '1', [back, reverted, done])), [2]);
  });

  it('end where the PRD was replaced by another undertaking', () => {
    const other = new Map([...versions, ['old', { branchName: 'ralph/old', stories: storiesPassing('1') }]]);
    const history = [
      commit(3, 'feat: US-001', ['v', 'v1']),
      commit(2, 'new plan', ['old', 'v']),
      commit(1, 'feat: US-001 of old'),
    ];
    assert.deepEqual(
      presentCommits(history, scope, other).map((each) => Number(each.commit.sha)),
      [3, 2],
    );
  });

  it('tell which other stories flip with them', () => {
    const target = chosen({ kind: 'story', id: 'US-001' }, '12', [commit(2, 'feat: both', ['v', 'v12'])]);
    assert.deepEqual(target.alsoFlip, ['US-002']);
  });
});

describe('a repository of several projects', () => {
  const touching = (...paths: string[]): HistoryCommit => ({
    ...commit(2, 'feat: US-001'),
    files: paths.map((path) => ({ path, before: 'a', after: 'b', submodule: false })),
  });

  it('has the same story id in each: a subject counts only where the commit touches the project', () => {
    const shop = { folder: 'shop', prdPath: 'shop/scripts/ralph/prd.json' };
    assert.equal(touches(touching('shop/src/a.ts'), shop), true);
    assert.equal(touches(touching('docs/a.md', 'shop/scripts/ralph/prd.json'), shop), true);
    assert.equal(touches(touching('bank/src/a.ts'), shop), false);
    assert.equal(touches(touching('shopping/src/a.ts'), shop), false);
  });

  it('may have one project around the others, which their PRDs tell apart', () => {
    assert.equal(touches(touching('src/a.ts'), scope), true);
    assert.equal(touches(touching('bank/src/a.ts', 'bank/prd.json'), scope), false);
    assert.equal(touches(touching('bank/prd.json', 'prd.json'), scope), true);
  });
});

describe('one commit alone', () => {
  const last: RollbackVerb = { kind: 'last-commit' };

  it('takes back the story that it completed', () => {
    assert.deepEqual(chosen(last, '123', [commit(2, 'chore: x', ['v13', 'v123'])]).stories, ['US-002']);
  });

  it('else the one that its subject names', () => {
    assert.deepEqual(chosen(last, '123', [commit(2, 'feat: US-001 again')]).stories, ['US-001']);
  });

  it('else the last that passes in the file, never two', () => {
    assert.deepEqual(chosen(last, '12', [commit(2, 'fix: something')]).stories, ['US-002']);
  });

  it('and none when nothing passes, or when it is itself a revert', () => {
    assert.deepEqual(chosen(last, '', [commit(2, 'fix: something')]).stories, []);
    const revert = commit(2, 'Revert "feat: US-001"', undefined, `This reverts commit ${sha(1)}.`);
    assert.deepEqual(chosen(last, '12', [revert]).stories, []);
  });

  it('is what the last story falls back to when no commit tells which it was', () => {
    const target = chosen({ kind: 'last-story' }, '12', [commit(2, 'work'), commit(1, 'more work')]);
    assert.deepEqual([numbers(target), target.stories, target.evidence], [[2], ['US-002'], 'head-alone']);
  });
});

describe('a story that cannot be taken back', () => {
  it('is one that the PRD does not have', () => {
    const result = choose({ kind: 'story', id: 'US-009' }, '1', [commit(1, 'x')]);
    assert.equal(!result.ok && result.refusal.code, 'story_not_found');
  });

  it('is one that no commit names', () => {
    const result = choose({ kind: 'story', id: 'US-002' }, '2', [commit(1, 'x')]);
    assert.equal(!result.ok && result.refusal.code, 'nothing_to_revert');
  });

  it('is any, while none passes', () => {
    const result = choose({ kind: 'last-story' }, '', [commit(1, 'x')]);
    assert.equal(!result.ok && result.refusal.code, 'nothing_to_revert');
  });
});

describe('a subject', () => {
  it('names a story only by its whole id', () => {
    for (const subject of ['feat: US-001 - x', 'feat(US-001): x', '[US-001] x', 'us-001: x', 'x (US-001)', 'US-001']) {
      assert.ok(namesStory(subject, 'US-001'), subject);
    }
    for (const subject of ['US-0011', 'US-001a', 'XUS-001', 'FIX-US-001', 'US-001-b', 'US-002']) {
      assert.ok(!namesStory(subject, 'US-001'), subject);
    }
  });

  it('may hold characters that mean something to a pattern', () => {
    assert.ok(namesStory('done: a.b(c)', 'a.b(c)'));
    assert.ok(!namesStory('done: aXb(c)', 'a.b(c)'));
  });
});
