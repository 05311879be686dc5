import assert from 'node:assert/strict';
import type { HistoryCommit } from '../../../src/core/rollback/repository';
import type { Git, GitRepository } from '../../../src/ports/git';
import { StoryHistory } from '../../../src/services/story-history';

describe('the commits of a story', () => {
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const commit = (subject: string): HistoryCommit => ({
    sha: subject,
    parents: [],
    at: 0,
    author: 'Ana',
    subject,
    body: '',
    files: [],
  });
  const subjects = ['feat: US-1 - A', 'feat: US-10 - B', 'chore: mark US-1 complete', 'docs'];
  const repository = { root: '/w', history: async () => subjects.map(commit) } as unknown as GitRepository;
  const git: Git = { open: async () => repository };

  it('are those whose subject names it as a word, newest first, no more than asked', async () => {
    const history = new StoryHistory(git, silent, () => true);
    const found = await history.commitsOf('/w/a', 'US-1', 5);
    assert.deepEqual(
      found.map(({ subject, root }) => [subject, root]),
      [
        ['feat: US-1 - A', '/w'],
        ['chore: mark US-1 complete', '/w'],
      ],
    );
    assert.equal((await history.commitsOf('/w/a', 'US-1', 1)).length, 1);
  });

  it('are none outside a repository, and none where git fails', async () => {
    const nowhere = new StoryHistory({ open: async () => undefined }, silent, () => true);
    assert.deepEqual(await nowhere.commitsOf('/w', 'US-1', 5), []);
    const failing: Git = {
      open: async () => {
        throw new Error('dubious ownership');
      },
    };
    assert.deepEqual(await new StoryHistory(failing, silent, () => true).commitsOf('/w', 'US-1', 5), []);
  });

  it('are not asked for in a workspace that is not trusted: git may start what the repository names', async () => {
    const never: Git = { open: () => assert.fail('git was started') };
    assert.deepEqual(await new StoryHistory(never, silent, () => false).commitsOf('/w', 'US-1', 5), []);
  });
});
