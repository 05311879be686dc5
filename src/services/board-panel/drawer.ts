import type { Clock } from '../../ports/clock';
import type { Disposable } from '../../ports/disposable';
import type { LogEnd, WorkerLogs } from '../../ports/worker-logs';
import type { DetailPatch, TaskDetail } from '../../protocol/board';
import { detailPatch } from './detail-patch';

export interface DrawerParts {
  readonly clock: Clock;
  readonly read: (id: string, links: number) => Promise<TaskDetail | undefined>;
  /** The logs of the board on show; none in the past. */
  readonly logs: () => WorkerLogs | undefined;
  readonly send: (patch: DetailPatch | null) => void;
}

/** So many links are told before somebody asks for more. */
const LINKS_AT_FIRST = 50;
/** So much of a log's end is shown. */
const LOG_SHOWN = 32 * 1024;
/** A worker that prints without end is looked at so often. */
const LOG_EVERY_MS = 100;

/** The card that is open in a panel's drawer, and what the page was told of it. */
export class Drawer {
  readonly #parts: DrawerParts;
  #id: string | null = null;
  #detail: TaskDetail | null = null;
  #links = LINKS_AT_FIRST;
  /** Counts what was asked for: an answer that was overtaken is not shown. */
  #turn = 0;
  #following: Disposable | undefined;
  #soon: Disposable | undefined;

  constructor(parts: DrawerParts) {
    this.#parts = parts;
  }

  get id(): string | null {
    return this.#id;
  }

  get detail(): TaskDetail | null {
    return this.#detail;
  }

  async open(id: string | null): Promise<void> {
    if (id === null) {
      this.reset();
      this.#parts.send(null);
      return;
    }
    if (id !== this.#id) {
      this.#links = LINKS_AT_FIRST;
      this.#follow(id);
    }
    this.#id = id;
    await this.refresh();
  }

  async showLinks(id: string, count: number): Promise<void> {
    if (id !== this.#id) return;
    this.#links = count;
    await this.refresh();
  }

  /** Another board: nothing is open. */
  reset(): void {
    this.#id = null;
    this.#detail = null;
    this.#turn += 1;
    this.#unfollow();
  }

  async refresh(): Promise<void> {
    const id = this.#id;
    if (id === null) return;
    const turn = ++this.#turn;
    const [detail, log] = await Promise.all([this.#parts.read(id, this.#links), this.#log(id)]);
    if (turn === this.#turn) this.#tell(detail ? { ...detail, log } : null);
  }

  #tell(detail: TaskDetail | null): void {
    const before = this.#detail;
    this.#detail = detail;
    const patch = !detail ? null : before ? detailPatch(before, detail) : { open: detail };
    if (patch !== undefined) this.#parts.send(patch);
  }

  async #log(id: string): Promise<LogEnd | null> {
    const end = await this.#parts.logs()?.tail(id, LOG_SHOWN);
    return end ? { text: end.text, bytes: end.bytes } : null;
  }

  #follow(id: string): void {
    this.#unfollow();
    const { clock } = this.#parts;
    this.#following = this.#parts.logs()?.follow(id, () => {
      this.#soon ??= clock.after(LOG_EVERY_MS, () => void this.#logMoved(id));
    });
  }

  #unfollow(): void {
    this.#following?.dispose();
    this.#soon?.dispose();
    this.#following = undefined;
    this.#soon = undefined;
  }

  /** Costs the end of the log, not the card. */
  async #logMoved(id: string): Promise<void> {
    this.#soon = undefined;
    const turn = this.#turn;
    const log = await this.#log(id);
    if (turn === this.#turn && this.#detail) this.#tell({ ...this.#detail, log });
  }
}
