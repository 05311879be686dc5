import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import { type Translate, tellMessage } from '../../core/translate';
import type { Clock } from '../../ports/clock';
import type { Disposable } from '../../ports/disposable';
import { LedgerUnavailable } from '../../ports/ledger';
import type {
  BoardChoice,
  BoardHead,
  BoardModel,
  BoardPatch,
  BoardRef,
  CardView,
  ColumnView,
  PastView,
  TaskDetail,
  TimeView,
  UndoView,
  ViewState,
} from '../../protocol/board';
import type { Moment } from '../../protocol/board-messages';
import { type PatchMessage, Revisions, type SnapshotMessage } from '../../protocol/replica';
import { Drawer } from './drawer';
import { nothingToShow } from './no-board';
import { Pace } from './pace';
import type { CardMoves, OpenedBoard, Shelf } from './shelf';
import { firstScreens, ShownCards } from './shown-cards';
import type { CardSource, SourceChange } from './source';
import { Told } from './told';
import { Travel } from './travel';
import { PanelVerbs } from './verbs';
import { byId, hidden, visible } from './visible-cards';

export interface SessionOptions {
  readonly shelf: Shelf;
  readonly clock: Clock;
  readonly t: Translate;
  readonly view: ViewState;
  /** The board to begin with; undefined: the workspace's current one. */
  readonly board: BoardRef | undefined;
  readonly snapshot: (message: SnapshotMessage<BoardModel>) => void;
  readonly patch: (message: PatchMessage<BoardPatch>) => void;
  /** What is on show now: another board, another name, another moment. */
  readonly shows: (head: BoardHead, past: PastView | null) => void;
  /** The board on show is there no more; another one is shown in its place. */
  readonly gone: (board: BoardHead) => void;
  /** Something went wrong that nobody waits for. */
  readonly problem: (message: string, error: unknown) => void;
}

const CHOICES_AFTER_MS = 500;
/** More cards than that do not travel in one message. */
const AT_ONCE = 3_000;

