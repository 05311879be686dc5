import type { Problem, Project, Story } from '../../core/project/model';
import type { StoryCommit } from '../../services/story-history';

/** A row of the projects tree. It stays the same object as long as what it stands for exists, so that rows can be refreshed one by one. */
export interface ProjectNode {
  readonly kind: 'project';
  readonly id: string;
  readonly project: Project;
}

export interface StoryNode {
  readonly kind: 'story';
  readonly id: string;
  readonly parent: ProjectNode;
  readonly story: Story;
}

export interface CriterionNode {
  readonly kind: 'criterion';
  readonly id: string;
  readonly parent: StoryNode;
  readonly text: string;
}

export interface CommitNode {
  readonly kind: 'commit';
  readonly id: string;
  readonly parent: StoryNode;
  readonly commit: StoryCommit;
}

/** A problem that belongs to no story: the file cannot be read, the registry is broken. */
export interface ProblemNode {
  readonly kind: 'problem';
  readonly id: string;
  readonly parent: ProjectNode;
  readonly problem: Problem;
}

/** Stories that are not drawn yet. */
export interface MoreNode {
  readonly kind: 'more';
  readonly id: string;
  readonly parent: ProjectNode;
  readonly count: number;
}

export type TreeNode = MoreNode | ProjectNode | StoryNode | CriterionNode | CommitNode | ProblemNode;

type Changeable<N> = { -readonly [Field in keyof N]: N[Field] };

/** Keeps one object per row and renews what it carries. */
export class NodeStore {
  readonly #byProject = new Map<string, Map<string, Changeable<TreeNode>>>();

  project(project: Project): ProjectNode {
    return this.#keep<ProjectNode>(project.key, { kind: 'project', id: `project:${project.key}`, project });
  }

  /** `double` tells stories apart that share an id. */
  story(parent: ProjectNode, story: Story, double: number): StoryNode {
    const { key } = parent.project;
    const id = `story:${key}:${story.id}${double > 0 ? `#${double}` : ''}`;
    return this.#keep<StoryNode>(key, { kind: 'story', id, parent, story });
  }

  criterion(parent: StoryNode, text: string, index: number): CriterionNode {
    const id = `${parent.id}:criterion:${index}`;
    return this.#keep<CriterionNode>(parent.parent.project.key, { kind: 'criterion', id, parent, text });
  }

  commit(parent: StoryNode, commit: StoryCommit): CommitNode {
    const id = `${parent.id}:commit:${commit.sha}`;
    return this.#keep<CommitNode>(parent.parent.project.key, { kind: 'commit', id, parent, commit });
  }

  problem(parent: ProjectNode, problem: Problem, index: number): ProblemNode {
    const id = `${parent.id}:problem:${index}`;
    return this.#keep<ProblemNode>(parent.project.key, { kind: 'problem', id, parent, problem });
  }

  more(parent: ProjectNode, count: number): MoreNode {
    return this.#keep<MoreNode>(parent.project.key, { kind: 'more', id: `${parent.id}:more`, parent, count });
  }

  /** The row of a project, once it was shown. */
  known(projectKey: string): ProjectNode | undefined {
    return this.#byProject.get(projectKey)?.get(`project:${projectKey}`) as ProjectNode | undefined;
  }

  /** Lets go of a project and of all rows below it. */
  forget(projectKey: string): void {
    this.#byProject.delete(projectKey);
  }

  #keep<N extends TreeNode>(projectKey: string, fresh: N): N {
    const nodes = this.#byProject.get(projectKey) ?? new Map<string, Changeable<TreeNode>>();
    this.#byProject.set(projectKey, nodes);
    const kept = nodes.get(fresh.id);
    if (kept) return Object.assign(kept, fresh) as N;
    nodes.set(fresh.id, fresh);
    return fresh;
  }
}
