import assert from 'node:assert/strict';
import { signOf } from '../../../src/core/iteration/events';
import type { IterationSession } from '../../../src/core/iteration/model';
import { decideHunk, rejectEverything } from '../../../src/core/iteration/model';
import type { Ledger } from '../../../src/ports/ledger';
import type { PlanFiles } from '../../../src/ports/plan-files';
import { endLost } from '../../../src/services/iterations/lost';
import {
  DOCUMENT,
  type Iterating,
  iterating,
  type MemoryFiles,
  type Script,
  scripted,
  until,
} from '../../support/fake-iterations';

const ORIGINAL = '\u00ef\u00bb\u00bf# Plan\r\n\r\none\ntwo\nno end';
const USAGE = { inputTokens: 10, outputTokens: 5, cachedTokens: 0, costUsd: 0.25 };

/** Changes the document and says so, as an agent with tools does. */
const edits =
  (files: () => MemoryFiles): Script =>
  async ({ n, emit }) => {
    emit({ type: 'tool_call', call: { id: `t${n}`, name: 'Edit', title: 'Edit', kind: 'edit', input: '' } });
    const text = files().content.get(DOCUMENT) ?? '';
    files().content.set(DOCUMENT, text.replace('# Plan', `# Plan\r\nPass ${n}`).replace('no end', `${n}\nno end`));
    emit({ type: 'tool_result', id: `t${n}`, ok: true, output: 'done' });
    emit({ type: 'usage', usage: USAGE });
    emit({ type: 'text', text: `Pass ${n} is done.` });
    return { stop: 'end_turn' };
  };

const errorsOf = ({ done }: IterationSession) => done.map(({ status, error }) => [status, error?.kind]);

/** Lets the runner work until it is done, with the clock turned to whatever it waits for. */
async function toTheEnd({ clock }: Iterating, work: Promise<unknown>): Promise<void> {
  let over = false;
  void work.then(() => {
    over = true;
  });
  await until(() => {
    const [next] = clock.timers;
    if (next !== undefined) clock.turnTo(next);
    return over;
  });
}

