import { namesStory } from '../core/rollback/history';
import type { HistoryCommit } from '../core/rollback/repository';
import type { Git } from '../ports/git';
import type { Log } from '../ports/log';

/** How far back a story's commits are looked for. */
const DEPTH = 500;

/** A commit with the top folder of its repository, to which its paths are relative. */
export interface StoryCommit extends HistoryCommit {
  readonly root: string;
}

/** The commits of single stories, read from git only when somebody asks: nothing is watched or kept. */
export class StoryHistory {
  readonly #git: Git;
  readonly #log: Log;
  readonly #mayRun: () => boolean;

  /** `mayRun`: false while the workspace is not trusted, for a repository's own configuration can make git start programs. */
  constructor(git: Git, log: Log, mayRun: () => boolean) {
    this.#git = git;
    this.#log = log;
    this.#mayRun = mayRun;
  }

  /** The newest commits whose subject names the story. None outside a repository. */
  async commitsOf(folder: string, storyId: string, limit: number): Promise<readonly StoryCommit[]> {
    if (!this.#mayRun()) return [];
    try {
      const repository = await this.#git.open(folder);
      if (!repository) return [];
      const { root } = repository;
      const commits = await repository.history({ limit: DEPTH });
      return commits
        .filter(({ subject }) => namesStory(subject, storyId))
        .slice(0, limit)
        .map((commit) => ({ ...commit, root }));
    } catch (error) {
      // A repository without a commit yet, or one that git does not trust.
      this.#log.debug(`No history of ${storyId} in ${folder}.`, error);
      return [];
    }
  }
}
