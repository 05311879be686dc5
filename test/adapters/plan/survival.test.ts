import assert from 'node:assert/strict';
import { processTable } from '../../../src/adapters/processes/process-table';
import { SystemProcesses } from '../../../src/adapters/processes/processes';
import { type PlanState, pendingPermissions, runningTurn } from '../../../src/core/plan/model';
import type { TraceRecord } from '../../../src/core/run/trace';
import { runnerMark } from '../../../src/core/runner/runner';
import { planSubject, planTrace } from '../../../src/services/plans/stream';
import type { PlanChange } from '../../../src/services/plans/watch';
import { type HeldAgent, heldAgent } from '../../support/held-agent';
import { FAST_DEMO, granted, type TestPlanning, testPlanning } from '../../support/planning';

const ASKING = { ...FAST_DEMO, permissions: 'ask' as const };

/** A window that shows the plan: everything it was told. */
class Window {
  readonly records: TraceRecord[] = [];
  plan: PlanState | undefined;
  #waiting: (() => void)[] = [];
  #watch: { dispose(): void } | undefined;

  static async open(planning: TestPlanning, id: string, after?: number): Promise<Window> {
    const window = new Window();
    window.#watch = await planning.watch(id, (change) => window.#take(change), after);
    return window;
  }

  get text(): string {
    return this.records.map(({ type, data }) => (type === 'text' ? String(data.text) : '')).join('');
  }

