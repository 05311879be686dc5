import assert from 'node:assert/strict';
import { english } from '../../../src/core/translate';
import { initialView } from '../../../src/protocol/board';
import { BoardSession } from '../../../src/services/board-panel/session';
import { create, PageModel, panel, settled, verbsOf } from './support';

/** The picker's figures, and whatever else is looked at with them. */
const LATER = 1000;
/** Storing and looking wait for more than one promise, and for the ledger's turns. */
const turns = async () => {
  for (let turn = 0; turn < 5; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    await settled();
  }
};

describe('a panel that is open', () => {
  it('can be read while the workspace is not trusted, and comes alive when it is', async () => {
    const { board, trust, shelf, clock, session, page } = await panel();
    trust.given = false;
    const id = await create(board, 'To look at');
    await session.connect();
    assert.match(page.model?.board.readOnly ?? '', /not trusted/);
    assert.deepEqual(page.column('ready'), ['To look at']);
    await session.openCard(id);
    assert.equal(page.patches.at(-1)?.drawer !== undefined, true);
    trust.given = true;
    shelf.reset();
    clock.turnTo(clock.now() + LATER);
    await turns();
    assert.equal(page.model?.board.readOnly, undefined);
    assert.ok((await verbsOf(session).move([id], 'triage')).ok);
    assert.deepEqual(page.column('triage'), ['To look at']);
  });

  it('stays with its board when the folder gets another name, or others come and go', async () => {
    const { board, folders, paths, shelf, clock, session, page, gone } = await panel();
    await create(board, 'Mine');
    await session.connect();
    const look = async () => {
      shelf.reset();
      clock.turnTo(clock.now() + LATER);
      await turns();
    };
    folders.push('osprey');
    await look();
    assert.equal(page.model?.board.ref, 'kestrel/default');
    folders.splice(0, 1, 'falcon');
    paths.falcon = 'kestrel';
    await look();
    assert.equal(page.model?.board.ref, 'falcon/default');
    folders.pop();
    await look();
    assert.equal(page.model?.board.ref, 'default');
    assert.deepEqual([page.column('ready'), gone], [['Mine'], []]);
  });

  it('gives way to the current board when its own is deleted elsewhere, and says so', async () => {
    const { boards, clock, session, page, gone } = await panel({ board: 'release' });
    await boards.execute({ type: 'create', slug: 'release', name: 'Release 2.4' });
    await session.connect();
    assert.equal(page.model?.board.name, 'Release 2.4');
    await boards.execute({ type: 'delete', slug: 'release' });
    clock.turnTo(clock.now() + LATER);
    await turns();
    assert.equal(page.model?.board.ref, 'default');
    assert.deepEqual(gone, ['Release 2.4']);
  });

  it('goes where a person has just asked to when its board is deleted elsewhere', async () => {
    const { boards, shelf, clock, session, page, gone } = await panel({ board: 'release' });
    await boards.execute({ type: 'create', slug: 'release', name: 'Release 2.4' });
    await boards.execute({ type: 'create', slug: 'next', name: 'Next' });
    await session.connect();
    const { promise, resolve } = Promise.withResolvers<void>();
    const open = shelf.open.bind(shelf);
    shelf.open = async (ref) => {
      if (ref === 'next') await promise;
      return open(ref);
    };
    await boards.execute({ type: 'delete', slug: 'release' });
    const asked = session.useBoard('next');
    clock.turnTo(clock.now() + LATER);
    await turns();
    resolve();
    assert.ok((await asked).ok);
    await turns();
    assert.deepEqual([page.model?.board.name, gone], ['Next', []]);
  });

  it('shows the board that was asked for while the one that it begins with is still being read', async () => {
    const { boards, shelf, session, page } = await panel();
    await boards.execute({ type: 'create', slug: 'next', name: 'Next' });
    const { promise, resolve } = Promise.withResolvers<void>();
    const open = shelf.open.bind(shelf);
    shelf.open = async (ref) => {
      if (ref === 'default') await promise;
      return open(ref);
    };
    const connecting = session.connect();
    await turns();
    assert.ok((await session.useBoard('next')).ok);
    resolve();
    await connecting;
    assert.equal(page.model?.board.name, 'Next');
    assert.equal(session.board?.ref, 'next');
  });

  it('shows nothing of a deleted board when one of its name is made again', async () => {
    const { boards, clock, session, page } = await panel({ board: 'release' });
    await boards.execute({ type: 'create', slug: 'release' });
    const opened = await boards.open('release');
    assert.ok(opened.ok);
    await create(opened.value, 'Of the first');
    await session.connect();
    assert.deepEqual(page.column('ready'), ['Of the first']);
    await boards.execute({ type: 'delete', slug: 'release' });
    await boards.execute({ type: 'create', slug: 'release' });
    clock.turnTo(clock.now() + LATER);
    await turns();
    assert.deepEqual(page.column('ready'), []);
  });

  it('says that its board was archived elsewhere, and goes on when it is restored', async () => {
    const { boards, clock, session, page } = await panel({ board: 'release' });
    await boards.execute({ type: 'create', slug: 'release' });
    await session.connect();
    const look = async () => {
      clock.turnTo(clock.now() + LATER);
      await turns();
      return page.model?.board.readOnly;
    };
    await boards.execute({ type: 'archive', slug: 'release' });
    assert.match((await look()) ?? '', /archived/);
    await boards.execute({ type: 'create', slug: 'release' });
    assert.equal(await look(), undefined);
  });

  it('says what is wrong with its ledger, shows what it read last, and goes on by itself', async () => {
    const { board, ledger, clock, session, page } = await panel();
    await create(board, 'There');
    await session.connect();
    const look = async () => {
      clock.turnTo(clock.now() + LATER);
      await turns();
      return page.model?.board.readOnly;
    };
    ledger.upset({ trouble: { code: 'ledger_failed', message: 'The ledger cannot be used.' } });
    assert.equal(await look(), 'The ledger cannot be used.');
    assert.deepEqual(page.column('ready'), ['There']);
    ledger.upset({ keep: await ledger.position() });
    assert.equal(await look(), undefined);
    assert.deepEqual(page.column('ready'), ['There']);
  });

  it('shows what is left when its ledger was replaced by an older one', async () => {
    const { board, ledger, session, page } = await panel();
    await create(board, 'Old');
    const then = await ledger.position();
    const id = await create(board, 'New');
    await session.connect();
    await session.openCard(id);
    assert.deepEqual(page.column('ready'), ['Old', 'New']);
    ledger.upset({ keep: then });
    await turns();
    assert.deepEqual(page.column('ready'), ['Old']);
    assert.equal(page.patches.at(-1)?.drawer, null, 'and not the card that is gone');
  });

  it('says why there is nothing to see, and shows the board as soon as there is', async () => {
    const { board, boards, ledger, clock, shelf, session, page } = await panel();
    await create(board, 'There');
    const { open } = boards;
    boards.open = async () => {
      await ledger.read('any');
      return open.call(boards, 'default');
    };
    ledger.upset({ trouble: { code: 'ledger_too_new', message: 'Update Signalbox.' } });
    await session.connect();
    assert.equal(page.model?.board.readOnly, 'Update Signalbox.');
    assert.deepEqual(page.model?.columns, []);
    ledger.upset({ keep: await ledger.position() });
    shelf.reset();
    clock.turnTo(clock.now() + LATER);
    await turns();
    assert.deepEqual(page.column('ready'), ['There']);
    assert.equal(page.model?.board.readOnly, undefined);
  });

  it('takes back its own last action, whatever another panel on the same board did since', async () => {
    const { board, shelf, clock, session, page } = await panel();
    const mine = await create(board, 'Mine', { status: 'triage' });
    const theirs = await create(board, 'Theirs', { status: 'triage' });
    const other = await panelOn(shelf, clock);
    await session.connect();
    await other.session.connect();
    assert.ok((await verbsOf(session).move([mine], 'ready')).ok);
    assert.ok((await verbsOf(other.session).move([theirs], 'ready')).ok);
    await turns();
    assert.deepEqual([page.model?.undo?.label, other.page.model?.undo?.label].map(Boolean), [true, true]);
    assert.ok((await verbsOf(session).undo()).ok);
    await turns();
    for (const each of [page, other.page]) {
      assert.deepEqual([each.column('triage'), each.column('ready')], [['Mine'], ['Theirs']]);
    }
    // Both drag the same card at once: one wins, and the other is told where it went instead of taking it from there.
    const seen = { [theirs]: 'ready' };
    const both = await Promise.all([
      verbsOf(other.session).move([theirs], 'review', undefined, seen),
      verbsOf(session).move([theirs], 'triage', undefined, seen),
    ]);
    const outcomes = both.map((each) => each.ok && (each.value[0]?.refusal?.message ?? 'done'));
    assert.deepEqual(outcomes, ['done', 'Somebody else has moved it to review meanwhile.']);
    assert.ok((await verbsOf(other.session).undo()).ok);
    // Both take the same card: the second finds it where the first put it, and undo of the first tells why not.
    assert.ok((await verbsOf(session).move([theirs], 'triage')).ok);
    assert.ok((await verbsOf(other.session).move([theirs], 'ready')).ok);
    const undone = await verbsOf(session).undo();
    assert.ok(!undone.ok && undone.refusal.code === 'stale');
    assert.ok((await verbsOf(other.session).undo()).ok);
    clock.turnTo(clock.now() + LATER);
    await turns();
    assert.deepEqual(page.column('triage').sort(), ['Mine', 'Theirs']);
  });
});

async function panelOn(
  shelf: Awaited<ReturnType<typeof panel>>['shelf'],
  clock: Awaited<ReturnType<typeof panel>>['clock'],
) {
  const page = new PageModel();
  const session = new BoardSession({
    ...{ shelf, clock, t: english, view: initialView, board: undefined },
    snapshot: (message) => page.snapshot(message),
    patch: (message) => page.patch(message),
    ...{ shows: () => {}, gone: () => {}, problem: () => {} },
  });
  return { page, session };
}
