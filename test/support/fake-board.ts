import { type Result, refuse } from '../../src/core/result';
import { say } from '../../src/core/sentence';
import type {
  AttentionRow,
  BoardModel,
  BoardPatch,
  CardView,
  ColumnView,
  EarlierPage,
  LinkedCard,
  Tally,
  TaskDetail,
  TimeMark,
} from '../../src/protocol/board';
import { compareCards, initialView, NO_TALLY, NOTHING_EARLIER } from '../../src/protocol/board';
import { boardCommands, boardNotifications, boardRequests, type CardResult } from '../../src/protocol/board-messages';
import type { Channel } from '../../src/protocol/endpoint';
import type { Asked, Handlers, PayloadOf } from '../../src/protocol/messages';
import { Revisions } from '../../src/protocol/replica';
import type { HostEndpoint } from '../../src/protocol/transport';
import { hostEnd } from './host-end';

const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

const COLUMNS: readonly ColumnView[] = [
  { id: 'triage', title: 'Triage', count: 0, quiet: true, creatable: true, empty: 'Ideas that nobody has judged yet.' },
  { id: 'todo', title: 'To Do', count: 0, quiet: true, creatable: true, empty: 'Waits until another card is done.' },
  { id: 'scheduled', title: 'Scheduled', count: 0, quiet: true, hiddenWhenEmpty: true },
  {
    id: 'ready',
    title: 'Ready',
    count: 0,
    creatable: true,
    empty: 'A free worker takes the highest priority, then the oldest.',
  },
  { id: 'running', title: 'Running', count: 0, empty: 'An agent works. You see each step and what it costs.' },
  { id: 'blocked', title: 'Blocked', count: 0, empty: 'Needs an answer or a decision from you.' },
  { id: 'review', title: 'Review', count: 0, empty: 'Finished. Waits until you have looked at it.' },
  {
    id: 'done',
    title: 'Done',
    count: 0,
    quiet: true,
    empty: 'Keeps its commits and its cost, and can be rolled back.',
  },
];

export type CardSeed = Partial<CardView> & { readonly id: string; readonly column: string; readonly title: string };

export function card(seed: CardSeed): CardView {
  const since = seed.since ?? Date.now() - 10 * MINUTE;
  return { priority: 0, since, order: [-(seed.priority ?? 0), since], ...seed };
}

function tallyOf(rows: readonly AttentionRow[]): Tally {
  const tally = { ...NO_TALLY };
  for (const { severity } of rows) tally[severity] += 1;
  return tally;
}

export function boardModel(cards: readonly CardView[], more: Partial<BoardModel> = {}): BoardModel {
  return {
    board: { ref: 'default', kind: 'stored', name: 'Release 2.4' },
    columns: COLUMNS.map((column) => ({ ...column, count: cards.filter((each) => each.column === column.id).length })),
    cards,
    complete: true,
    boards: [
      { ref: 'default', kind: 'stored', name: 'Release 2.4', open: cards.length, total: cards.length },
      { ref: 'made:projects', kind: 'projects', name: 'Projects', open: 6, total: 9 },
    ],
    attention: [],
    tally: tallyOf(more.attention ?? []),
    people: [],
    view: initialView,
    undo: null,
    time: null,
    drawer: null,
    ...more,
  };
}

function detailOf(view: CardView, more: Partial<TaskDetail> = {}): TaskDetail {
  return {
    id: view.id,
    column: view.column,
    title: view.title,
    body: '',
    ...(view.assignee ? { assignee: view.assignee.name, assigneeKind: view.assignee.kind } : {}),
    ...(view.project ? { project: view.project } : {}),
    ...(view.story ? { story: view.story } : {}),
    priority: view.priority,
    skills: [],
    createdBy: 'mara',
    createdAt: view.since,
    since: view.since,
    diagnostics: [],
    parents: [],
    children: [],
    comments: [],
    runs: [],
    events: [],
    earlier: NOTHING_EARLIER,
    moreLinks: 0,
    log: null,
    can: ['edit', 'comment', 'link', 'move', 'block', 'complete', 'archive'],
    ...more,
  };
}

const refusalOf = (column: string, message: string) => ({
  code: column === 'scheduled' ? 'schedule_needed' : 'refused',
  message,
});

