import assert from 'node:assert/strict';
import { english } from '../../../src/core/translate';
import { initialView } from '../../../src/protocol/board';
import { BoardSession } from '../../../src/services/board-panel/session';
import { create, HOUR, panel, settled, verbsOf } from './support';

describe('a board panel', () => {
  it('begins with a snapshot of the current board', async () => {
    const { board, session, page } = await panel();
    await create(board, 'Retry queue', { assignee: 'codex', priority: 20 });
    await session.connect();
    assert.deepEqual(page.column('ready'), ['Retry queue']);
    assert.equal(page.count('ready'), 1);
    assert.equal(page.model?.board.ref, 'default');
    assert.ok(!page.model?.columns.some(({ id }) => id === 'archived'));
  });

  it('tells a change of the board as one patch of the cards that it touched', async () => {
    const { board, session, page } = await panel();
    const parent = await create(board, 'Parent');
    const child = await create(board, 'Child', { parents: [parent] });
    await create(board, 'Bystander');
    await session.connect();
    await board.execute({ type: 'complete', task: parent });
    const cards = page.patches.flatMap(({ set }) => set ?? []);
    assert.deepEqual(cards.map(({ id }) => id).sort(), [parent, child].sort());
    assert.deepEqual([page.count('done'), page.count('todo'), page.count('ready')], [1, 0, 2]);
  });

  it('tells of every card when it was made, also where it stands by time: a page knows then where it would stand', async () => {
    const { board, session, page } = await panel();
    const done = await create(board, 'Done soon');
    const later = await create(board, 'Later', { scheduledAt: Date.now() + 1_000 * HOUR, status: 'scheduled' });
    await board.execute({ type: 'complete', task: done });
    await session.connect();
    for (const id of [done, later])
      assert.equal(page.cards.get(id)?.order[1], board.state.tasks.get(id)?.createdAt, page.cards.get(id)?.column);
  });

  it('spends at most 2 KB on one moved card, whatever the size of the board and of the card', async () => {
    const { board, session, page } = await panel();
    const long = 'ü"'.repeat(245);
    const wide = {
      assignee: 'a"'.repeat(99),
      tenant: 't'.repeat(200),
      project: 'p'.repeat(200),
      story: 's'.repeat(200),
    };
    for (let index = 0; index < 300; index += 1) await create(board, `Task ${index}`, { status: 'triage' });
    const id = await create(board, long, { ...wide, body: 'x'.repeat(100_000), status: 'triage', priority: 999_999 });
    await session.connect();
    await board.execute({ type: 'move', task: id, to: 'ready' });
    const [patch] = page.patches;
    assert.equal(patch?.set?.length, 1);
    const bytes = Buffer.byteLength(JSON.stringify(patch));
    assert.ok(bytes <= 2048, `${bytes} bytes`);
  });

  it('sends nothing while nobody looks, and a snapshot when somebody looks again', async () => {
    const { board, session, page } = await panel();
    await session.connect();
    session.disconnect();
    await create(board, 'Made meanwhile');
    assert.equal(page.patches.length, 0);
    await session.connect();
    assert.deepEqual(page.column('ready'), ['Made meanwhile']);
  });

  it('says nothing to a page that was hidden before the board was read', async () => {
    const { session, page } = await panel();
    const connecting = session.connect();
    session.disconnect();
    await connecting;
    assert.equal(page.rev, -1);
    await session.connect();
    assert.equal(page.model?.board.ref, 'default');
  });

  it('shows the archive only to who asks for it', async () => {
    const { board, session, page } = await panel();
    const id = await create(board, 'Old');
    await session.connect();
    await board.execute({ type: 'archive', task: id });
    assert.equal(page.cards.has(id), false);
    session.setView({ ...initialView, archived: true });
    assert.deepEqual(page.column('archived'), ['Old']);
    assert.equal(page.count('archived'), 1);
    session.setView(initialView);
    assert.equal(page.cards.has(id), false);
  });

  it('feeds attention from what the board knows, as time passes and without a commit', async () => {
    const { board, clock, session, page } = await panel();
    const id = await create(board, 'Nobody takes me');
    await session.connect();
    const attention = () => page.model?.attention.map(({ code, severity }) => `${code} ${severity}`);
    assert.deepEqual(attention(), []);
    clock.turnTo(clock.now() + 31 * 60_000);
    assert.deepEqual(attention(), ['stranded_in_ready warning']);
    assert.equal(page.cards.get(id)?.diagnostic?.severity, 'warning');
    clock.turnTo(clock.now() + 3 * HOUR);
    assert.deepEqual(attention(), ['stranded_in_ready critical']);
    await board.execute({ type: 'edit', task: id, changes: { assignee: 'codex' } });
    assert.deepEqual(attention(), []);
    assert.equal(page.cards.get(id)?.diagnostic, undefined);
  });

  it('puts a refused completion into the attention of its card', async () => {
    const { board, session, page } = await panel();
    const id = await create(board, 'Overconfident');
    await session.connect();
    await board.execute({ type: 'complete', task: id, createdCards: ['t_deadbeef'] });
    assert.equal(page.model?.attention[0]?.code, 'hallucinated_cards');
    assert.equal(page.cards.get(id)?.column, 'ready');
  });

  it('sends the first screens of a large board ahead, and the rest as it is by then', async () => {
    const { board, clock, session, page } = await panel();
    const made = await Promise.all(
      Array.from({ length: 3_200 }, (_, index) =>
        create(board, `Task ${index}`, { priority: index, status: 'triage' }),
      ),
    );
    await session.connect();
    assert.equal(page.model?.complete, false);
    assert.equal(page.count('triage'), 3_200, 'the counts are right already');
    assert.deepEqual(page.column('triage').slice(0, 2), ['Task 3199', 'Task 3198']);
    assert.ok(page.cards.size < 100);
    await board.execute({ type: 'edit', task: made[5]!, changes: { title: 'Changed meanwhile' } });
    await board.execute({ type: 'archive', task: made[6]! });
    clock.turnTo(clock.now());
    clock.turnTo(clock.now());
    assert.equal(page.cards.size, 3_199);
    assert.equal(page.cards.get(made[5]!)?.title, 'Changed meanwhile');
    assert.equal(page.cards.has(made[6]!), false);
    assert.equal(page.patches.at(-1)?.complete, true);
  });

  it('tells an archive of many cards in slices, its count and its first screen at once', async () => {
    const { board, clock, session, page } = await panel({ portions: { screen: 2, cards: 5 } });
    for (let index = 0; index < 12; index += 1)
      await board.execute({ type: 'archive', task: await create(board, `Old ${index}`) });
    await session.connect();
    session.setView({ ...initialView, archived: true });
    assert.equal(page.count('archived'), 12);
    assert.deepEqual([page.patches.at(-1)?.set?.length, page.model?.complete], [2, false]);
    clock.turnTo(clock.now());
    assert.equal(page.column('archived').length, 12);
    assert.equal(page.model?.complete, true);
    assert.ok(page.patches.every(({ set }) => (set?.length ?? 0) <= 5));
    session.setView(initialView);
    assert.equal(page.cards.size, 0);
  });

  it('tells of many cards that need attention the worst first, and the rest in slices', async () => {
    const { board, clock, session, page } = await panel();
    for (let index = 0; index < 450; index += 1) await create(board, `Nobody takes me ${index}`);
    clock.turnTo(clock.now() + HOUR);
    const newer = await create(board, 'Newer');
    clock.turnTo(clock.now() + 2 * HOUR);
    await session.connect();
    assert.equal(page.model?.attention.length, 200);
    assert.ok(page.model?.attention.every(({ severity }) => severity === 'critical'));
    assert.deepEqual(page.model?.tally, { critical: 450, error: 1, warning: 0 });
    await board.execute({ type: 'edit', task: newer, changes: { assignee: 'codex' } });
    clock.turnTo(clock.now());
    assert.equal(page.model?.attention.length, 450);
    assert.deepEqual(page.model?.tally, { critical: 450, error: 0, warning: 0 });
    assert.equal(page.model?.complete, true);
  });

  it('opens another board in the same conversation', async () => {
    const { boards, board, session, page } = await panel();
    await create(board, 'On default');
    await boards.execute({ type: 'create', slug: 'release', name: 'Release 2.4' });
    await session.connect();
    const done = await session.useBoard('release');
    assert.ok(done.ok);
    assert.equal(page.model?.board.name, 'Release 2.4');
    assert.equal(page.cards.size, 0);
    const opened = await boards.open('release');
    assert.ok(opened.ok);
    await create(opened.value, 'On release');
    assert.deepEqual(page.column('ready'), ['On release']);
    await create(board, 'Not shown');
    assert.equal(page.cards.size, 1);
  });

  it('keeps the figures of the picker up to date', async () => {
    const { board, clock, session, page } = await panel();
    await session.connect();
    await create(board, 'One');
    clock.turnTo(clock.now() + 1000);
    await settled();
    const own = page.model?.boards.find(({ ref }) => ref === 'default');
    assert.deepEqual([own?.open, own?.total], [1, 1]);
  });
});

