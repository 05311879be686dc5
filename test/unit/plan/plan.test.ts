import assert from 'node:assert/strict';
import { NO_USAGE, type PermissionRequest } from '../../../src/core/agent/event';
import {
  advance,
  answerPermission,
  askPermission,
  cancelPlan,
  endTurn,
  expirePlan,
  goBack,
  type PlanDecision,
  reportTurn,
  respond,
  resumePlan,
  retry,
  sendWaiting,
  startPlan,
  stopTurn,
  takeBack,
  write,
} from '../../../src/core/plan/decide';
import { type EarlierTalk, newestOf, type SaidBefore } from '../../../src/core/plan/earlier';
import { evolvePlan } from '../../../src/core/plan/evolve';
import { numberOfPlan, type PlanEvent, type PlanState, pendingPermissions, planId } from '../../../src/core/plan/model';
import { DEFAULT_PHASES, parsePhases } from '../../../src/core/plan/phase';
import { promptOf } from '../../../src/core/plan/prompt';
import { artifactsOf, createReplyReader, type ReplyBit, readReply } from '../../../src/core/plan/reply';

const spec = { id: 'shop.1', slug: 'shop', folder: '.', profile: 'demo', phases: DEFAULT_PHASES, prompt: 'Tea' };
const code = (decision: PlanDecision) => (decision.ok ? 'ok' : decision.refusal.code);

function apply(plan: PlanState | undefined, decision: PlanDecision, at = 1): PlanState {
  assert.ok(decision.ok, decision.ok ? '' : decision.refusal.message);
  const next = decision.value.reduce(
    (state: PlanState | undefined, event: PlanEvent) => evolvePlan(state, event, at),
    plan,
  );
  assert.ok(next);
  return next;
}

const ended = (turn: number, text = 'Yes.', status: 'done' | 'failed' | 'cancelled' | 'lost' = 'done') => ({
  type: 'turn_ended' as const,
  turn,
  status,
  text,
  tools: [],
  usage: { ...NO_USAGE, costUsd: 0.01 },
});

const begun = () => apply(undefined, startPlan(undefined, spec));
const idle = () => apply(begun(), reportTurn(begun(), 1, [ended(1)]));

