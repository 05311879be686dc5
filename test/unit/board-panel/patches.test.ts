import assert from 'node:assert/strict';
import fc from 'fast-check';
import { COLUMNS } from '../../../src/core/board/model';
import { english } from '../../../src/core/translate';
import { type BoardModel, initialView } from '../../../src/protocol/board';
import type { Portions } from '../../../src/services/board-panel/card-feed';
import { BoardSession } from '../../../src/services/board-panel/session';
import { openBoards } from '../../../src/services/boards/boards';
import { create, HOUR, PageModel, panel } from './support';

const eventLoop = () => new Promise((resolve) => setImmediate(resolve));

describe('the patches of a panel', () => {
  it('hand on a few changes at once, and a burst as one change a moment, of which none is lost', async () => {
    const { board, clock, session, page } = await panel();
    const ids: string[] = [];
    for (let n = 0; n < 100; n += 1) ids.push(await create(board, `Task ${n}`));
    await session.connect();
    for (const [n, id] of ids.slice(0, 3).entries())
      await board.execute({ type: 'edit', task: id, changes: { title: `At once ${n}` } });
    assert.equal(page.patches.length, 3, 'what a person does is there at once');
    for (let n = 0; n < 1_000; n += 1)
      await board.execute({ type: 'edit', task: ids[n % 100]!, changes: { title: `Change ${n}`, priority: n % 30 } });
    clock.turnTo(clock.now() + 30);
    assert.equal(page.patches.length, 4);
    assert.equal(page.patches[3]?.set?.length, 100);
    assert.deepEqual(
      ids.map((id) => page.cards.get(id)?.title),
      [...board.state.tasks.values()].map(({ title }) => title),
    );
    clock.turnTo(clock.now() + 60);
    await board.execute({ type: 'edit', task: ids[0]!, changes: { title: 'Calm again' } });
    assert.equal(page.cards.get(ids[0]!)?.title, 'Calm again');
  });

  it('lead to what a fresh page sees, whoever writes, and whatever is lost or opened anew meanwhile (random)', () =>
    leadsToWhatAFreshPageSees(undefined));

  it('do so too where the board is told in slices, whatever happens between two of them (random)', () =>
    leadsToWhatAFreshPageSees({ screen: 2, cards: 3 }));
});

