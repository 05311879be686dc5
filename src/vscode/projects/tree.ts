import * as vscode from 'vscode';
import type { Project, Story } from '../../core/project/model';
import type { Disposable } from '../../ports/disposable';
import type { Projects, ProjectsChange } from '../../services/projects/api';
import type { StoryHistory } from '../../services/story-history';
import { type Arrangement, arrange } from './arrange';
import { tooltipOf, treeItem } from './items';
import { NodeStore, type ProjectNode, type StoryNode, type TreeNode } from './nodes';
import { storiesInOrder } from './stories';

const COMMITS_SHOWN = 5;

/** Projects -> stories -> criteria and commits. Only rows that changed are asked for again. */
export class ProjectsTree implements vscode.TreeDataProvider<TreeNode>, Disposable {
  readonly #projects: Projects;
  readonly #history: StoryHistory;
  readonly #nodes = new NodeStore();
  readonly #changed = new vscode.EventEmitter<TreeNode | undefined>();
  readonly #subscription: Disposable;
  #arrangement: Arrangement;
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
    if (!story) return parent;
    return this.#storyNodes(parent).find((node) => node.story.index === story.index) ?? parent;
  }

  #childrenOfProject(node: ProjectNode): TreeNode[] {
    const ofNoStory = node.project.record.problems.filter((problem) => problem.storyIndex === undefined);
    return [...ofNoStory.map((problem, index) => this.#nodes.problem(node, problem, index)), ...this.#storyNodes(node)];
  }

  #storyNodes(parent: ProjectNode): StoryNode[] {
    const seen = new Map<string, number>();
    const doubles = new Map<number, number>();
    for (const story of parent.project.prd?.stories ?? []) {
      const double = seen.get(story.id) ?? 0;
      seen.set(story.id, double + 1);
      doubles.set(story.index, double);
    }
    return storiesInOrder(parent.project).map((story) =>
      this.#nodes.story(parent, story, doubles.get(story.index) ?? 0),
    );
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
    const sameList = order.length === this.#shown.length && order.every((key, index) => key === this.#shown[index]);
    if (!sameList) {
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