describe('a session of iterations', () => {
  it('stops an iteration after its 300 seconds and begins the next 5 seconds later', async () => {
    const agents = scripted(async ({ n, stopped }) => {
      if (n === 2) return { stop: 'end_turn' };
      await stopped;
      return { stop: 'cancelled' };
    });
    const place = await iterating(agents, ORIGINAL);
    const began = place.clock.now();
    const work = place.host().work();
    await until(() => place.clock.timers.length === 1);
    assert.deepEqual(place.clock.timers, [began + 300_000]);
    place.clock.turnTo(began + 299_999);
    place.clock.turnTo(began + 300_000);
    await until(() => place.clock.timers.length === 1);
    assert.deepEqual(place.clock.timers, [began + 305_000]);
    place.clock.turnTo(began + 304_999);
    assert.equal(agents.asked.length, 1);
    place.clock.turnTo(began + 305_000);
    await work;
    await place.stream.refresh();
    assert.deepEqual(errorsOf(place.stream.state!), [
      ['failed', 'budget'],
      ['done', undefined],
    ]);
    assert.equal(place.stream.state?.status, 'complete', 'one iteration is enough');
  });

  it('ends at once when it is cancelled between two iterations', async () => {
    const place: Iterating = await iterating(scripted(edits(() => place.files)), ORIGINAL, 3);
    const work = place.host().work();
    await until(() => place.clock.timers.length === 1 && place.stream.state?.done[0]?.status !== 'running');
    await place.stream.commit('test', () => ({ ok: true, events: [{ type: 'cancel_requested' }], value: null }));
    await work;
    await place.stream.refresh();
    assert.equal(place.stream.state?.status, 'cancelled');
    assert.deepEqual(errorsOf(place.stream.state!), [['done', undefined]]);
  });

  it('lets nobody touch the document without a backup, and says why it failed', async () => {
    const agents = scripted(edits(() => place.files));
    const place = await iterating(agents, ORIGINAL);
    place.files.fails = (path) => path.includes('.before.');
    await toTheEnd(place, place.host().work());
    await place.stream.refresh();
    assert.deepEqual(agents.asked, []);
    assert.equal(place.files.content.get(DOCUMENT), ORIGINAL);
    const { status, reason, done } = place.stream.state!;
    assert.deepEqual([status, reason, done.length], ['failed', 'The disk is full.', 2]);
  });

  it('says so when what the agent made of the document cannot be kept, or cannot be written', async () => {
    const place: Iterating = await iterating(scripted(edits(() => place.files)), ORIGINAL, 1);
    place.files.fails = (path) => path.includes('.after.');
    await toTheEnd(place, place.host().work());
    await place.stream.refresh();
    assert.equal(place.stream.state?.reason, 'The disk is full.');
    const restored = await place.documentWork.restore(place.stream.state!, undefined);
    assert.ok(restored.ok && place.files.content.get(DOCUMENT) === ORIGINAL, 'the backup is there');

    const handsIn: Script = async ({ emit }) => {
      emit({ type: 'text', text: '<artifact name="plan.md">\n# Better\n</artifact>\n' });
      return { stop: 'end_turn' };
    };
    const full = await iterating(scripted(handsIn), ORIGINAL, 1);
    full.files.fails = (path) => path === DOCUMENT;
    await toTheEnd(full, full.host().work());
    await full.stream.refresh();
    assert.deepEqual([full.stream.state?.status, full.stream.state?.reason], ['failed', 'The disk is full.']);
    const link = await iterating(scripted(handsIn), '', 1);
    link.files.leadsOut = true;
    await toTheEnd(link, link.host().work());
    await link.stream.refresh();
    assert.equal(link.stream.state?.status, 'failed');
    assert.equal(link.files.content.get(DOCUMENT), '', 'nothing is written through a link that leads out');
  });

  it('reaches one final state, whenever its runner is killed, and loses nothing of the document', async () => {
    let moments = 0;
    // At first it is not killed at all.
    for (let moment = 0; moment <= moments; moment += 1) {
      for (const done of [false, true]) {
        const place: Iterating = await iterating(scripted(edits(() => place.files)), ORIGINAL);
        let calls = 0;
        let killed = false;
        /** At that moment the process is gone: with what it was about to do, or right after it. */
        const dying = <T extends object>(real: T, names: readonly (keyof T)[]): T =>
          new Proxy(real, {
            get(target, name) {
              const value = Reflect.get(target, name) as unknown;
              if (typeof value !== 'function') return value;
              const call = value.bind(target) as (...args: unknown[]) => unknown;
              if (!names.includes(name as keyof T)) return call;
              return async (...args: unknown[]) => {
                calls += 1;
                if (killed || (calls === moment && !done)) return die();
                const answer = await call(...args);
                return calls === moment ? die() : answer;
              };
            },
          });
        const die = () => {
          killed = true;
          place.traces.gone = true;
          return new Promise<never>(() => {});
        };
        const ledger = dying<Ledger>(place.ledger, ['commit']);
        const files = dying<PlanFiles>(place.files, ['writeBytes', 'readBytes']);
        let over = false;
        void place
          .host({ ledger, files })
          .work()
          .then(() => {
            over = true;
          });
        await until(() => {
          const [next] = place.clock.timers;
          if (next !== undefined) place.clock.turnTo(next);
          return over || killed;
        });
        moments = Math.max(moments, calls);
        const where = `killed ${done ? 'after' : 'before'} call ${moment}`;
        place.traces.gone = false;
        await place.stream.refresh();
        // Two windows find it at once.
        await Promise.all([endLost(place, place.stream, 'a'), endLost(place, place.stream, 'b')]);
        const session = place.stream.state!;
        if (over) assert.equal(session.status, 'complete', where);
        else assert.ok(session.status === 'complete' || session.reason === 'runner lost', where);
        assert.ok(
          session.done.every(({ status }) => status !== 'running'),
          where,
        );
        const numbers = place.traces.records.map(({ seq }) => seq);
        assert.deepEqual(
          numbers,
          numbers.map((_, index) => index + 1),
          where,
        );
        if (session.status === 'failed') {
          const last = place.traces.records.map(signOf).filter((sign) => sign !== undefined);
          assert.equal(last.at(-1)?.type, 'done', where);
          assert.equal(last.filter(({ type }) => type === 'done').length, 1, where);
        }
        const calledTool = place.traces.records.filter(({ type }) => type === 'usage').length > 0;
        assert.equal(session.usage.costUsd > 0, calledTool, `${where}: what it cost until then counts`);

        const rejected = rejectEverything(session);
        assert.equal(rejected.ok, session.done.length > 0, where);
        const made = await place.documentWork.decide(session, rejected.ok ? rejected.value : [], undefined);
        assert.ok(made.ok, where);
        assert.equal(place.files.content.get(DOCUMENT), ORIGINAL, where);
      }
    }
    assert.ok(moments > 15, String(moments));
  });

  it('keeps of a runner that was killed nothing that a link leads to', async () => {
    const place: Iterating = await iterating(
      scripted(async ({ stopped }) => {
        place.files.content.set(DOCUMENT, 'secret of somebody else');
        place.files.leadsOut = true;
        await stopped;
        return { stop: 'cancelled' };
      }),
      ORIGINAL,
    );
    void place.host().work();
    await until(() => place.files.leadsOut);
    await place.stream.refresh();
    await endLost(place, place.stream, 'test');
    assert.ok([...place.files.content].every(([path, text]) => path === DOCUMENT || !text.includes('secret')));
    assert.equal(decideHunk(place.stream.state, 1, 1, 'rejected').ok, true, 'that the document is gone can be decided');
  });
});