describe('the drawer of a board panel', () => {
  it('opens with the whole card and follows it with what changed alone', async () => {
    const { board, session, page } = await panel();
    const id = await create(board, 'Sync payouts', { body: 'b'.repeat(50_000), assignee: 'codex' });
    await session.connect();
    await session.openCard(id);
    const [opening] = page.patches;
    assert.ok(opening?.drawer && 'open' in opening.drawer);
    assert.equal(opening.drawer.open.body.length, 50_000);
    await board.execute({ type: 'comment', task: id, text: 'Mind the holidays.' });
    await settled();
    const patch = page.patches.at(-1)?.drawer;
    assert.ok(patch && 'id' in patch);
    assert.deepEqual(
      patch.comments?.map(({ text }) => text),
      ['Mind the holidays.'],
    );
    assert.equal(patch.events?.length, 1);
    assert.ok(JSON.stringify(patch).length < 1000);
  });

  it('sends the newest of what there is much of, and what is earlier when it is asked for', async () => {
    const { board, session, page } = await panel();
    const id = await create(board, 'Long life');
    for (let index = 0; index < 60; index += 1) {
      const child = await create(board, `Child ${index}`, { parents: [id] });
      await board.execute({ type: 'comment', task: id, text: `Comment ${index} ${'long '.repeat(400)}` });
      await board.execute({ type: 'unlink', parent: id, child });
      await board.execute({ type: 'link', parent: id, child });
    }
    for (let index = 0; index < 30; index += 1) {
      await board.execute({ type: 'claim', task: id, worker: 'codex' });
      await board.execute({ type: 'reclaim', task: id });
    }
    await session.connect();
    await session.openCard(id);
    const patch = page.patches.at(-1)?.drawer;
    assert.ok(patch && 'open' in patch);
    const { open } = patch;
    assert.ok(JSON.stringify(open).length < 64 * 1024, `${JSON.stringify(open).length} bytes`);
    assert.deepEqual([open.comments.length, open.runs.length, open.events.length], [20, 20, 50]);
    assert.deepEqual([open.earlier.comments, open.earlier.runs.count, open.earlier.events], [40, 10, 251]);
    assert.deepEqual([open.children.length, open.moreLinks], [50, 10]);
    assert.match(open.comments.at(-1)?.text ?? '', /^Comment 59 /);
    const before = await session.earlier(id, 'comments', 40, 15);
    assert.ok(before.ok);
    assert.deepEqual([before.value.comments?.length, before.value.comments?.at(-1)?.id], [15, '39']);
    const events = await session.earlier(id, 'events', 10, 50);
    assert.ok(events.ok);
    assert.deepEqual(
      events.value.events?.map(({ index }) => index),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
    const runs = await session.earlier(id, 'runs', 10, 2);
    assert.ok(runs.ok);
    assert.deepEqual(
      runs.value.runs?.map(({ attempt }) => attempt),
      [9, 10],
    );
    await session.showLinks(id, 60);
    const more = page.patches.at(-1)?.drawer;
    assert.ok(more && 'set' in more && more.set?.children?.length === 60 && more.set.moreLinks === 0);
  });

  it('reads of an open card what is new alone, whatever its life was until then', async () => {
    const { board, ledger, session, page } = await panel();
    const id = await create(board, 'Long life');
    for (let index = 0; index < 300; index += 1)
      await board.execute({ type: 'comment', task: id, text: `No ${index}` });
    await session.connect();
    await session.openCard(id);
    let read = 0;
    const reading = ledger.read.bind(ledger);
    ledger.read = (async (...wanted: Parameters<typeof reading>) => {
      const commits = await reading(...wanted);
      read += commits.length;
      return commits;
    }) as typeof ledger.read;
    await board.execute({ type: 'comment', task: id, text: 'And one more' });
    await settled();
    const patch = page.patches.at(-1)?.drawer;
    assert.ok(patch && 'comments' in patch);
    assert.deepEqual(
      patch.comments?.map(({ id: place, text }) => [place, text]),
      [['300', 'And one more']],
    );
    assert.equal(read, 1);
  });

  it('closes when another board is shown', async () => {
    const { boards, board, session, page } = await panel();
    const id = await create(board, 'Here');
    await boards.execute({ type: 'create', slug: 'other' });
    await session.connect();
    await session.openCard(id);
    await session.useBoard('other');
    assert.equal(page.model?.drawer, null);
  });

  it('says where its links lead', async () => {
    const { board, session, page } = await panel();
    const parent = await create(board, 'Ledger table', { project: 'billing', story: 'US-003' });
    const id = await create(board, 'Payouts', { parents: [parent] });
    await session.connect();
    await session.openCard(id);
    const opened = page.patches.at(-1)?.drawer;
    assert.ok(opened && 'open' in opened);
    assert.deepEqual(opened.open.parents, [
      { id: parent, title: 'Ledger table', column: 'ready', where: 'billing/US-003' },
    ]);
  });
});

describe('links to search for', () => {
  it('leave out the card itself and what is linked with it', async () => {
    const { board, session } = await panel();
    const parent = await create(board, 'Queue one');
    const id = await create(board, 'Queue two', { parents: [parent] });
    const third = await create(board, 'Queue three');
    await session.connect();
    const found = verbsOf(session).find('queue', id, 10);
    assert.deepEqual(
      found.map((card) => card.id),
      [third],
    );
  });
});

describe('a panel that is closed', () => {
  it('leaves nothing behind that listens or waits, however often one is opened', async () => {
    const { board, boards, projects, clock, shelf } = await panel();
    const id = await create(board, 'Task');
    let listening = 0;
    const onChange = board.onChange.bind(board);
    board.onChange = (listener) => {
      const subscription = onChange(listener);
      listening += 1;
      const dispose = () => {
        subscription.dispose();
        listening -= 1;
      };
      return { dispose };
    };
    const left = () => [listening, projects.listeners, clock.timers.length];
    const openAndClose = async () => {
      const session = new BoardSession({
        ...{ shelf, clock, t: english, view: initialView, board: 'default' },
        ...{ snapshot: () => {}, patch: () => {}, shows: () => {}, gone: () => {}, problem: () => {} },
      });
      await session.connect();
      await session.openCard(id);
      session.dispose();
    };
    await openAndClose();
    const once = left();
    for (let time = 0; time < 200; time += 1) await openAndClose();
    assert.deepEqual(left(), once);
    assert.equal(listening, 0);
    await boards.close();
  });
});

describe('a change that is asked for twice, because its answer was lost', () => {
  it('makes a card once, and undo takes nothing back that was there before', async () => {
    const { board, session } = await panel();
    await session.connect();
    const verbs = verbsOf(session);
    const first = await verbs.create({ title: 'Once', key: 'k' });
    const again = await verbs.create({ title: 'Once', key: 'k' });
    assert.deepEqual([again.ok, again], [true, first]);
    assert.equal([...board.state.tasks.values()].filter(({ title }) => title === 'Once').length, 1);
  });

  it('says a comment once, and the same words again to who means them', async () => {
    const { board, session } = await panel();
    const id = await create(board, 'Task');
    await session.connect();
    const verbs = verbsOf(session);
    const said = async () => (await board.details(id))?.comments.map(({ text }) => text);
    await verbs.comment(id, 'Ship it');
    await verbs.comment(id, 'Ship it', 0);
    assert.deepEqual(await said(), ['Ship it']);
    await verbs.comment(id, 'Ship it', 1);
    await verbs.comment(id, 'Ship it');
    assert.deepEqual(await said(), ['Ship it', 'Ship it', 'Ship it']);
  });
});
