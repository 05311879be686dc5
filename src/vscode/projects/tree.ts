import * as vscode from 'vscode';
import { sameList } from '../../core/lists';
import type { Project, Story } from '../../core/project/model';
import type { Disposable } from '../../ports/disposable';
import type { Projects, ProjectsChange } from '../../services/projects/api';
import type { StoryHistory } from '../../services/story-history';
import { type Arrangement, arrange } from './arrange';
import { tooltipOf, treeItem } from './items';
import { NodeStore, type ProjectNode, type StoryNode, type TreeNode } from './nodes';
import { doublesOf, storiesInOrder } from './stories';

const COMMITS_SHOWN = 5;
/** Rows that are drawn at once under one project; more come when they are asked for. */
const STORIES_SHOWN = 500;

/** Projects -> stories -> criteria and commits. Only rows that changed are asked for again. */
export class ProjectsTree implements vscode.TreeDataProvider<TreeNode>, Disposable {
  readonly #projects: Projects;
  readonly #history: StoryHistory;
  readonly #nodes = new NodeStore();
  readonly #changed = new vscode.EventEmitter<TreeNode | undefined>();
  readonly #subscription: Disposable;
  #arrangement: Arrangement;
  /** How many stories a project shows, where it is more than usual. */
  readonly #opened = new Map<string, number>();
  /** Keys as they stand on the screen. */
  #shown: readonly string[] = [];
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(projects: Projects, history: StoryHistory, arrangement: Arrangement) {
    this.#projects = projects;
    this.#history = history;
    this.#arrangement = arrangement;
    this.#subscription = projects.onChange((change) => this.#follow(change));
  }

  arrange(arrangement: Arrangement): void {
    this.#arrangement = arrangement;
    this.#changed.fire(undefined);
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    if (!node) {
      const projects = arrange(this.#projects.list(), this.#arrangement);
      this.#shown = projects.map((project) => project.key);
      return projects.map((project) => this.#nodes.project(project));
    }
    if (node.kind === 'project') return this.#childrenOfProject(node);
    if (node.kind === 'story') return this.#childrenOfStory(node);
    return [];
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return treeItem(node);
  }

  resolveTreeItem(item: vscode.TreeItem, node: TreeNode): vscode.TreeItem {
    item.tooltip = tooltipOf(node);
    return item;
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return node.kind === 'project' ? undefined : node.parent;
  }

  /** The row of a project or of one of its stories, for revealing it. */
  nodeOf(project: Project, story?: Story): ProjectNode | StoryNode {
    const parent = this.#nodes.project(project);
    const at = story ? storiesInOrder(project).findIndex(({ index }) => index === story.index) : -1;
    if (!story || at < 0) return parent;
    if (at >= this.#limitOf(project)) {
      this.#opened.set(project.key, at + 1);
      this.#changed.fire(parent);
    }
    return this.#storyNodes(parent, [story])[0] ?? parent;
  }

  showMore({ project }: ProjectNode): void {
    this.#opened.set(project.key, this.#limitOf(project) + STORIES_SHOWN);
    this.#changed.fire(this.#nodes.project(project));
  }

  #limitOf(project: Project): number {
    return this.#opened.get(project.key) ?? STORIES_SHOWN;
  }

  #childrenOfProject(node: ProjectNode): TreeNode[] {
    const ofNoStory = node.project.record.problems.filter((problem) => problem.storyIndex === undefined);
    const stories = storiesInOrder(node.project);
    const limit = this.#limitOf(node.project);
    return [
      ...ofNoStory.map((problem, index) => this.#nodes.problem(node, problem, index)),
      ...this.#storyNodes(node, stories.slice(0, limit)),
      ...(stories.length > limit ? [this.#nodes.more(node, stories.length - limit)] : []),
    ];
  }

  #storyNodes(parent: ProjectNode, shown: readonly Story[]): StoryNode[] {
    const doubles = doublesOf(parent.project);
    return shown.map((story) => this.#nodes.story(parent, story, doubles[story.index] ?? 0));
  }

  async #childrenOfStory(node: StoryNode): Promise<TreeNode[]> {
    const criteria = node.story.acceptanceCriteria.map((text, index) => this.#nodes.criterion(node, text, index));
    if (node.story.idMadeUp) return criteria;
    const { folder } = node.parent.project;
    const commits = await this.#history.commitsOf(folder, node.story.id, COMMITS_SHOWN);
    return [...criteria, ...commits.map((commit) => this.#nodes.commit(node, commit))];
  }

  /** The whole list only when its order or its members differ; else the rows that changed. */
  #follow(change: ProjectsChange): void {
    for (const key of change.removed) this.#nodes.forget(key);
    const order = arrange(this.#projects.list(), this.#arrangement).map((project) => project.key);
    if (!sameList(order, this.#shown)) {
      this.#changed.fire(undefined);
      return;
    }
    for (const project of change.changed) {
      if (this.#nodes.known(project.key)) this.#changed.fire(this.#nodes.project(project));
    }
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}