async function leadsToWhatAFreshPageSees(portions: Portions | undefined): Promise<void> {
  const writer = fc.record({
    who: fc.nat(2),
    do: fc.constantFrom('create', 'move', 'edit', 'block', 'complete', 'archive', 'restore', 'link', 'comment'),
    card: fc.nat(30),
    to: fc.constantFrom(...COLUMNS),
    n: fc.nat(9),
  });
  const event = fc.record({
    do: fc.constantFrom(
      'lose',
      'reconnect',
      'hide',
      'time',
      'loop',
      'loop',
      'slice',
      'slice',
      'slice',
      'archive view',
      'travel',
      'set out',
      'now',
      'store fails',
    ),
  });
  const script = fc.array(fc.oneof({ weight: 8, arbitrary: writer }, { weight: 1, arbitrary: event }), {
    maxLength: 120,
    size: 'max',
  });
  const common = { who: 0, card: 0, to: 'triage', n: 0 } as const;
  /** What was gathered before a past came on show was told after what happened then. */
  const outOfOrder: typeof script extends fc.Arbitrary<infer Steps> ? Steps : never = [
    { ...common, do: 'create' },
    { do: 'loop' },
    { ...common, do: 'create' },
    { ...common, do: 'create' },
    { do: 'time' },
    { ...common, do: 'edit' },
    { do: 'loop' },
    { ...common, do: 'archive' },
    { do: 'travel' },
  ];
  await fc.assert(
    fc.asyncProperty(script, async (steps) => {
      const { ledger, ports, board, clock, shelf, session, page } = await panel(portions ? { portions } : {});
      const writers = [board];
      for (let n = 0; n < 2; n += 1) {
        const opened = await (await openBoards(ports)).open();
        assert.ok(opened.ok);
        writers.push(opened.value);
      }
      page.ask = async () => {
        const fresh = await session.freshSnapshot();
        assert.ok(fresh.ok);
        return fresh.value;
      };
      await session.connect();
      let view = initialView;
      let hidden = false;
      let past = false;
      const under: Promise<unknown>[] = [];
      for (const step of steps) {
        if ('who' in step) {
          const { who, card, to, n } = step;
          const ids = [...writers[who]!.state.tasks.keys()];
          const task = ids[card % Math.max(1, ids.length)] ?? 't_none';
          const parent = ids[(card + n) % Math.max(1, ids.length)] ?? 't_none';
          const command = {
            create: { type: 'create', title: `Task ${n}`, priority: n },
            move: { type: 'move', task, to },
            edit: { type: 'edit', task, changes: { title: `Title ${n}`, assignee: n % 2 ? 'codex' : null } },
            block: { type: 'block', task, reason: 'Why?', kind: 'needs_input' },
            complete: { type: 'complete', task },
            archive: { type: 'archive', task },
            restore: { type: 'restore', task },
            link: { type: 'link', parent, child: task },
            comment: { type: 'comment', task, text: `Words ${n}` },
          } as const;
          under.push(writers[who]!.execute(command[step.do as keyof typeof command]));
        } else if (step.do === 'lose') page.losing += 1;
        else if (step.do === 'reconnect') {
          await session.connect();
          hidden = false;
        } else if (step.do === 'hide') {
          session.disconnect();
          hidden = true;
        } else if (step.do === 'time') clock.turnTo(clock.now() + HOUR);
        else if (step.do === 'loop') await eventLoop();
        else if (step.do === 'slice') clock.turnTo(clock.now());
        else if (step.do === 'store fails') ledger.failNext('disk_full');
        else if (step.do === 'travel') {
          await session.travelTo({ seq: Math.floor(board.seq / 2) });
          past = true;
        } else if (step.do === 'set out') {
          under.push(session.travelTo({ seq: Math.floor(board.seq / 3) }));
          past = true;
        } else if (step.do === 'now' && past) {
          await session.travelTo('now');
          past = false;
        } else if (step.do === 'archive view') {
          view = { ...view, archived: !view.archived };
          session.setView(view);
        }
      }
      await Promise.all(under);
      // Not when it is there already: that would look at everything anew.
      if (past) await session.travelTo('now');
      await eventLoop();
      page.losing = 0;
      // One that was hidden begins anew, and a page that missed something asks at the next change.
      if (hidden) await session.connect();
      await board.execute({ type: 'create', title: 'Last' });
      for (let n = 0; n < 4; n += 1) {
        await eventLoop();
        clock.turnTo(clock.now() + 1000);
      }
      const fresh = new PageModel();
      const other = new BoardSession({
        ...{ shelf, clock, t: english, view, board: undefined },
        snapshot: (message) => fresh.snapshot(message),
        patch: (message) => fresh.patch(message),
        ...{ shows: () => {}, gone: () => {}, problem: () => {} },
      });
      await other.connect();
      assert.deepEqual(shown(page), shown(fresh));
      other.dispose();
      session.dispose();
    }),
    { numRuns: Number(process.env.SIGNALBOX_ROUNDS ?? 60), examples: [[outOfOrder]] },
  );
}

function shown({ cards, model }: PageModel) {
  const { columns, attention, people, board, complete, tally } = model as BoardModel;
  return {
    cards: [...cards.values()].sort((one, other) => (one.id < other.id ? -1 : 1)),
    counts: columns.map(({ id, count }) => `${id} ${count}`),
    attention: attention.map(({ key }) => key).sort(),
    people,
    board,
    complete,
    tally,
  };
}
