import { ok, type Refusal, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import { type Translate, tellRefusal } from '../../core/translate';
import type { MadeVerb } from '../../protocol/board';
import type { boardCommands, boardRequests, CardResult } from '../../protocol/board-messages';
import type { Handlers } from '../../protocol/messages';
import type { BoardSession } from '../../services/board-panel/session';
import type { CardMoves, Shelf } from '../../services/board-panel/shelf';
import type { PanelVerbs } from '../../services/board-panel/verbs';

export interface HandlerParts {
  readonly session: BoardSession;
  readonly shelf: Shelf;
  /** Refuses what an untrusted workspace must not do. */
  readonly mayWrite: () => Result<null>;
  readonly t: Translate;
}

/** What the page asks for, mapped to the session: every request of the protocol, none twice. */
export function requestHandlers({ session, shelf, mayWrite, t }: HandlerParts): Handlers<typeof boardRequests> {
  const change = async <T>(work: (verbs: PanelVerbs) => Promise<Result<T>>): Promise<Result<T>> => {
    const allowed = mayWrite();
    if (!allowed.ok) return allowed;
    const verbs = session.verbs();
    return verbs.ok ? work(verbs.value) : verbs;
  };
  const moving = async <T>(work: (moves: CardMoves) => Promise<Result<T>>): Promise<Result<T>> => {
    const allowed = mayWrite();
    if (!allowed.ok) return allowed;
    const moves = session.moves();
    return moves.ok ? work(moves.value) : moves;
  };
  const write = async <T>(work: () => Promise<Result<T>>): Promise<Result<T>> => {
    const allowed = mayWrite();
    return allowed.ok ? work() : allowed;
  };
  // The transport translates a refused request; these are refusals inside of what was answered.
  const told = (refusal: Refusal | null) => refusal && tellRefusal(refusal, t);
  const each = (done: Result<readonly CardResult[]>): Result<readonly CardResult[]> =>
    done.ok ? ok(done.value.map(({ id, refusal }) => ({ id, refusal: told(refusal) }))) : done;
  return {
    snapshot: () => session.freshSnapshot(),
    create: ({ board, ...task }) => {
      if (board !== undefined && board !== session.board?.ref)
        return refuse('stale', say('Another board is shown by now. The card was not made.'));
      return change((verbs) => verbs.create(task));
    },
    edit: ({ id, change: edit }) => change((verbs) => verbs.edit(id, edit)),
    move: ({ ids, to, at, from }) => moving(async (moves) => each(await moves.move(ids, to, at, from))),
    whereTo: ({ ids }) =>
      moving(async (moves) =>
        ok(Object.fromEntries(Object.entries(moves.whereTo(ids)).map(([to, why]) => [to, told(why)]))),
      ),
    bulk: ({ ids, change: all }) => change(async (verbs) => each(await verbs.bulk(ids, all))),
    comment: ({ id, text, after }) => change((verbs) => verbs.comment(id, text, after)),
    link: ({ parent, child }) => change((verbs) => verbs.link(parent, child)),
    unlink: ({ parent, child }) => change((verbs) => verbs.unlink(parent, child)),
    block: ({ id, reason, kind }) => change((verbs) => verbs.act({ type: 'block', task: id, reason, kind })),
    unblock: ({ id }) => change((verbs) => verbs.act({ type: 'unblock', task: id })),
    complete: ({ id, summary }) => change((verbs) => verbs.act({ type: 'complete', task: id, summary })),
    requestChanges: ({ id, reason }) => change((verbs) => verbs.act({ type: 'request_changes', task: id, reason })),
    reclaim: ({ id }) => change((verbs) => verbs.act({ type: 'reclaim', task: id })),
    archive: ({ ids }) => change(async (verbs) => each(await verbs.archive(ids))),
    restore: ({ ids }) => change(async (verbs) => each(await verbs.restore(ids))),
    undo: () => change((verbs) => verbs.undo()),
    createBoard: ({ slug, ...look }) =>
      write(async () => {
        const created = await shelf.create(slug, look);
        return created.ok ? ok({ ref: created.value }) : created;
      }),
    editBoard: ({ ref, change: look }) => write(() => shelf.edit(ref, look)),
    archiveBoard: ({ ref }) =>
      write(async () => {
        const done = await shelf.archive(ref);
        if (done.ok && session.board?.ref === ref) return session.useBoard(await shelf.current());
        return done;
      }),
    useBoard: async ({ ref }) => {
      const shown = await session.useBoard(ref);
      // Which board is current is shared with the command line; an untrusted workspace is only looked at.
      return shown.ok && mayWrite().ok ? shelf.use(ref) : shown;
    },
    findCards: async ({ text, not, limit }) => {
      const verbs = session.verbs();
      return verbs.ok ? ok(verbs.value.find(text, not, limit)) : verbs;
    },
    findProjects: ({ text, limit }) => ok(shelf.findProjects(text, limit)),
    earlier: ({ id, of, before, limit }) => session.earlier(id, of, before, limit),
    timeline: ({ limit }) => session.marks(limit),
    travel: ({ to }) => session.travelTo(to),
  };
}

export interface CommandParts {
  readonly session: BoardSession;
  readonly openLink: (href: string) => void;
  readonly openLog: (id: string) => void;
  readonly openSource: (id: string) => void;
  readonly takeOffer: (id: string, verb: MadeVerb) => void;
  readonly newPlan: () => void;
  readonly copy: (text: string) => void;
  readonly remember: () => void;
}

export function commandHandlers(parts: CommandParts): Handlers<typeof boardCommands> {
  return {
    rememberView: (view) => {
      parts.session.setView(view);
      parts.remember();
    },
    showLinks: ({ id, count }) => void parts.session.showLinks(id, count),
    openCard: ({ id }) => void parts.session.openCard(id),
    openLink: ({ href }) => parts.openLink(href),
    openLog: ({ id }) => parts.openLog(id),
    openSource: ({ id }) => parts.openSource(id),
    takeOffer: ({ id, verb }) => parts.takeOffer(id, verb),
    newPlan: () => parts.newPlan(),
    copyText: ({ text }) => parts.copy(text),
  };
}