describe('a plan', () => {
  it('says what has a key once, also when it was taken back or the plan is over by then', () => {
    const said = apply(idle(), write(idle(), 'And coffee', 'anna', 'k1'));
    assert.deepEqual(write(said, 'And coffee', 'anna', 'k1'), { ok: true, value: [] });
    const waits = apply(said, write(said, 'And cake', 'anna', 'k2'));
    const back = apply(waits, takeBack(waits, 1));
    assert.deepEqual(back.heard, ['k1', 'k2']);
    assert.deepEqual(write(apply(back, cancelPlan(back)), 'And cake', 'anna', 'k2'), { ok: true, value: [] });
    assert.deepEqual(apply(undefined, startPlan(undefined, { ...spec, key: 'k0' })).heard, ['k0']);
    let long = idle();
    for (let n = 0; n < 30; n += 1) long = apply(long, write(long.turns.length > 1 ? idle() : long, 'x', 'a', `n${n}`));
    assert.deepEqual([long.heard.length, long.heard.at(-1)], [20, 'n29'], 'only the newest are kept');
  });

  it('takes one turn at a time', () => {
    assert.equal(code(respond(begun(), 'And coffee')), 'turn_running');
    assert.equal(code(advance(begun())), 'turn_running');
    assert.equal(code(respond(idle(), 'And coffee')), 'ok');
    assert.equal(code(respond(idle(), '  ')), 'empty_message');
    assert.equal(code(respond(undefined, 'x')), 'not_found');
  });

  it('cannot be begun where one is', () => {
    assert.equal(code(startPlan(begun(), spec)), 'already_active');
  });

  it('moves through its phases, and back with a reason', () => {
    const design = apply(idle(), advance(idle()));
    assert.equal(design.phase, 'design');
    assert.deepEqual(design.phasesCompleted, ['discover']);
    const ready = apply(design, reportTurn(design, 2, [ended(2), { type: 'phase_ready', phase: 'design' }]));
    assert.equal(ready.phaseReady, true);
    assert.equal(code(goBack(ready, 'stories', 'x')), 'not_earlier');
    assert.equal(code(goBack(ready, 'discover', '')), 'reason_needed');
    const back = apply(ready, goBack(ready, 'discover', 'Forgot coffee'));
    assert.equal(back.phase, 'discover');
    assert.deepEqual(back.phasesCompleted, []);
    assert.equal(back.phaseReady, false);
    const last = { ...idle(), phase: 'stories' };
    assert.equal(code(advance(last)), 'last_phase');
  });

  it('goes on once, however many windows say so while they show the same phase', () => {
    const design = apply(idle(), advance(idle(), 'discover'));
    const answered = apply(design, reportTurn(design, 2, [ended(2)]));
    assert.equal(code(advance(answered, 'discover')), 'stale');
    assert.equal(apply(answered, advance(answered, 'design')).phase, 'stories');
  });

  it('adds up what it costs, and keeps the last words as an excerpt', () => {
    const plan = idle();
    assert.equal(plan.usage.costUsd, 0.01);
    assert.equal(plan.lastTextExcerpt, 'Yes.');
  });

  it('drops reports about a turn that somebody else has ended', () => {
    assert.equal(code(reportTurn(idle(), 1, [ended(1)])), 'turn_over');
    const odd = evolvePlan(idle(), { type: 'never heard of' } as unknown as PlanEvent, 2);
    assert.equal(odd?.turns.length, 1);
  });

  it('is stopped once, and the last message can be sent again as it was', () => {
    const plan = begun();
    const stopping = apply(plan, stopTurn(plan));
    assert.deepEqual(stopTurn(stopping), { ok: true, value: [] });
    const stopped = apply(stopping, reportTurn(stopping, 1, [ended(1, 'Ye', 'cancelled')]));
    assert.equal(code(stopTurn(stopped)), 'no_turn');
    const again = apply(stopped, retry(stopped));
    assert.deepEqual([again.turns[1]?.origin, again.turns[1]?.prompt], ['start', 'Tea']);
    assert.equal(code(retry(idle())), 'nothing_to_retry');
  });

  it('is sent again to a new session, where that is asked for', () => {
    const failed = apply(begun(), reportTurn(begun(), 1, [ended(1, 'Ye', 'failed')]));
    assert.equal(apply(failed, retry(failed)).turns[1]?.anew, undefined);
    assert.equal(apply(failed, retry(failed, true)).turns[1]?.anew, true);
  });

  it('is cancelled, taken up again, and expires when nobody touches it', () => {
    const cancelled = apply(idle(), cancelPlan(idle()));
    assert.equal(code(respond(cancelled, 'x')), 'no_active_session');
    assert.equal(apply(cancelled, resumePlan(cancelled)).status, 'active');
    assert.deepEqual(expirePlan(idle(), 100, 1000), { ok: true, value: [] });
    assert.equal(apply(idle(), expirePlan(idle(), 10_000, 1000)).status, 'expired');
    assert.deepEqual(expirePlan(begun(), 10_000, 1000), { ok: true, value: [] }, 'not while a turn runs');
  });

  const texts = (plan: PlanState) => plan.waiting.map(({ text }) => text);
  /** Two messages were written while the first answer arrives. */
  const waiting = () => {
    const one = apply(begun(), write(begun(), 'And coffee', 'anna'));
    return apply(one, write(one, 'And cake', 'ben'));
  };

  it('says what was written during an answer when that answer is complete, in one breath and in order', () => {
    const plan = waiting();
    assert.equal(plan.turns.length, 1, 'one turn at a time stays true');
    assert.deepEqual(texts(plan), ['And coffee', 'And cake']);
    const next = apply(plan, endTurn(plan, ended(1)));
    assert.deepEqual(
      next.turns.map(({ status, prompt }) => [status, prompt]),
      [
        ['done', 'Tea'],
        ['requested', 'And coffee\n\nAnd cake'],
      ],
    );
    assert.deepEqual([texts(next), next.turns[1]?.takes], [[], [1, 2]]);
    assert.equal(code(endTurn(next, ended(1))), 'turn_over', 'nobody ends it twice, or says it twice');
    const more = apply(next, write(next, 'And more', 'anna'));
    assert.deepEqual(
      more.waiting.map(({ n }) => n),
      [3],
      'a number is never used again',
    );
  });

  it('keeps what waits when the answer is stopped, fails or is lost, until somebody sends it', () => {
    for (const status of ['cancelled', 'failed', 'lost'] as const) {
      const over = apply(waiting(), endTurn(waiting(), ended(1, 'Ye', status)));
      assert.equal(over.turns.length, 1, status);
      assert.deepEqual(texts(over), ['And coffee', 'And cake']);
      assert.equal(apply(over, sendWaiting(over)).turns[1]?.prompt, 'And coffee\n\nAnd cake');
      const said = apply(over, write(over, 'Now', 'anna'));
      assert.equal(said.turns[1]?.prompt, 'And coffee\n\nAnd cake\n\nNow', 'what was written first is said first');
      assert.deepEqual(texts(said), []);
      const again = apply(over, retry(over));
      assert.deepEqual(texts(again), ['And coffee', 'And cake'], 'it waits for the answer that is tried again');
    }
    assert.equal(code(sendWaiting(idle())), 'nothing_waits');
    const cancelled = apply(waiting(), cancelPlan(waiting()));
    assert.equal(
      apply(cancelled, endTurn(cancelled, ended(1))).turns.length,
      1,
      'a plan that is over says nothing more',
    );
  });

  it('gives a waiting message back to exactly one window, and not once it was said', () => {
    const back = apply(waiting(), takeBack(waiting(), 1));
    assert.deepEqual(texts(back), ['And cake']);
    assert.equal(code(takeBack(back, 1)), 'not_waiting');
    const said = apply(back, endTurn(back, ended(1)));
    assert.equal(said.turns[1]?.prompt, 'And cake');
    assert.equal(code(takeBack(said, 2)), 'already_sent');
  });

  it('lets as many messages wait as somebody would look over, and none that says nothing', () => {
    let plan = begun();
    for (let n = 1; n <= 20; n += 1) plan = apply(plan, write(plan, `${n}`, 'anna'));
    assert.equal(code(write(plan, 'one more', 'anna')), 'too_many_waiting');
    assert.equal(code(write(plan, ' ', 'anna')), 'empty_message');
    assert.equal(apply(idle(), write(idle(), 'At once', 'anna')).turns[1]?.prompt, 'At once');
  });

  it('has a permission answered exactly once, with an answer that was offered', () => {
    const request: PermissionRequest = {
      id: 'ask-1',
      title: 'rm',
      kind: 'execute',
      detail: 'rm -rf build',
      paths: [],
      options: [{ id: 'yes', name: 'Yes', kind: 'allow_once' }],
    };
    const asked = apply(begun(), askPermission(begun(), 1, request));
    assert.equal(pendingPermissions(asked).length, 1);
    assert.equal(code(answerPermission(asked, 'ask-1', 'maybe', 'ada')), 'unknown_option');
    assert.equal(code(answerPermission(asked, 'ask-2', 'yes', 'ada')), 'not_waiting');
    const answered = apply(asked, answerPermission(asked, 'ask-1', 'yes', 'ada'));
    assert.equal(code(answerPermission(answered, 'ask-1', 'yes', 'bob')), 'already_answered');
    const over = apply(asked, reportTurn(asked, 1, [ended(1)]));
    assert.equal(code(answerPermission(over, 'ask-1', 'yes', 'ada')), 'not_waiting');
    assert.equal(pendingPermissions(over).length, 0);
  });

  it('has an id that two windows would both choose', () => {
    assert.equal(planId('Shop', 2), 'shop.2');
    assert.equal(numberOfPlan('shop.2', 'SHOP'), 2);
    assert.equal(numberOfPlan('shop.x.2', 'shop'), undefined);
  });
});