/** One panel's board: what its page was told, and the patches that follow. Nobody listens: nothing is sent. */
export class BoardSession implements Disposable {
  readonly #options: SessionOptions;
  readonly #shown = new ShownCards();
  readonly #told = new Told();
  readonly #subscriptions: Disposable[] = [];
  #revisions = new Revisions();
  #opened: OpenedBoard | undefined;
  #verbs: PanelVerbs | undefined;
  #travel: Travel | undefined;
  #following: Disposable | undefined;
  #choices: readonly BoardChoice[] = [];
  #soon: Disposable | undefined;
  #rest: Disposable | undefined;
  #view: ViewState;
  readonly #drawer: Drawer;
  readonly #pace: Pace;
  #listening = false;
  #opening: Promise<Result<null>> | undefined;
  #disposed = false;
  #turn = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#view = options.view;
    this.#drawer = new Drawer({
      clock: options.clock,
      read: (id) => this.#readDetail(id),
      logs: () => (this.#travel?.past ? undefined : this.#opened?.logs),
      send: (drawer) => this.#send({ drawer }),
    });
    this.#pace = new Pace(options.clock, (change) => this.#changed(change));
    this.#subscriptions.push(options.shelf.onChange(() => this.#choicesSoon()));
  }

  dispose(): void {
    this.#disposed = true;
    this.#listening = false;
    this.#soon?.dispose();
    this.#rest?.dispose();
    this.#pace.dispose();
    this.#close();
    for (const subscription of this.#subscriptions.splice(0)) subscription.dispose();
  }

  get view(): ViewState {
    return this.#view;
  }

  get board(): OpenedBoard | undefined {
    return this.#opened;
  }

  /** Verbs and links of the board on show; refused where it is made, not stored, or shows its past. */
  verbs(): Result<PanelVerbs> {
    if (this.#travel?.past)
      return refuse('read_only', say('Nothing can be changed in the past. Go back to now first.'));
    if (!this.#verbs)
      return refuse('read_only', say('This board is made from your projects: its cards change with them.'));
    return ok(this.#verbs);
  }

  /** Where cards may be put: on a stored board by its rules, on a made one by what its projects allow. */
  moves(): Result<CardMoves> {
    const verbs = this.verbs();
    const made = this.#travel?.past ? undefined : this.#opened?.moves;
    return verbs.ok || !made ? verbs : ok(made);
  }

  /** A page began to listen and knows nothing. */
  async connect(): Promise<void> {
    this.#listening = true;
    const opened = await this.#open();
    if (this.#disposed) return;
    if (opened.ok) this.#begin();
    else {
      this.#options.problem(opened.refusal.message, opened.refusal);
      this.#options.snapshot(
        this.#revisions.snapshot(nothingToShow(tellMessage(opened.refusal, this.#options.t), this.#view)),
      );
    }
  }

  /** Nobody looks: what happens meanwhile is not sent. */
  disconnect(): void {
    this.#listening = false;
    this.#rest?.dispose();
  }

  /** For a page that lost count. */
  async freshSnapshot(): Promise<Result<SnapshotMessage<BoardModel>>> {
    const opened = await this.#open();
    return opened.ok ? ok(this.#firstOf(this.snapshot())) : opened;
  }

  snapshot(): SnapshotMessage<BoardModel> {
    const { source } = this.#opened!;
    const past = this.#travel?.past;
    if (!past) {
      this.#pace.drop();
      this.#shown.reset(visible(source.cards(), this.#view));
    }
    const { head, attention, people } = this.#told.whole(source);
    return this.#revisions.snapshot({
      board: head,
      columns: this.#columns(source),
      cards: [...this.#shown.values()],
      complete: true,
      boards: this.#choices,
      attention,
      people,
      view: this.#view,
      undo: this.#undo(),
      time: this.#time(),
      drawer: this.#drawer.detail,
    });
  }

  async useBoard(ref: BoardRef): Promise<Result<null>> {
    const turn = ++this.#turn;
    const opened = await this.#options.shelf.open(ref);
    if (!opened.ok) return opened;
    if (this.#disposed || turn !== this.#turn) {
      opened.value.dispose();
      return refuse('cancelled', say('Another board was asked for.'));
    }
    this.#close();
    this.#adopt(opened.value);
    if (this.#listening) this.#begin();
    return ok(null);
  }

  setView(view: ViewState): void {
    const archive = view.archived !== this.#view.archived;
    this.#view = view;
    if (!archive || !this.#opened) return;
    const { source } = this.#opened;
    const cards = this.#travel?.past ? this.#travel.cards() : source.cards();
    const patch = this.#shown.become(byId(visible(cards, view)));
    this.#send({ ...patch, columns: this.#columns(source) });
  }

  openCard(id: string | null): Promise<void> {
    return this.#drawer.open(id);
  }

  async travelTo(to: Moment): Promise<Result<null>> {
    if (!this.#travel)
      return refuse('no_past', say('This board is made from your projects and keeps no past of its own.'));
    const arrived = await this.#travel.go(to);
    if (!arrived) return refuse('cancelled', say('A later moment was asked for.'));
    const patch = this.#shown.become(byId(visible(this.#cardsNow(), this.#view)));
    this.#send({ ...patch, time: this.#time() });
    this.#shows();
    await this.#drawer.refresh();
    return ok(null);
  }

  async marks(limit: number) {
    return this.#travel ? ok(await this.#travel.marks(limit)) : ok([]);
  }

  async earlierEvents(id: string, before: number, limit: number) {
    const detail = await this.#opened?.source.events?.(id);
    return ok(detail?.filter((event) => event.seq < before).slice(-limit) ?? []);
  }

  #open(): Promise<Result<null>> {
    if (this.#opened) return Promise.resolve(ok(null));
    this.#opening ??= this.#openFirst()
      .catch((error: unknown) => {
        if (error instanceof LedgerUnavailable) return { ok: false as const, refusal: error.refusal };
        this.#options.problem('The board could not be opened.', error);
        const reason = error instanceof Error ? error.message : String(error);
        return refuse('unavailable', say('The board could not be opened: {reason}', { reason }));
      })
      .finally(() => {
        this.#opening = undefined;
      });
    return this.#opening;
  }

  async #openFirst(): Promise<Result<null>> {
    const { shelf, board } = this.#options;
    this.#choices = await shelf.choices();
    const wanted = board === undefined ? undefined : await shelf.open(board);
    const opened = wanted?.ok ? wanted : await shelf.open(await shelf.current());
    if (!opened.ok) return opened;
    if (this.#disposed) opened.value.dispose();
    else this.#adopt(opened.value);
    return ok(null);
  }

  #adopt(opened: OpenedBoard): void {
    const { clock, t } = this.#options;
    this.#opened = opened;
    const { live, source } = opened;
    this.#verbs =
      live &&
      new PanelVerbs(
        live,
        t,
        () => clock.now(),
        () => this.#send({ undo: this.#undo() }),
      );
    this.#travel = live && new Travel(live);
    this.#following = source.onChange((change) => this.#pace.add(change));
    this.#shows();
  }

  #close(): void {
    this.#following?.dispose();
    this.#pace.drop();
    this.#opened?.dispose();
    this.#opened = undefined;
    this.#verbs = undefined;
    this.#travel = undefined;
    this.#drawer.reset();
  }

  /** The next number is a snapshot. */
  #begin(): void {
    this.#revisions.patch(null);
    this.#options.snapshot(this.#firstOf(this.snapshot()));
  }

  /** Of a large board the first screens go ahead, so that the page can paint; the rest follows. */
  #firstOf({ rev, model }: SnapshotMessage<BoardModel>): SnapshotMessage<BoardModel> {
    this.#rest?.dispose();
    this.#rest = undefined;
    if (model.cards.length <= AT_ONCE) return { rev, model };
    const { first, rest } = firstScreens(model.cards);
    this.#sendRest(rest);
    return { rev, model: { ...model, cards: first, complete: false } };
  }

  #sendRest(ids: readonly string[]): void {
    const { clock } = this.#options;
    this.#rest = clock.after(0, () => {
      const later = ids.slice(AT_ONCE);
      // What changed meanwhile is newer than when the snapshot was made; what left is gone.
      const set = ids.slice(0, AT_ONCE).flatMap((id) => this.#shown.get(id) ?? []);
      this.#send({ set, ...(later.length === 0 && { complete: true }) });
      if (later.length > 0) this.#sendRest(later);
    });
  }

  #changed(change: SourceChange): void {
    if (!this.#listening || !this.#opened) return;
    if (change.reset) {
      this.#begin();
      return;
    }
    const { source } = this.#opened;
    const cards = this.#travel?.past ? this.#travel.stillShown(change.cards.keys()) : change.cards;
    const patch = this.#shown.change([...cards].map(([id, card]) => [id, hidden(card, this.#view) ? undefined : card]));
    this.#send({
      ...patch,
      ...this.#told.rows(change.attention),
      ...this.#told.people(source.people()),
      ...(change.head && { ...this.#told.head(source.head()), columns: this.#columns(source) }),
      ...(this.#travel && { time: this.#time() }),
    });
    this.#choicesSoon();
    if (change.cards.has(this.#drawer.id ?? '')) void this.#drawer.refresh();
  }

  async #readDetail(id: string): Promise<TaskDetail | undefined> {
    return this.#travel?.past ? this.#travel.detail(id) : this.#opened?.source.detail(id);
  }

  /** The picker's figures follow at leisure: they cost a look at every board. */
  #choicesSoon(): void {
    const { clock } = this.#options;
    this.#soon ??= clock.after(CHOICES_AFTER_MS, () => {
      this.#soon = undefined;
      void this.#choicesChanged();
    });
  }

  async #choicesChanged(): Promise<void> {
    try {
      const before = JSON.stringify(this.#choices);
      this.#choices = await this.#options.shelf.choices();
      if (this.#disposed) return;
      // What could not be shown may be there now.
      if (!this.#opened) {
        if (this.#listening) await this.connect();
        return;
      }
      await this.#stayWithBoard(this.#opened);
      if (this.#disposed) return;
      const head = this.#opened?.source.head();
      const changed = head ? this.#told.head(head) : {};
      this.#send({ ...(JSON.stringify(this.#choices) !== before && { boards: this.#choices }), ...changed });
      if (changed.board) this.#shows();
    } catch (error) {
      this.#options.problem('The list of boards could not be read.', error);
    }
  }

  /** A board that was deleted, or whose folder left the window, gives way to the current one; a renamed one stays. */
  async #stayWithBoard(shown: OpenedBoard): Promise<void> {
    const { shelf, gone } = this.#options;
    const ref = await shown.whereNow();
    if (this.#disposed || ref === shown.ref || shown !== this.#opened) return;
    const head = shown.source.head();
    const used = await this.useBoard(ref ?? (await shelf.current()));
    if (used.ok && ref === undefined) gone(head);
  }

  #send(patch: BoardPatch): void {
    if (!this.#listening || Object.keys(patch).length === 0) return;
    this.#options.patch(this.#revisions.patch(patch));
  }

  *#cardsNow(): Iterable<CardView> {
    if (this.#travel?.past) yield* this.#travel.cards();
    else if (this.#opened) yield* this.#opened.source.cards();
  }

  #shows(): void {
    const source = this.#opened?.source;
    if (source) this.#options.shows(source.head(), this.#travel?.past ?? null);
  }

  #columns(source: CardSource): readonly ColumnView[] {
    return source
      .columns()
      .filter(({ id }) => id !== 'archived' || this.#view.archived)
      .map((column) => ({ ...column, count: this.#shown.count(column.id) }));
  }

  #undo(): UndoView | null {
    const label = this.#verbs?.undoLabel;
    return label === undefined ? null : { label };
  }

  #time(): TimeView | null {
    return this.#travel?.view() ?? null;
  }
}