type Answers = Partial<Handlers<typeof boardRequests>>;

/**
 * The host's end of a board page: a model, and the verbs that tests use on it. It speaks the real protocol over the real
 * transport; what a verb means is the services' business and tested there.
 */
export class FakeBoard {
  model: BoardModel;
  readonly asked: { readonly name: string; readonly payload: unknown }[] = [];
  readonly commands: { readonly name: string; readonly payload: unknown }[] = [];
  readonly details = new Map<string, Partial<TaskDetail>>();
  /** What the lists of a card hold from their beginning, of which its detail has the newest. */
  readonly lives = new Map<string, EarlierPage>();
  /** Why cards may not go to a column. */
  readonly refusals: Record<string, string> = { running: 'A worker claims a card: nobody else puts it into Running.' };
  marks: readonly TimeMark[] = [];
  /** What is asked for is done when this is kept, as over a slow ledger. */
  held: Promise<void> | undefined;
  /** The same for what is opened and closed. */
  heldOpening: Promise<void> | undefined;
  readonly #revisions = new Revisions();
  readonly #endpoint: HostEndpoint;
  #next = 1;

  constructor(channel: Channel, model: BoardModel, answers: Answers = {}) {
    this.model = model;
    this.#endpoint = hostEnd(channel, {
      // Where a test answers for the snapshot, it alone says when the page gets one.
      connected: () =>
        answers.snapshot || this.#endpoint.notify(boardNotifications.snapshot, this.#revisions.snapshot(this.model)),
    });
    this.#handle(answers);
  }

  patch(patch: BoardPatch): void {
    const gone = new Set(patch.gone);
    const set = new Map((patch.set ?? []).map((each) => [each.id, each]));
    const kept = this.model.cards.filter((each) => !gone.has(each.id) && !set.has(each.id));
    const cards = [...kept, ...set.values()].sort(compareCards);
    const { attention: _attention, drawer: _drawer, set: _set, gone: _gone, counts: _counts, ...rest } = patch;
    this.model = {
      ...this.model,
      ...rest,
      cards,
      columns: (patch.columns ?? this.model.columns).map((column) => ({
        ...column,
        count: cards.filter((each) => each.column === column.id).length,
      })),
    };
    const counts = Object.fromEntries(this.model.columns.map((column) => [column.id, column.count]));
    this.#endpoint.notify(boardNotifications.patch, this.#revisions.patch({ counts, ...patch }));
  }

  /** Another board in this panel. */
  show(model: BoardModel): void {
    this.model = model;
    this.#revisions.patch(null);
    this.#endpoint.notify(boardNotifications.snapshot, this.#revisions.snapshot(model));
  }

  /** As if another window or the command line had done it. */
  move(id: string, column: string): void {
    const view = this.find(id);
    if (view) this.patch({ set: [card({ ...view, column, since: Date.now() })] });
  }

  /** As if it had been chosen in a menu or the palette of VS Code. */
  perform(order: PayloadOf<typeof boardNotifications.perform>): void {
    this.#endpoint.notify(boardNotifications.perform, order);
  }

  find(id: string): CardView | undefined {
    return this.model.cards.find((each) => each.id === id);
  }

  dispose(): void {
    this.#endpoint.dispose();
  }

  detailOf(id: string): TaskDetail | undefined {
    const view = this.find(id);
    return view && detailOf(view, this.details.get(id));
  }

  #open(id: string | null): void {
    const open = id === null ? undefined : this.detailOf(id);
    this.patch({ drawer: open ? { open } : null });
  }

  #moved(ids: readonly string[], to: string): Result<readonly CardResult[]> {
    const why = this.refusals[to];
    if (!why) for (const id of ids) this.move(id, to);
    return { ok: true, value: ids.map((id) => ({ id, refusal: why ? refusalOf(to, why) : null })) };
  }

  #handle(answers: Answers): void {
    const unknown = () => refuse('not_faked', say('This fake does not do that.'));
    const handlers: Handlers<typeof boardRequests> = {
      snapshot: () => ({ ok: true, value: this.#revisions.snapshot(this.model) }),
      create: (task) => {
        const id = `t_new${this.#next++}`;
        this.patch({ set: [card({ id, column: task.column ?? 'ready', title: task.title, since: Date.now() })] });
        return { ok: true, value: { id } };
      },
      edit: ({ id, change }) => {
        const view = this.find(id);
        if (!view) return refuse('not_found', say('There is no such card.'));
        const assignee = change.assignee ? { name: change.assignee, kind: 'agent' as const } : undefined;
        const { assignee: _old, ...without } = view;
        const base = change.assignee === undefined ? view : { ...without, ...(assignee ? { assignee } : {}) };
        this.details.set(id, { ...this.details.get(id), ...(change.body === undefined ? {} : { body: change.body }) });
        this.patch({
          set: [{ ...base, title: change.title ?? view.title, priority: change.priority ?? view.priority }],
        });
        if (change.body !== undefined) this.patch({ drawer: { id, set: { body: change.body } } });
        if (change.title !== undefined) this.patch({ drawer: { id, set: { title: change.title } } });
        return { ok: true, value: {} };
      },
      move: ({ ids, to }) => this.#moved(ids, to),
      whereTo: () => ({
        ok: true,
        value: Object.fromEntries(
          this.model.columns.map(({ id }) => {
            const why = this.refusals[id];
            return [id, why ? refusalOf(id, why) : null];
          }),
        ),
      }),
      bulk: ({ ids, change }) => {
        if (change.status) return this.#moved(ids, change.status);
        if (change.priority !== undefined)
          this.patch({
            set: ids
              .flatMap((id) => this.find(id) ?? [])
              .map((each) => ({
                ...each,
                priority: change.priority ?? 0,
                order: [-(change.priority ?? 0), each.order[1]],
              })),
          });
        return { ok: true, value: ids.map((id) => ({ id, refusal: null })) };
      },
      comment: ({ id, text }) => {
        this.patch({ drawer: { id, comments: [{ id: `c${this.#next++}`, author: 'mara', at: Date.now(), text }] } });
        return { ok: true, value: null };
      },
      archive: ({ ids }) => {
        this.patch({ gone: ids });
        return { ok: true, value: ids.map((id) => ({ id, refusal: null })) };
      },
      undo: () => {
        this.patch({ undo: null });
        return { ok: true, value: null };
      },
      findCards: ({ text, not, limit }) => ({
        ok: true,
        value: this.model.cards
          .filter((each) => each.id !== not && each.title.toLowerCase().includes(text.toLowerCase()))
          .slice(0, limit)
          .map(({ id, title, column }): LinkedCard => ({ id, title, column })),
      }),
      timeline: () => ({ ok: true, value: this.marks }),
      link: unknown,
      unlink: unknown,
      block: unknown,
      unblock: unknown,
      complete: unknown,
      requestChanges: unknown,
      reclaim: unknown,
      restore: unknown,
      createBoard: unknown,
      editBoard: unknown,
      archiveBoard: unknown,
      useBoard: unknown,
      findProjects: unknown,
      earlier: ({ id, of, before, limit }) => ({
        ok: true,
        value: { [of]: this.lives.get(id)?.[of]?.slice(Math.max(0, before - limit), before) ?? [] },
      }),
      travel: unknown,
      ...answers,
    };
    const served = Object.fromEntries(
      Object.entries(handlers).map(([name, handle]) => [
        name,
        async (payload: never, asked: Asked) => {
          this.asked.push({ name, payload });
          if (name !== 'snapshot') await this.held;
          return (handle as (payload: never, asked: Asked) => unknown)(payload, asked);
        },
      ]),
    ) as unknown as Handlers<typeof boardRequests>;
    this.#endpoint.handle(boardRequests, served);
    const heard = (name: string) => (payload: unknown) => {
      this.commands.push({ name, payload });
    };
    this.#endpoint.handle(boardCommands, {
      rememberView: (view) => {
        heard('rememberView')(view);
        this.model = { ...this.model, view };
      },
      openCard: ({ id }) => {
        heard('openCard')({ id });
        if (this.heldOpening) void this.heldOpening.then(() => this.#open(id));
        else this.#open(id);
      },
      showLinks: heard('showLinks'),
      openLink: heard('openLink'),
      openLog: heard('openLog'),
      openSource: heard('openSource'),
      takeOffer: heard('takeOffer'),
      newPlan: heard('newPlan'),
      copyText: heard('copyText'),
    });
  }
}