describe('phases of the setting', () => {
  it('replace the default ones only when all of them are good', () => {
    assert.equal(parsePhases([]).phases, DEFAULT_PHASES);
    assert.deepEqual(parsePhases([{ name: 'talk', instructions: 'Talk.' }]).phases, [
      { name: 'talk', title: 'Talk', instructions: 'Talk.' },
    ]);
    for (const bad of [
      'x',
      [{}],
      [{ name: 'a', instructions: 'x', artifact: '../x' }],
      [
        { name: 'a', instructions: 'x' },
        { name: 'a', instructions: 'y' },
      ],
    ])
      assert.ok(parsePhases(bad).problem);
  });
});

describe('an answer', () => {
  const answer =
    'Here.\n\n<artifact name="design.md">\n# Design\n\n<b>not a mark</b>\n</artifact>\n\nGood?\n<phase-ready/>\n';

  it('is read as words, documents and a mark', () => {
    assert.deepEqual(readReply(answer), {
      parts: [
        { kind: 'text', text: 'Here.\n' },
        { kind: 'artifact', name: 'design.md', content: '# Design\n\n<b>not a mark</b>\n', open: false },
        { kind: 'text', text: '\nGood?\n' },
      ],
      ready: true,
    });
  });

  it('hands in only documents that are whole and have a file name', () => {
    assert.equal(artifactsOf('<artifact name="a.md">\nhalf').size, 0);
    assert.equal(artifactsOf('<artifact name="../a.md">\nx\n</artifact>').size, 0);
    assert.equal(
      artifactsOf('<artifact name="a.md">\none\n</artifact>\n<artifact name="a.md">\ntwo\n</artifact>').get('a.md'),
      'two\n',
    );
    assert.equal(artifactsOf('<artifact name="a.json">\n```json\n{}\n```\n</artifact>').get('a.json'), '{}\n');
  });

  it('is shown without its marks however it arrives', () => {
    for (const size of [1, 2, 3, 7, 1000]) {
      const reader = createReplyReader();
      const bits: ReplyBit[] = [];
      for (let at = 0; at < answer.length; at += size) bits.push(...reader.push(answer.slice(at, at + size)));
      bits.push(...reader.flush());
      const said = bits.map((bit) => (bit.kind === 'text' ? bit.text : '')).join('');
      assert.equal(said, 'Here.\n\n\nGood?\n');
      assert.deepEqual(
        bits.filter((bit) => bit.kind !== 'text'),
        [
          { kind: 'document', name: 'design.md' },
          ...['# Design', '', '<b>not a mark</b>'].map((text) => ({ kind: 'document_line', name: 'design.md', text })),
          { kind: 'document_end', name: 'design.md', lines: 3 },
        ],
      );
    }
  });
});

