import * as vscode from 'vscode';
import type { Disposable } from '../../ports/disposable';
import type { Log } from '../../ports/log';
import type { BoardFolder } from '../../services/board-panel/workspace-shelf';
import { type WaitingTask, WaitingTasks } from '../../services/boards/waiting-tasks';
import type { AttentionItem, AttentionSource } from '../attention/sources';
import { age, firstLine } from '../projects/appearance';
import { t } from '../translate';
import { whenReadable } from './when-readable';

interface Watched {
  readonly name: string;
  readonly tasks: WaitingTasks;
}

/** The tasks of every board that wait for the person, as rows of Needs You. */
export class BoardsAttention implements AttentionSource, Disposable {
  readonly #folders: () => readonly BoardFolder[];
  readonly #log: Log;
  readonly #listeners = new Set<() => void>();
  readonly #listening: Disposable;
  readonly #again: Disposable[] = [];
  #watched: Watched[] = [];
  #turn = 0;

  constructor(folders: () => readonly BoardFolder[], log: Log) {
    this.#folders = folders;
    this.#log = log;
    this.#listening = vscode.workspace.onDidChangeWorkspaceFolders(() => void this.start());
  }

  /** Opens the boards that are there; looking at a folder without any leaves no trace in it. */
  async start(): Promise<void> {
    this.#letGo();
    const turn = this.#turn;
    await Promise.all(this.#folders().map((folder) => this.#watch(folder, turn)));
    // Rows of a folder that is gone leave, also when nothing waits in the others.
    this.#tell();
  }

  async #watch(folder: BoardFolder, turn: number): Promise<void> {
    try {
      const boards = await folder.boards();
      if (turn !== this.#turn) return;
      const tasks = new WaitingTasks(boards);
      tasks.onChange(() => this.#tell());
      this.#watched.push({ name: folder.name, tasks });
      await tasks.start();
    } catch (error) {
      this.#log.warn('What waits on the boards cannot be shown.', error);
      if (turn === this.#turn) this.#again.push(whenReadable(folder, () => void this.#watch(folder, turn)));
    }
  }

  items(): readonly AttentionItem[] {
    const several = this.#watched.length > 1;
    return this.#watched.flatMap(({ name, tasks }) =>
      tasks.list().map((waiting) => itemOf(waiting, several ? `${name}/${waiting.board}` : waiting.board, name)),
    );
  }

  onChange(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  dispose(): void {
    this.#listening.dispose();
    this.#letGo();
    this.#listeners.clear();
  }

  #letGo(): void {
    this.#turn += 1;
    for (const { tasks } of this.#watched) tasks.dispose();
    for (const waiting of this.#again.splice(0)) waiting.dispose();
    this.#watched = [];
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

function itemOf({ task, wait, board }: WaitingTask, ref: string, folder: string): AttentionItem {
  const reason = firstLine(task.block?.reason ?? '', 80);
  const where = [task.project ?? '', age(new Date(task.since).toISOString(), Date.now(), t)];
  const common = {
    id: `task:${folder}:${board}:${task.id}`,
    since: task.since,
    subject: task.id,
    context: 'task',
    open: { command: 'signalbox.boards.open', title: t('Open Card'), arguments: [ref, task.id] },
  };
  if (wait === 'review') {
    return {
      ...common,
      severity: 'question',
      icon: { id: 'eye' },
      label: t('Review {task}', { task: task.title }),
      description: where.filter(Boolean).join(' · '),
      tooltip: t('It is finished and waits until you have looked at it.'),
    };
  }
  if (wait === 'answer') {
    return {
      ...common,
      severity: 'question',
      icon: { id: 'bell-dot', color: 'charts.blue' },
      label: reason || task.title,
      description: where.filter(Boolean).join(' · '),
      tooltip: [task.title, task.block?.reason].filter(Boolean).join('\n'),
    };
  }
  return {
    ...common,
    severity: 'error',
    icon: { id: 'error', color: 'problemsErrorIcon.foreground' },
    label: t('{task} gave up', { task: task.title }),
    description: firstLine(task.lastError ?? task.block?.reason ?? '', 60),
    tooltip: [task.title, task.lastError ?? task.block?.reason].filter(Boolean).join('\n'),
  };
}
