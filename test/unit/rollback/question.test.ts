import assert from 'node:assert/strict';
import type { RollbackPreview } from '../../../src/core/rollback/model';
import { questionFor } from '../../../src/vscode/rollback/question';

const t = (message: string, args: Record<string, unknown> = {}) =>
  message.replace(/\{(\w+)\}/g, (_, key) => String(args[key]));

function preview(differs: Partial<RollbackPreview> = {}): RollbackPreview {
  return {
    slug: 'shop',
    root: '/shop',
    head: 'a',
    branch: 'main',
    commits: [
      { sha: 'abcdef0123', subject: 'feat: US-002', author: 'Ada', at: 0, merge: false, files: ['a.ts'], remotes: [] },
    ],
    files: ['a.ts'],
    diffstat: { files: 1, insertions: 1, deletions: 0 },
    stories: [{ id: 'US-002', title: 'Two' }],
    alsoFlip: [],
    conflicts: [],
    outcome: [],
    dirtyInTheWay: [],
    prdInTree: 'prd.json',
    prdCarriedOver: false,
    onRemote: false,
    evidence: 'story-commits',
    method: 'revert',
    ...differs,
  };
}

describe('the question before a rollback', () => {
  it('names slug, story and commits, and agrees to nothing else', () => {
    const question = questionFor(preview(), undefined, false, t);
    assert.match(question.message, /US-002 of shop/);
    assert.match(question.detail, /abcdef0 {2}feat: US-002/);
    assert.deepEqual(question.agreement, { stopFirst: false, setAside: false, reset: false, detached: false });
  });

  it('names the work that is set aside, but not a PRD that is carried over', () => {
    const asked = questionFor(preview({ dirtyInTheWay: ['a.ts'] }), undefined, false, t);
    assert.deepEqual([asked.button, asked.agreement.setAside], ['Set Aside and Roll Back', true]);
    const carried = questionFor(preview({ dirtyInTheWay: ['prd.json'], prdCarriedOver: true }), undefined, false, t);
    assert.deepEqual([carried.button, carried.agreement.setAside], ['Roll Back', false]);
  });

  it('offers to move the branch back only where that is allowed and no commit is on a remote', () => {
    const conflicts = ['a.ts'];
    assert.equal(questionFor(preview({ conflicts }), undefined, false, t).agreement.reset, false);
    assert.equal(questionFor(preview({ conflicts }), undefined, true, t).agreement.reset, true);
    assert.equal(questionFor(preview({ conflicts, onRemote: true }), undefined, true, t).agreement.reset, false);
  });

  it('says that a working process is stopped first', () => {
    const question = questionFor(preview(), 4711, false, t);
    assert.equal(question.agreement.stopFirst, true);
    assert.match(question.detail, /4711/);
  });
});