describe('what an agent is sent', () => {
  it('introduces the plan to one that does not know it, with what was said, and only the words to one that does', () => {
    const plan = apply(idle(), respond(idle(), 'And coffee'));
    const turn = plan.turns[1]!;
    assert.equal(promptOf(plan, turn, [], false), 'The person says:\n\nAnd coffee');
    const anew = promptOf(plan, turn, [{ name: 'design.md', content: '# D' }], true);
    for (const part of ['project "shop"', 'Phase: discover (1 of 3)', 'Person: Tea', 'You: Yes.', '# D', 'And coffee'])
      assert.ok(anew.includes(part), part);
  });
});

describe('a plan that goes on from an earlier conversation', () => {
  const talk = (messages: readonly SaidBefore[]): EarlierTalk => ({
    source: 'claude',
    session: 's',
    updatedAt: 1,
    messages,
    usage: { ...NO_USAGE, costUsd: 2 },
  });
  const said: SaidBefore = { role: 'user', text: 'Green tea only', at: 1 };

  it('names the session for the agent that keeps it, which is told the rules but not what it knows', () => {
    const plan = apply(undefined, startPlan(undefined, { ...spec, earlier: talk([said]), resumes: true }));
    assert.deepEqual(plan.agentSession, { id: 's', profile: 'demo', usage: { ...NO_USAGE, costUsd: 2 } });
    const prompt = promptOf(plan, plan.turns[0]!, [], false);
    assert.match(prompt, /You are planning the project "shop"[\s\S]*Rules of this conversation[\s\S]*Phase: discover/);
    assert.doesNotMatch(prompt, /Green tea only/);
  });

  it('is told to an agent that does not know it', () => {
    const plan = apply(undefined, startPlan(undefined, { ...spec, earlier: talk([said]) }));
    assert.equal(plan.agentSession, undefined);
    assert.match(promptOf(plan, plan.turns[0]!, [], true), /Person: Green tea only/);
  });

  it('keeps the newest of a long one', () => {
    const long = newestOf(talk(Array.from({ length: 50 }, (_, at) => ({ ...said, at, text: 'x'.repeat(19_000) }))));
    assert.equal(long.messages.length, 6);
    assert.equal(long.messages.at(-1)?.at, 49);
    assert.equal(newestOf(talk([{ ...said, text: 'x'.repeat(90_000) }])).messages[0]?.text.length, 20_001);
  });
});
