import assert from 'node:assert/strict';
import { systemClock } from '../../src/adapters/system-clock';
import { applyPlanPatch, type PlanModel, type PlanPatch } from '../../src/protocol/plan';
import { Replica } from '../../src/protocol/replica';
import { type PlanDesk, refOf } from '../../src/services/plan-panel/desk';
import { PlanSession } from '../../src/services/plan-panel/session';
import { heldAgent } from '../support/held-agent';
import { granted, type TestPlanning, testPlanning } from '../support/planning';
import { SEED, seeded } from '../support/seeded';

const FOLDER = '/shop';
const STEPS = 10;

/** A window that shows plans, with a page that may go and come, and a wire on which messages may get lost. */
class Window {
  readonly session: PlanSession;
  /** Everything that any page of it has shown of the answer. */
  readonly shown: string[] = [];
  losesNext = false;
  #page = 0;
  #replica = this.#newReplica();
  #waiting: (() => void)[] = [];

  constructor(desk: PlanDesk, ref: string) {
    this.session = new PlanSession({
      desk,
      clock: systemClock,
      t: (text) => text,
      shown: ref,
      snapshot: (message) => this.#arrives(() => this.#replica.snapshot(JSON.parse(JSON.stringify(message)))),
      patch: (message) => this.#arrives(() => this.#replica.patch(JSON.parse(JSON.stringify(message)))),
      shows: () => {},
      unreviewed: () => {},
      problem: (message, error) => {
        throw new Error(message, { cause: error });
      },
    });
  }

  get model(): PlanModel | undefined {
    return this.#replica.model;
  }

  get text(): string {
    const blocks = this.model?.shown?.turns.find(({ n }) => n === 1)?.blocks ?? [];
    return blocks.map((block) => (block.kind === 'text' ? block.text : '')).join('');
  }

  /** The page is made anew: what the one before knew is gone. */
  async reload(): Promise<void> {
    this.session.disconnect();
    this.#page += 1;
    this.#replica = this.#newReplica();
    await this.session.connect();
  }

  async until(reached: () => boolean): Promise<void> {
    while (!reached()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #arrives(take: () => void): void {
    if (this.losesNext) {
      this.losesNext = false;
      return;
    }
    take();
  }

  #newReplica(): Replica<PlanModel, PlanPatch> {
    const page = this.#page;
    const replica: Replica<PlanModel, PlanPatch> = new Replica({
      apply: applyPlanPatch,
      requestSnapshot: () =>
        void this.session.latest().then((message) => page === this.#page && replica.snapshot(message)),
      changed: () => {
        if (this.model?.shown) this.shown.push(this.text);
        for (const wake of this.#waiting.splice(0)) wake();
      },
    });
    return replica;
  }
}

describe('an answer that streams into windows that come and go', () => {
  let planning: TestPlanning;
  afterEach(() => planning.close());

  for (const seed of [7, SEED])
    it(`is on every page what the ledger has of it, not a character more or less (seed ${seed})`, async () => {
      const next = seeded(seed);
      const random = (below: number) => Math.floor(next() * below);
      const held = heldAgent();
      planning = await testPlanning([held.profile]);
      const { id } = granted(await planning.planner.start('shop', { prompt: 'do:steps shop' }));
      const ref = refOf(FOLDER, id);
      const desk: PlanDesk = {
        lists: async () => ({ plans: [], projects: [], profiles: [] }),
        planning: async () => planning,
        folderOf: () => FOLDER,
        onChange: () => ({ dispose() {} }),
      };
      const windows = [new Window(desk, ref), new Window(desk, ref)];
      // Nothing happens to this one: it tells how far the answer is.
      const witness = new Window(desk, ref);
      await Promise.all([...windows, witness].map(({ session }) => session.connect()));
      const doSomething = async (window: Window, last: boolean) => {
        const what = random(last ? 3 : 5);
        if (what === 0) await window.reload();
        else if (what === 1) await Promise.all([window.reload(), window.reload()]);
        else if (what === 2) {
          // Another plan and back at once: what comes for the first must not reach what is shown by then.
          const away = window.session.show(null);
          await Promise.all([away, window.session.show(ref)]);
        } else if (what === 3) window.losesNext = true;
      };
      for (let step = 0; step < STEPS; step += 1) {
        if (random(2) === 0) await witness.until(() => witness.text.includes(`Step ${step} `));
        // What is lost last nobody would notice: over a real wire the page asks now and then.
        if (step === STEPS - 1) for (const window of windows) window.losesNext = false;
        const going = windows.map((window) => doSomething(window, step === STEPS - 1));
        held.go(`shop-${step}`);
        await Promise.all(going);
      }
      const plan = await planning.planner.turnEnd(id);
      const said = plan.turns[0]?.text ?? '';
      assert.equal(said.match(/Step \d/g)?.length, STEPS);
      for (const window of [...windows, witness]) {
        await window.until(() => window.model?.shown?.turns[0]?.status === 'done' && window.text.length >= said.length);
        assert.equal(window.text, said);
        for (const shown of window.shown) assert.ok(said.startsWith(shown), `a page showed ${JSON.stringify(shown)}`);
        window.session.dispose();
      }
    });
});
