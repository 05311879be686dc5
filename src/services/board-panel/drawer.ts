import type { DetailPatch, TaskDetail } from '../../protocol/board';
import { detailPatch } from './detail-patch';

/** The card that is open in a panel's drawer, and what the page was told of it. */
export class Drawer {
  readonly #read: (id: string) => Promise<TaskDetail | undefined>;
  readonly #send: (patch: DetailPatch | null) => void;
  #id: string | null = null;
  #detail: TaskDetail | null = null;
  /** Counts what was asked for: an answer that was overtaken is not shown. */
  #turn = 0;

  constructor(read: (id: string) => Promise<TaskDetail | undefined>, send: (patch: DetailPatch | null) => void) {
    this.#read = read;
    this.#send = send;
  }

  get id(): string | null {
    return this.#id;
  }

  get detail(): TaskDetail | null {
    return this.#detail;
  }

  async open(id: string | null): Promise<void> {
    this.#id = id;
    if (id !== null) return this.refresh();
    this.reset();
    this.#send(null);
  }

  /** Another board: nothing is open. */
  reset(): void {
    this.#id = null;
    this.#detail = null;
    this.#turn += 1;
  }

  async refresh(): Promise<void> {
    const id = this.#id;
    if (id === null) return;
    const turn = ++this.#turn;
    const detail = await this.#read(id);
    if (turn !== this.#turn) return;
    const before = this.#detail;
    this.#detail = detail ?? null;
    const patch = !detail ? null : before ? detailPatch(before, detail) : { open: detail };
    if (patch !== undefined) this.#send(patch);
  }
}
