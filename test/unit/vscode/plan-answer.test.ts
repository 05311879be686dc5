import assert from 'node:assert/strict';
import { NO_USAGE } from '../../../src/core/agent/event';
import { answerPermission, startPlan } from '../../../src/core/plan/decide';
import { evolvePlan } from '../../../src/core/plan/evolve';
import type { PlanEvent, PlanState } from '../../../src/core/plan/model';
import { DEFAULT_PHASES } from '../../../src/core/plan/phase';
import { ok } from '../../../src/core/result';
import type { PlanDesk, Planning } from '../../../src/services/plan-panel/desk';
import { answerFrom, optionFor } from '../../../src/vscode/plans/answer';

const options = [
  { id: 'always', name: 'Always', kind: 'allow_always' },
  { id: 'once', name: 'Once', kind: 'allow_once' },
  { id: 'never', name: 'Never', kind: 'reject_always' },
] as const;

/** A window with one plan that asks something. */
function asking() {
  const spec = { id: 'shop.1', slug: 'shop', folder: '.', profile: 'demo', phases: DEFAULT_PHASES, prompt: '' };
  let plan: PlanState | undefined;
  const apply = (events: readonly PlanEvent[]) => {
    for (const event of events) plan = evolvePlan(plan, event, 1);
  };
  const started = startPlan(undefined, spec);
  apply(started.ok ? started.value : []);
  const request = { id: 'p', title: 'ls', kind: 'execute' as const, detail: '', paths: [], options };
  apply([{ type: 'permission_asked', turn: 1, request }]);
  const planner = {
    show: async () => ok(plan),
    answer: async (_id: string, asked: string, option: string) => {
      const decided = answerPermission(plan, asked, option, 'editor');
      if (decided.ok) apply(decided.value);
      return decided.ok ? ok(plan) : decided;
    },
  };
  const desk = { planning: async () => ({ planner }) as unknown as Planning } as unknown as PlanDesk;
  const end = () => apply([{ type: 'turn_ended', turn: 1, status: 'lost', text: '', tools: [], usage: NO_USAGE }]);
  return { desk, end, answer: () => plan?.permissions[0]?.answer?.option };
}

const allow = (desk: PlanDesk) => answerFrom(desk, '/work#shop.1', 'p', (offered) => optionFor(offered, 'allow'));
const code = ({ ok: done, ...rest }: Awaited<ReturnType<typeof allow>>) =>
  done ? 'ok' : (rest as { refusal: { code: string } }).refusal.code;

describe('an answer from outside of a plan’s own view', () => {
  it('is the one that holds this time only, else any of its sort', () => {
    assert.equal(optionFor(options, 'allow')?.id, 'once');
    assert.equal(optionFor(options, 'deny')?.id, 'never');
    assert.equal(optionFor([options[0]], 'deny'), undefined);
  });

  it('counts once: whoever comes late is told', async () => {
    const window = asking();
    const answers = [await allow(window.desk), await allow(window.desk)];
    assert.deepEqual(answers.map(code), ['ok', 'already_answered']);
    assert.equal(window.answer(), 'once');
  });

  it('that comes when the agent is gone is told so', async () => {
    const window = asking();
    window.end();
    assert.equal(code(await allow(window.desk)), 'not_waiting');
    assert.equal(window.answer(), undefined);
  });

  it('that the agent does not offer is refused', async () => {
    const window = asking();
    assert.equal(code(await answerFrom(window.desk, '/work#shop.1', 'p', () => undefined)), 'unknown_option');
    assert.equal(code(await answerFrom(window.desk, 'nowhere', 'p', () => options[0])), 'not_found');
  });
});
