import * as vscode from 'vscode';
import { PROJECT_STATUSES, type Project, type Story } from '../../core/project/model';
import { tellMessage } from '../../core/translate';
import type { Disposable } from '../../ports/disposable';
import type { Projects } from '../../services/projects/api';
import type { StoryHistory } from '../../services/story-history';
import { setContext } from '../contexts';
import { icon } from '../rows';
import { t } from '../translate';
import { statusIcon, statusWord } from './appearance';
import { type Arrangement, arrange, readArrangement, SORTS, type Sort } from './arrange';
import type { TreeNode } from './nodes';
import { ProjectsTree } from './tree';

const VIEW = 'signalbox.projects';
const MEMORY = 'projects.arrangement';

/** The projects view: its tree, its filter and order, and what it says while it looks. */
export class ProjectsView implements Disposable {
  readonly #projects: Projects;
  readonly #memory: vscode.Memento;
  readonly tree: ProjectsTree;
  readonly #view: vscode.TreeView<TreeNode>;
  readonly #disposables: Disposable[];
  #arrangement: Arrangement;

  constructor(projects: Projects, history: StoryHistory, memory: vscode.Memento) {
    this.#projects = projects;
    this.#memory = memory;
    this.#arrangement = readArrangement(memory.get(MEMORY));
    this.tree = new ProjectsTree(projects, history, this.#arrangement);
    this.#view = vscode.window.createTreeView(VIEW, {
      treeDataProvider: this.tree,
      canSelectMany: true,
      showCollapseAll: true,
    });
    this.#disposables = [
      this.tree,
      this.#view,
      projects.onChange(() => this.#describe()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#describe()),
    ];
    this.#describe();
  }

  /** Shows that the view is at work until the first look is done. */
  async showScan(scan: Promise<void>): Promise<void> {
    await vscode.window.withProgress({ location: { viewId: VIEW } }, () => scan);
  }

  async reveal(project: Project, story?: Story, { focus } = { focus: true }): Promise<void> {
    const { statuses } = this.#arrangement;
    if (statuses.length > 0 && !statuses.includes(project.record.status)) this.clearFilter();
    await this.#view.reveal(this.tree.nodeOf(project, story), { select: true, focus, expand: story === undefined });
  }

  async focus(): Promise<void> {
    await vscode.commands.executeCommand(`${VIEW}.focus`);
  }

  async chooseFilter(): Promise<void> {
    const counts = Map.groupBy(this.#projects.list(), ({ record }) => record.status);
    const items = PROJECT_STATUSES.map((status) => ({
      label: status === 'running-ralph' ? t('running by Ralph') : statusWord(status, t),
      description: String(counts.get(status)?.length ?? 0),
      iconPath: icon(statusIcon(status)),
      picked: this.#arrangement.statuses.includes(status),
      status,
    }));
    const picked = await vscode.window.showQuickPick(items, {
      canPickMany: true,
      placeHolder: t('Which statuses are shown? None chosen: all.'),
    });
    if (picked) this.#arrange({ ...this.#arrangement, statuses: picked.map(({ status }) => status) });
  }

  clearFilter(): void {
    this.#arrange({ ...this.#arrangement, statuses: [] });
  }

  async chooseSort(): Promise<void> {
    const items = SORTS.map((sort) => ({
      label: sortWord(sort),
      ...(sort === this.#arrangement.sort ? { description: t('now') } : {}),
      sort,
    }));
    const picked = await vscode.window.showQuickPick(items, { placeHolder: t('In which order are projects shown?') });
    if (picked) this.#arrange({ ...this.#arrangement, sort: picked.sort });
  }

  #arrange(arrangement: Arrangement): void {
    this.#arrangement = arrangement;
    void this.#memory.update(MEMORY, arrangement);
    this.tree.arrange(arrangement);
    this.#describe();
  }

  #describe(): void {
    const { statuses } = this.#arrangement;
    const scanned = this.#projects.phase === 'ready';
    const total = this.#projects.list().length;
    this.#view.description = statuses.map((status) => statusWord(status, t)).join(', ');
    const looking = !scanned && total === 0 ? t('Looking for projects…') : '';
    const untrusted = vscode.workspace.isTrusted
      ? ''
      : t('This workspace is not trusted: everything can be read, nothing is started or written.');
    this.#view.message = [untrusted, looking, ...this.#projects.notices.map((notice) => tellMessage(notice, t))]
      .filter(Boolean)
      .join(' ');
    // Not only "scanned": the rows arrive a moment after that, and until then the view would say that there are none.
    setContext('signalbox.noProjectShown', scanned && arrange(this.#projects.list(), this.#arrangement).length === 0);
    setContext('signalbox.projectsFiltered', statuses.length > 0);
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }
}

function sortWord(sort: Sort): string {
  switch (sort) {
    case 'status':
      return t('By status: what runs and what is stuck first');
    case 'name':
      return t('By name');
    case 'recent':
      return t('By last sign of life');
    case 'progress':
      return t('By progress');
  }
}
