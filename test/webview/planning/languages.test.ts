import assert from 'node:assert/strict';
import { ADVICE } from '../../../src/core/agent/error';
import { DEFAULT_PHASES } from '../../../src/core/plan/phase';
import { refuse } from '../../../src/core/result';
import { say } from '../../../src/core/sentence';
import { tell, tellRefusal } from '../../../src/core/translate';
import type { PhaseView, PlanHead, PlanModel, TurnView } from '../../../src/protocol/plan';
import { openPlanningPage, type PlanningPage } from '../../support/planning-page';
import { englishOn, pseudoStrings, pseudoT } from '../../support/pseudo';
import { headView, planModel, planRow, shownPlan, turnView } from '../../support/sample-plan';

const language = { strings: pseudoStrings, locale: 'el' };
const phases = DEFAULT_PHASES.map(({ name, title }, at): PhaseView => {
  return { name, title: pseudoT(title), state: at === 0 ? 'done' : at === 1 ? 'now' : 'later' };
});
const head = (differs: Partial<PlanHead> = {}) =>
  headView({ ref: '/ω#α.1', slug: 'αλφα', profile: 'ρω', phases, artifacts: [], ...differs });
const turn = (n: number, differs: Partial<TurnView> = {}) =>
  turnView(n, { prompt: 'Τι;', blocks: [{ kind: 'text', text: 'Ναι.' }], ...differs });
const tool = (id: string, more: object) =>
  ({ kind: 'tool', id, title: 'Ψι', tool: 'read', input: 'ψι', ...more }) as const;

const turns = [
  turn(1, { phase: 'discover' }),
  turn(2, {
    blocks: [
      { kind: 'thinking', text: 'Χμ.' },
      tool('a', { ok: true, output: 'Ω', ms: 9_000 }),
      tool('b', { ok: false, output: 'Ω', tool: 'execute' }),
      tool('c', { tool: 'edit' }),
      { kind: 'text', text: 'Ναι.\n\n<artifact name="design.md">\n# Ω\n</artifact>\n' },
    ],
  }),
  turn(3, {
    status: 'failed',
    error: { kind: 'overloaded', message: 'Οχι', advice: tell(ADVICE.overloaded, pseudoT), retryAt: null },
  }),
  turn(4, { status: 'cancelled', stopping: true }),
];
const permission = (kind: 'execute' | 'edit' | 'fetch') => ({
  id: kind,
  title: 'Ψι',
  kind,
  detail: 'ψι ψι',
  options: [
    { id: 'once', name: 'Ναι', kind: 'allow_once' as const },
    { id: 'no', name: 'Οχι', kind: 'reject_once' as const },
  ],
});
const documents = [
  { name: 'design.md', version: 2, path: 'α/design.md' },
  { name: 'prd.json', version: 1, path: 'α/prd.json' },
];

const rows = (['active', 'complete', 'cancelled', 'failed', 'expired'] as const).map((status, at) =>
  planRow(at, { status, slug: 'βητα', phase: pseudoT('Design'), profile: 'ρω', excerpt: 'Ενα', running: at === 0 }),
);
const model = (shown: PlanModel['shown']) =>
  planModel(shown, {
    plans: rows,
    projects: [
      { slug: 'αλφα', description: 'Ενα', committed: false },
      { slug: 'βητα', description: '', committed: true },
    ],
    profiles: [
      { name: 'ρω', adapter: 'ρω', isDemo: false, signIn: 'ρω' },
      { name: 'δημο', adapter: 'ρω', isDemo: true, signIn: null },
    ],
  });

const STATES: Readonly<Record<string, PlanModel>> = {
  'nothing there': planModel(null, { plans: [], projects: [], profiles: [] }),
  'nothing shown': model(null),
  'a conversation': model(shownPlan({ head: head({ artifacts: documents }), turns })),
  'an agent at work': model(
    shownPlan({
      head: head(),
      turns: [turn(1, { status: 'running', endedAt: null }), turn(2, { status: 'requested', endedAt: null })],
    }),
  ),
  'an agent that is being stopped': model(
    shownPlan({ head: head(), turns: [turn(1, { status: 'running', endedAt: null, stopping: true })] }),
  ),
  'an agent that asks': model(
    shownPlan({
      head: head({ permissions: [permission('execute'), permission('edit'), permission('fetch')] }),
      turns: [turn(1, { status: 'running', endedAt: null })],
    }),
  ),
  'messages that wait': model(
    shownPlan({
      head: head({
        waiting: [
          { n: 1, text: 'Ενα', by: 'ρω' },
          { n: 2, text: 'Δυο', by: 'ρω' },
        ],
      }),
      turns: [turn(1, { status: 'running', endedAt: null })],
    }),
  ),
  'a plan that is to be approved': model(
    shownPlan({
      head: head({
        ready: true,
        isLastPhase: true,
        review: {
          files: (['new', 'replaced', 'same'] as const).map((change, at) => ({
            path: `α/${at}.md`,
            change,
            added: 2,
            removed: 1,
          })),
        },
      }),
      turns,
    }),
  ),
  'a plan whose writing was cut short': model(shownPlan({ head: head({ unfinished: true }), turns })),
  'a phase that is ready': model(shownPlan({ head: head({ ready: true, artifacts: documents }), turns })),
  'the last phase': model(shownPlan({ head: head({ ready: true, isLastPhase: true, artifacts: documents }), turns })),
  ...Object.fromEntries(
    (['complete', 'cancelled', 'failed', 'expired'] as const).map((status) => [
      `a plan that is ${status}`,
      model(shownPlan({ head: head({ status }), turns })),
    ]),
  ),
};

describe('the planning view in another language', () => {
  let plan: PlanningPage;
  afterEach(() => plan.close());

  for (const [name, shown] of Object.entries(STATES)) {
    it(`has no English word of ours: ${name}`, async () => {
      plan = await openPlanningPage(shown, language);
      assert.match(await plan.page.innerText('body'), /⟦/, 'the page speaks the made-up language');
      assert.deepEqual(await englishOn(plan.page), []);
      // Whatever can be unfolded or opened is, one after the other.
      const folded = plan.page.locator('[aria-expanded=false]:visible, summary:visible');
      for (let at = 0; at < Math.min(await folded.count(), 12); at += 1) {
        const one = folded.nth(at);
        if (!(await one.isVisible().catch(() => false))) continue;
        await one.click();
        assert.deepEqual(await englishOn(plan.page), [], `unfolded ${at}`);
        await plan.page.keyboard.press('Escape');
      }
    });
  }

  it('has no English word of ours where something is refused', async () => {
    const no = refuse('turn_running', say('The agent is still answering. Wait for it or stop it first.'));
    plan = await openPlanningPage(model(shownPlan({ head: head(), turns })), {
      ...language,
      answers: { respond: () => ({ ok: false, refusal: tellRefusal(no.refusal, pseudoT) }) },
    });
    await plan.page.locator('.composer__field').fill('Ναι');
    await plan.page.keyboard.press('Enter');
    await plan.page.locator('.refused').waitFor();
    assert.deepEqual(await englishOn(plan.page), []);
  });
});
