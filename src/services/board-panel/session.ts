import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import { type Translate, tellMessage } from '../../core/translate';
import type { Clock } from '../../ports/clock';
import type { Disposable } from '../../ports/disposable';
import type {
  BoardHead,
  BoardModel,
  BoardPatch,
  BoardRef,
  ColumnView,
  EarlierPage,
  PastView,
  TaskDetail,
  TimeView,
  UndoView,
  ViewState,
} from '../../protocol/board';
import type { Moment } from '../../protocol/board-messages';
import { type PatchMessage, Revisions, type SnapshotMessage } from '../../protocol/replica';
import { CardFeed, PORTIONS, type Portions } from './card-feed';
import { Choices } from './choices';
import { Drawer } from './drawer';
import { nothingToShow, notOpened } from './no-board';
import { Paces } from './pace';
import type { CardMoves, OpenedBoard, Shelf } from './shelf';
import type { CardSet, ColumnSpec, SourceChange } from './source';
import { Told } from './told';
import { Travel } from './travel';
import { PanelVerbs } from './verbs';

export interface SessionOptions {
  readonly shelf: Shelf;
  readonly clock: Clock;
  readonly t: Translate;
  readonly view: ViewState;
  readonly portions?: Portions;
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

/** One panel's board: what its page was told, and the patches that follow. Nobody listens: nothing is sent. */
export class BoardSession implements Disposable {
  readonly #options: SessionOptions;
  readonly #feed: CardFeed;
  readonly #told = new Told();
  readonly #subscriptions: Disposable[] = [];
  #revisions = new Revisions();
  #opened: OpenedBoard | undefined;
  #verbs: PanelVerbs | undefined;
  #travel: Travel | undefined;
  #following: Disposable | undefined;
  readonly #choices: Choices;
  #view: ViewState;
  readonly #drawer: Drawer;
  readonly #paces: Paces;
  /** What happened while one past gave way to another. */
  readonly #missed = new Set<string>();
  #listening = false;
  #opening: Promise<Result<null>> | undefined;
  #disposed = false;
  #turn = 0;
  /** Boards that were asked for and are still being read. */
  readonly #asked = new Set<number>();

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#view = options.view;
    this.#drawer = new Drawer({
      clock: options.clock,
      read: (id, links) => this.#readDetail(id, links),
      logs: () => (this.#travel?.past ? undefined : this.#opened?.logs),
      send: (drawer) => this.#send({ drawer }),
    });
    this.#paces = new Paces(options.clock, (change) => this.#changed(change));
    this.#feed = new CardFeed({
      clock: options.clock,
      portions: options.portions ?? PORTIONS,
      set: () => this.#set(),
      columns: () => this.#shownColumns().map(({ id }) => id),
      beside: () => this.#told.moreRows(),
      send: (patch) => this.#send(patch),
    });
    this.#choices = new Choices({
      clock: options.clock,
      read: () => options.shelf.choices(),
      renewed: (differ) => this.#choicesRenewed(differ),
      problem: options.problem,
    });
    this.#subscriptions.push(options.shelf.onChange(() => this.#choices.renewSoon()));
  }

  dispose(): void {
    this.#disposed = true;
    this.#listening = false;
    this.#choices.dispose();
    this.#feed.dispose();
    this.#paces.dispose();
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
    // It went before there was anything to show; the next one begins anew.
    if (this.#disposed || !this.#listening) return;
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
    this.#feed.dispose();
  }

  /** For a page that lost count. */
  async freshSnapshot(): Promise<Result<SnapshotMessage<BoardModel>>> {
    const opened = await this.#open();
    return opened.ok ? ok(this.snapshot()) : opened;
  }

  /** Of a large board the first screens, so that the page can paint; the rest follows as patches. */
  snapshot(): SnapshotMessage<BoardModel> {
    const { source } = this.#opened!;
    this.#paces.drop();
    this.#travel?.compareAll();
    const { head, ...told } = this.#told.whole(source);
    const { cards, complete } = this.#feed.begin(this.#told.hasMore);
    return this.#revisions.snapshot({
      board: head,
      columns: this.#columns(),
      cards,
      complete,
      boards: this.#choices.list,
      ...told,
      view: this.#view,
      undo: this.#undo(),
      time: this.#time(),
      drawer: this.#drawer.detail,
    });
  }

  async useBoard(ref: BoardRef): Promise<Result<null>> {
    const turn = ++this.#turn;
    this.#asked.add(turn);
    const opened = await this.#options.shelf.open(ref).finally(() => this.#asked.delete(turn));
    if (!opened.ok) {
      // Whatever was put off for it is looked at again.
      this.#choices.renewSoon();
      return opened;
    }
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
    if (!archive || !this.#opened || !this.#listening) return;
    const patch = this.#feed.become(new Set(Array.from(this.#set().places('archived'), ({ id }) => id)));
    this.#send({ ...patch, columns: this.#columns() });
  }

  openCard(id: string | null): Promise<void> {
    return this.#drawer.open(id);
  }

  async travelTo(to: Moment): Promise<Result<null>> {
    const travel = this.#travel;
    if (!travel) return refuse('no_past', say('This board is made from your projects and keeps no past of its own.'));
    this.#paces.flushPast();
    // Between two moments there is nothing to tell.
    if (travel.past) this.#feed.pause();
    const differing = await travel.go(to).catch((error: unknown) => {
      if (travel === this.#travel) this.#send(this.#feed.become());
      throw error;
    });
    if (!differing || travel !== this.#travel) return refuse('cancelled', say('A later moment was asked for.'));
    travel.compare(this.#missed);
    if (this.#listening)
      this.#send({
        ...this.#feed.become(differing === 'any' ? undefined : new Set([...differing, ...this.#missed])),
        time: this.#time(),
      });
    this.#missed.clear();
    this.#shows();
    await this.#drawer.refresh();
    return ok(null);
  }

  async marks(limit: number) {
    return this.#travel ? ok(await this.#travel.marks(limit)) : ok([]);
  }

  async earlier(id: string, of: keyof EarlierPage, before: number, limit: number): Promise<Result<EarlierPage>> {
    return ok((await this.#opened?.source.earlier?.(id, of, before, limit)) ?? {});
  }

  showLinks(id: string, count: number): Promise<void> {
    return this.#drawer.showLinks(id, count);
  }

  #open(): Promise<Result<null>> {
    if (this.#opened) return Promise.resolve(ok(null));
    this.#opening ??= this.#openFirst()
      .catch((error: unknown) => notOpened(error, this.#options.problem))
      .finally(() => {
        this.#opening = undefined;
      });
    return this.#opening;
  }

  async #openFirst(): Promise<Result<null>> {
    const { shelf, board } = this.#options;
    await this.#choices.read();
    const wanted = board === undefined ? undefined : await shelf.open(board);
    const opened = wanted?.ok ? wanted : await shelf.open(await shelf.current());
    if (!opened.ok) return opened;
    // Another one may have been asked for meanwhile, and be there already.
    if (this.#disposed || this.#opened) opened.value.dispose();
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
    this.#following = source.onChange((change) => this.#paces.add(change, Boolean(this.#travel?.past)));
    this.#shows();
  }

  #close(): void {
    this.#following?.dispose();
    this.#feed.dispose();
    this.#paces.drop();
    this.#missed.clear();
    this.#opened?.dispose();
    this.#opened = undefined;
    this.#verbs = undefined;
    this.#travel = undefined;
    this.#drawer.reset();
  }

  /** The next number is a snapshot. */
  #begin(): void {
    this.#revisions.patch(null);
    this.#options.snapshot(this.snapshot());
  }

  #changed(change: SourceChange): void {
    if (!this.#listening || !this.#opened) return;
    if (change.reset) {
      this.#begin();
      // The open card may be another one now, or none.
      void this.#drawer.refresh();
      return;
    }
    const { source } = this.#opened;
    const leaving = this.#travel?.isLeaving;
    if (leaving) for (const id of change.cards) this.#missed.add(id);
    else this.#travel?.compare(change.cards);
    this.#send({
      ...(!leaving && this.#feed.change(change.cards)),
      ...this.#told.rows(change.attention),
      ...this.#told.tally(source.tally()),
      ...this.#told.people(source.people()),
      ...(change.head && { ...this.#told.head(source.head()), columns: this.#columns() }),
      ...(this.#travel && { time: this.#time() }),
    });
    this.#choices.renewSoon();
    if (change.cards.has(this.#drawer.id ?? '')) void this.#drawer.refresh();
  }

  async #readDetail(id: string, links: number): Promise<TaskDetail | undefined> {
    return this.#travel?.past ? this.#travel.detail(id, links) : this.#opened?.source.detail(id, links);
  }

  async #choicesRenewed(differ: boolean): Promise<void> {
    // What could not be shown may be there now.
    if (!this.#opened) {
      if (this.#listening) await this.connect();
      return;
    }
    await this.#stayWithBoard(this.#opened);
    if (this.#disposed) return;
    const head = this.#opened?.source.head();
    const changed = head ? this.#told.head(head) : {};
    this.#send({ ...(differ && { boards: this.#choices.list }), ...changed });
    if (changed.board) this.#shows();
  }

  /** A board that was deleted, or whose folder left the window, gives way to the current one; a renamed one stays. */
  async #stayWithBoard(shown: OpenedBoard): Promise<void> {
    const { shelf, gone } = this.#options;
    const ref = await shown.whereNow();
    // Who has just asked for another board is not led elsewhere.
    if (this.#disposed || ref === shown.ref || shown !== this.#opened || this.#asked.size > 0) return;
    const head = shown.source.head();
    const used = await this.useBoard(ref ?? (await shelf.current()));
    if (used.ok && ref === undefined) gone(head);
  }

  #send(patch: BoardPatch): void {
    if (!this.#listening || Object.keys(patch).length === 0) return;
    this.#options.patch(this.#revisions.patch(patch));
  }

  /** What is on show: the board as it is, or as it was. */
  #set(): CardSet {
    return this.#travel?.past ? this.#travel : this.#opened!.source;
  }

  #shows(): void {
    const source = this.#opened?.source;
    if (source) this.#options.shows(source.head(), this.#travel?.past ?? null);
  }

  #columns(): readonly ColumnView[] {
    return this.#shownColumns().map((column) => ({ ...column, count: this.#feed.count(column.id) }));
  }

  /** The archive is shown only to who asks for it. */
  #shownColumns(): readonly ColumnSpec[] {
    return this.#opened!.source.columns().filter(({ id }) => id !== 'archived' || this.#view.archived);
  }

  #undo(): UndoView | null {
    const label = this.#verbs?.undoLabel;
    return label === undefined ? null : { label };
  }

  #time(): TimeView | null {
    return this.#travel?.view() ?? null;
  }
}