  async until(reached: (window: Window) => boolean): Promise<void> {
    while (!reached(this)) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  close(): void {
    this.#watch?.dispose();
  }

  #take(change: PlanChange): void {
    if (change.kind === 'plan') this.plan = change.plan;
    else this.records.push(...change.records);
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

const idle = ({ plan }: Window) => plan !== undefined && runningTurn(plan) === undefined;

describe('an answer that is under way', () => {
  let planning: TestPlanning;
  let held: HeldAgent;
  beforeEach(() => {
    held = heldAgent();
  });
  afterEach(() => planning.close());

  it('names the process at work on its project, and none when it is done', async () => {
    planning = await testPlanning([held.profile]);
    const { id } = granted(await planning.planner.start('shop', { prompt: 'do:hold on' }));
    const window = await Window.open(planning, id);
    await window.until(({ text }) => text.length > 0);
    const worker = await planning.planner.workerOf('shop');
    assert.equal((await new SystemProcesses().identify(worker?.pid ?? 0))?.pid, worker?.pid);
    held.go('on');
    await window.until(idle);
    window.close();
    assert.equal(await planning.planner.workerOf('shop'), undefined);
  });

  it('loses not one character when the window is reloaded in the middle of it', async () => {
    planning = await testPlanning([held.profile]);
    const { id } = granted(await planning.planner.start('shop', { prompt: 'do:hold on' }));
    const before = await Window.open(planning, id);
    await before.until((window) => window.text.length > 60);
    before.close();
    const reloaded = await planning.again();
    const window = await Window.open(reloaded, id, before.records.at(-1)?.seq);
    held.go('on');
    await window.until((each) => idle(each) && each.records.at(-1)?.type === 'step_end');
    window.close();
    await reloaded.ledger.close();
    const records = [...before.records, ...window.records];
    const seqs = records.map((record) => record.seq);
    assert.deepEqual(
      seqs,
      seqs.map((_, index) => (seqs[0] ?? 0) + index),
    );
    assert.ok(before.text.length > 0 && window.text.length > 0, 'both windows saw a part');
    assert.equal(before.text + window.text, window.plan?.turns[0]?.text);
  });

  it('is stopped and keeps what was received', async () => {
    planning = await testPlanning([held.profile]);
    const { id } = granted(await planning.planner.start('shop', { prompt: 'do:hold on' }));
    const window = await Window.open(planning, id);
    await window.until((each) => each.text.length > 60);
    const stopped = granted(await planning.planner.stop(id));
    assert.equal(stopped.turns[0]?.status, 'cancelled');
    window.close();
    // A runner that had to be ended writes no last record, so the trace itself is asked.
    const written = await planning.traces.read(planTrace(id), 0);
    assert.equal(stopped.turns[0]?.text, written.map(({ type, data }) => (type === 'text' ? data.text : '')).join(''));
    assert.ok(stopped.turns[0]?.text.startsWith(window.text));
    held.go('on');
    const again = granted(await planning.planner.retry(id));
    const end = await planning.planner.turnEnd(again.id);
    assert.equal(end.turns[1]?.status, 'done');
  });

  it('is over with what had arrived when its runner is killed, and its agent goes with it', async () => {
    planning = await testPlanning([held.profile]);
    const { id } = granted(await planning.planner.start('shop', { prompt: 'do:hold on' }));
    const window = await Window.open(planning, id);
    await window.until((each) => each.text.length > 60);
    const condition = await planning.runners.condition(planSubject(id));
    assert.equal(condition.is, 'alive');
    if (condition.is !== 'alive') return;
    const mark = runnerMark(condition.runner);
    assert.notDeepEqual(await processTable().marked(mark), [], 'its agent carries its mark');
    process.kill(condition.runner.pid, 'SIGKILL');
    await window.until(idle);
    const turn = window.plan?.turns[0];
    assert.equal(turn?.status, 'lost');
    assert.equal(turn?.error?.kind, 'crashed');
    // What was written last is told by the trace, which comes another way than the plan.
    await window.until(({ text }) => text.length >= turn.text.length);
    window.close();
    assert.equal(turn?.text, window.text);
    assert.deepEqual(await processTable().marked(mark), []);
    held.go('on');
    const next = await planning.planner.turnEnd(granted(await planning.planner.retry(id)).id);
    assert.equal(next.turns[1]?.status, 'done');
  });

  it('waits for a permission, which two windows can answer once', async () => {
    planning = await testPlanning([ASKING]);
    const { planner } = planning;
    const { id } = granted(await planner.start('shop', { prompt: 'A shop for tea' }));
    await planner.turnEnd(id);
    granted(await planner.advance(id));
    const window = await Window.open(planning, id);
    await window.until(({ plan }) => plan !== undefined && pendingPermissions(plan).length === 1);
    const [asked] = pendingPermissions(window.plan!);
    const request = asked?.request.id ?? '';
    const other = await planning.again();
    const answers = await Promise.all([
      planner.answer(id, request, 'allow'),
      other.planner.answer(id, request, 'reject'),
    ]);
    assert.deepEqual(answers.map((answer) => answer.ok).sort(), [false, true]);
    const refused = answers.find((answer) => !answer.ok);
    assert.equal(refused?.ok === false && refused.refusal.code, 'already_answered');
    await window.until(idle);
    window.close();
    await other.ledger.close();
    assert.equal((await planner.answer(id, request, 'allow')).ok, false);
    assert.equal(window.plan?.turns[1]?.status, 'done');
  });

  it('is the only one: a second message is refused, also from another window', async () => {
    planning = await testPlanning([held.profile]);
    const { id } = granted(await planning.planner.start('shop', { prompt: 'do:hold on' }));
    const other = await planning.again();
    const refused = await other.planner.respond(id, 'And coffee');
    await other.ledger.close();
    assert.equal(refused.ok === false && refused.refusal.code, 'turn_running');
    const second = await planning.planner.start('shop');
    assert.equal(second.ok === false && second.refusal.code, 'already_active');
    granted(await planning.planner.stop(id));
  });
});

describe('a process', () => {
  it('is found by pid and start, and this one knows its own', async () => {
    const processes = new SystemProcesses();
    const [self, parent] = await Promise.all([processes.identify(process.pid), processes.identify(process.ppid)]);
    assert.ok(self && parent);
    // Systems count from a boot time in whole seconds; how long it took until this program itself could look is unknown.
    assert.ok(self.startedAt <= Date.now() - process.uptime() * 1000 + 1000, 'before it ran');
    assert.ok(self.startedAt >= parent.startedAt, 'after what started it');
    assert.equal(await new SystemProcesses().identify(0), undefined);
  });
});
