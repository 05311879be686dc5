import type { BoardCommand, Outcome } from '../../core/board/commands';
import { decide } from '../../core/board/decide';
import { matches } from '../../core/board/filter';
import type { Step } from '../../core/board/inverse';
import { COLUMNS, STATUSES, type Status, type Task, type TaskFields } from '../../core/board/model';
import { ok, type Refusal, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import { type Translate, tellMessage } from '../../core/translate';
import type { LinkedCard } from '../../protocol/board';
import type { BulkChange, CardResult, NewTask, TaskEdit } from '../../protocol/board-messages';
import { placeName } from './attention-rows';
import type { LiveBoard } from './live-board';
import { AT_ONCE, takeBack, type UndoStep, undoStep } from './undo';

/** More cards than that are not asked one by one where they may go: the drop tells. */
const ASKED_AT_MOST = 500;

/** What a person does on a stored board, each remembered so that the last one can be taken back. */
export class PanelVerbs {
  readonly #board: LiveBoard;
  readonly #t: Translate;
  readonly #undoChanged: () => void;
  readonly #now: () => number;
  #last: UndoStep | undefined;

  constructor(board: LiveBoard, t: Translate, now: () => number, undoChanged: () => void) {
    this.#board = board;
    this.#t = t;
    this.#now = now;
    this.#undoChanged = undoChanged;
  }

  get undoLabel(): string | undefined {
    return this.#last?.label;
  }

  async create(task: NewTask): Promise<Result<{ id: string; warning?: string }>> {
    const { column, workspace, parents, key, ...rest } = task;
    const status = statusOf(column);
    if (!status.ok) return status;
    const done = await this.#board.execute({
      type: 'create',
      ...rest,
      ...(status.value !== undefined && { status: status.value as 'ready' }),
      ...(workspace !== undefined && { workspaceKind: workspace }),
      ...(parents !== undefined && { parents }),
      ...(key !== undefined && { idempotencyKey: `panel:${key}` }),
    });
    if (!done.ok) return done;
    const { task: id } = done.value;
    const after = this.#board.state.tasks.get(id);
    if (after && !done.value.existed)
      this.#remember(this.#t('Create “{title}”', { title: after.title }), [{ before: undefined, after }]);
    return ok({ id, ...warningOf(done.value, this.#t) });
  }

  async edit(id: string, { workspace, ...change }: TaskEdit): Promise<Result<{ warning?: string }>> {
    const changes = { ...change, ...(workspace !== undefined && { workspaceKind: workspace }) } as Partial<TaskFields>;
    const bodyBefore = change.body === undefined ? undefined : (await this.#board.details(id))?.body;
    const label = (title: string) => this.#t('Edit of “{title}”', { title });
    const done = await this.#one(label, { type: 'edit', task: id, changes }, bodyBefore);
    return done.ok ? ok(warningOf(done.value, this.#t)) : done;
  }

  async comment(id: string, text: string, after?: number): Promise<Result<null>> {
    if (after !== undefined) {
      const said = (await this.#board.details(id))?.comments.slice(after);
      if (said?.some((comment) => comment.text === text.trim())) return ok(null);
    }
    return this.#plain({ type: 'comment', task: id, text });
  }

  link(parent: string, child: string): Promise<Result<null>> {
    return this.#named((title) => this.#t('Link of “{title}”', { title }), child, { type: 'link', parent, child });
  }

  unlink(parent: string, child: string): Promise<Result<null>> {
    return this.#named((title) => this.#t('Unlink of “{title}”', { title }), child, { type: 'unlink', parent, child });
  }

  /** One task, one command that changes its state. */
  act(
    command: Exclude<BoardCommand, { type: 'create' | 'link' | 'unlink' | 'wake' | 'import' }>,
  ): Promise<Result<null>> {
    return this.#named((title) => this.#t('Change of “{title}”', { title }), command.task, command);
  }

  async move(
    ids: readonly string[],
    to: string,
    at?: number,
    from?: Readonly<Record<string, string>>,
  ): Promise<Result<readonly CardResult[]>> {
    const status = statusOf(to);
    if (!status.ok) return status;
    const target = status.value!;
    const title = this.#titleOf(ids);
    const label = title
      ? this.#t('Move of “{title}”', { title })
      : this.#t('Move of {count} cards', { count: ids.length });
    return this.#many(label, ids, (task) => {
      const seen = statusOf(from?.[task]);
      return [
        {
          type: 'move',
          task,
          to: target,
          ...(at !== undefined && { at }),
          ...(seen.ok && seen.value && { from: seen.value }),
        },
      ];
    });
  }

  async bulk(ids: readonly string[], change: BulkChange): Promise<Result<readonly CardResult[]>> {
    const status = statusOf(change.status);
    if (!status.ok) return status;
    const changes: Partial<TaskFields> = {
      ...(change.assignee !== undefined && { assignee: change.assignee }),
      ...(change.priority !== undefined && { priority: change.priority }),
      ...(change.tenant !== undefined && { tenant: change.tenant }),
      ...(change.project !== undefined && { project: change.project }),
    };
    const commands = (task: string): BoardCommand[] => [
      ...(Object.keys(changes).length > 0 || status.value !== undefined
        ? [{ type: 'edit', task, changes, ...(status.value !== undefined && { status: status.value }) } as const]
        : []),
      ...(change.archive ? [{ type: 'archive', task } as const] : []),
    ];
    const title = this.#titleOf(ids);
    const label = title
      ? this.#t('Change of “{title}”', { title })
      : this.#t('Change of {count} cards', { count: ids.length });
    return this.#many(label, ids, commands);
  }

  archive(ids: readonly string[]): Promise<Result<readonly CardResult[]>> {
    const title = this.#titleOf(ids);
    const label = title
      ? this.#t('Archiving of “{title}”', { title })
      : this.#t('Archiving of {count} cards', { count: ids.length });
    return this.#many(label, ids, (task) => [{ type: 'archive', task }]);
  }

  restore(ids: readonly string[]): Promise<Result<readonly CardResult[]>> {
    const title = this.#titleOf(ids);
    const label = title
      ? this.#t('Restoring of “{title}”', { title })
      : this.#t('Restoring of {count} cards', { count: ids.length });
    return this.#many(label, ids, (task) => [{ type: 'restore', task }]);
  }

  async undo(): Promise<Result<null>> {
    const last = this.#last;
    if (!last) return refuse('nothing_to_undo', say('There is nothing to undo.'));
    // At once: who asks twice would have it taken back twice, and what is done meanwhile is the last action then.
    this.#last = undefined;
    this.#undoChanged();
    const done = await takeBack(this.#board, last);
    if (!done.ok && done.refusal.code !== 'stale' && !this.#last) {
      this.#last = last;
      this.#undoChanged();
    }
    return done;
  }

  /** For each column why the cards may not go there, by the rules themselves. */
  whereTo(ids: readonly string[]): Record<string, Refusal | null> {
    const context = { at: this.#now(), actor: '', newTaskId: () => '', newRunId: () => '' };
    return Object.fromEntries(
      COLUMNS.map((to) => {
        for (const task of ids.slice(0, ASKED_AT_MOST)) {
          const decided = decide(this.#board.state, { type: 'move', task, to }, context);
          if (!decided.ok) return [to, decided.refusal];
          if (!decided.value.ok) return [to, decided.value.refusal];
        }
        return [to, null];
      }),
    );
  }

  find(text: string, not: string, limit: number): LinkedCard[] {
    const { tasks } = this.#board.state;
    const self = tasks.get(not);
    const found: LinkedCard[] = [];
    for (const task of tasks.values()) {
      if (found.length >= limit) break;
      if (task.id === not || task.status === 'archived') continue;
      if (self?.parents.includes(task.id) || self?.children.includes(task.id)) continue;
      if (matches(task, { text })) found.push(linkChoice(task));
    }
    return found;
  }

  async #plain(command: BoardCommand): Promise<Result<null>> {
    const done = await this.#board.execute(command);
    return done.ok ? ok(null) : done;
  }

  async #named(label: (title: string) => string, task: string, command: BoardCommand): Promise<Result<null>> {
    const before = this.#board.state.tasks.get(task);
    const done = await this.#board.execute(command);
    if (!done.ok) return done;
    this.#rememberOne(label, before, task);
    return ok(null);
  }

  async #one(
    label: (title: string) => string,
    command: Extract<BoardCommand, { type: 'edit' }>,
    bodyBefore?: string,
  ): Promise<Result<Outcome>> {
    const before = this.#board.state.tasks.get(command.task);
    const done = await this.#board.execute(command);
    if (done.ok) this.#rememberOne(label, before, command.task, bodyBefore);
    return done;
  }

  async #many(
    label: string,
    ids: readonly string[],
    commandsFor: (id: string) => readonly BoardCommand[],
  ): Promise<Result<readonly CardResult[]>> {
    const results: CardResult[] = [];
    const steps: Step[] = [];
    const all = [...new Set(ids)];
    for (let from = 0; from < all.length; from += AT_ONCE) {
      const done = await Promise.all(all.slice(from, from + AT_ONCE).map((id) => this.#oneOfMany(id, commandsFor(id))));
      for (const { result, step } of done) {
        results.push(result);
        if (step) steps.push(step);
      }
    }
    if (steps.length > 0) this.#remember(label, steps);
    return ok(results);
  }

  async #oneOfMany(id: string, commands: readonly BoardCommand[]): Promise<{ result: CardResult; step?: Step }> {
    const before = this.#board.state.tasks.get(id);
    let refusal: Refusal | null = null;
    for (const command of commands) {
      const done = await this.#board.execute(command);
      if (!done.ok) {
        refusal = done.refusal;
        break;
      }
    }
    const after = this.#board.state.tasks.get(id);
    const result = { id, refusal };
    return before && after && before !== after ? { result, step: { before, after } } : { result };
  }

  #rememberOne(label: (title: string) => string, before: Task | undefined, id: string, bodyBefore?: string): void {
    const after = this.#board.state.tasks.get(id);
    if (!before || !after || before === after) return;
    this.#remember(label(after.title), [{ before, after, ...(bodyBefore !== undefined && { bodyBefore }) }]);
  }

  #remember(label: string, steps: readonly Step[]): void {
    this.#last = undoStep(label, steps);
    this.#undoChanged();
  }

  #titleOf(ids: readonly string[]): string | undefined {
    return ids.length === 1 ? this.#board.state.tasks.get(ids[0]!)?.title : undefined;
  }
}

function statusOf(column: string | undefined): Result<Status | undefined> {
  if (column === undefined) return ok(undefined);
  const status = STATUSES.find((one) => one === column);
  return status ? ok(status) : refuse('invalid_value', say('There is no column {column}.', { column }), { column });
}

function warningOf({ warnings: [first] }: Outcome, t: Translate): { warning?: string } {
  return first ? { warning: tellMessage(first, t) } : {};
}

function linkChoice(task: Task): LinkedCard {
  const where = placeName({
    ...(task.project !== null && { project: task.project }),
    ...(task.story !== null && { story: task.story }),
  });
  return { id: task.id, title: task.title, column: task.status, ...(where !== undefined && { where }) };
}
