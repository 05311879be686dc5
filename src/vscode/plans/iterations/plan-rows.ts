import * as vscode from 'vscode';
import type { Disposable } from '../../../ports/disposable';
import type { PlanRef, PlanRow } from '../../../protocol/plan';
import { Newest } from '../../../services/newest';
import type { WindowDesk } from '../desk';

/** The conversations of all plans. Nothing is looked at before somebody wants to see them. */
export class PlanRows implements Disposable {
  readonly #desk: Pick<WindowDesk, 'lists' | 'onChange'>;
  readonly #changed = new vscode.EventEmitter<ReadonlySet<PlanRef>>();
  readonly #lists = new Newest();
  readonly #problem: (error: unknown) => void;
  #following: Disposable | undefined;
  #rows: readonly PlanRow[] = [];
  /** The plans whose rows differ. */
  readonly onChange = this.#changed.event;

  constructor(desk: Pick<WindowDesk, 'lists' | 'onChange'>, problem: (error: unknown) => void) {
    this.#desk = desk;
    this.#problem = problem;
  }

  get rows(): readonly PlanRow[] {
    return this.#rows;
  }

  row(ref: PlanRef): PlanRow | undefined {
    return this.#rows.find((each) => each.ref === ref);
  }

  follow(): void {
    if (this.#following) return;
    this.#following = this.#desk.onChange(() => void this.#look());
    void this.#look();
  }

  dispose(): void {
    this.#following?.dispose();
    this.#changed.dispose();
  }

  async #look(): Promise<void> {
    const counts = this.#lists.ask();
    try {
      const { plans } = await this.#desk.lists();
      if (!counts()) return;
      const before = new Map(this.#rows.map((row) => [row.ref, JSON.stringify(row)]));
      this.#rows = plans;
      const differ = plans.filter((row) => before.get(row.ref) !== JSON.stringify(row)).map(({ ref }) => ref);
      const gone = [...before.keys()].filter((ref) => !this.row(ref));
      if (differ.length + gone.length > 0) this.#changed.fire(new Set([...differ, ...gone]));
    } catch (error) {
      this.#problem(error);
    }
  }
}
