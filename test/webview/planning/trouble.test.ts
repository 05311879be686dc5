import assert from 'node:assert/strict';
import { ADVICE, AGENT_ERROR_KINDS, type AgentErrorKind } from '../../../src/core/agent/error';
import { ok, type Result } from '../../../src/core/result';
import { textOf } from '../../../src/core/sentence';
import { openPlanningPage, type PlanningPage } from '../../support/planning-page';
import { headView, longPlan, trouble } from '../../support/sample-plan';

const REF = headView().ref;

describe('an answer that was not completed', () => {
  let plan: PlanningPage;
  afterEach(() => plan.close());

  const BUTTONS: Readonly<Record<AgentErrorKind, readonly string[]>> = {
    auth: ['Sign In…', 'Try Again', 'Test the Agent'],
    quota: ['Try Another Agent…', 'Try Again'],
    rate_limit: ['Try Again', 'Try Another Agent…'],
    context_overflow: ['Start Anew', 'Try Another Agent…'],
    overloaded: ['Try Again', 'Try Another Agent…'],
    network: ['Try Again', 'Test the Agent'],
    refused: ['Edit the Message', 'Try Another Agent…'],
    max_turns: ['Go On', 'Open Settings'],
    budget: ['Open Settings', 'Try Again'],
    crashed: ['Try Again', 'Test the Agent', 'Show Log'],
    cancelled: ['Try Again', 'Edit the Message'],
    unknown: ['Try Again', 'Try Another Agent…', 'Show Log'],
  };
  /** What each button asks the host for. */
  const DOES: Readonly<Record<string, readonly [name: string, payload: unknown]>> = {
    'Try Again': ['retry', { ref: REF, anew: false }],
    'Start Anew': ['retry', { ref: REF, anew: true }],
    'Go On': ['respond', { ref: REF, text: 'Go on.', key: 'go-on-1' }],
    'Sign In…': ['signIn', { profile: 'claude' }],
    'Test the Agent': ['testAgent', { profile: 'claude' }],
    'Open Settings': ['openSettings', null],
    'Show Log': ['showLog', null],
  };

  it('says of each of the twelve kinds what to do, and has the buttons that do it', async () => {
    plan = await openPlanningPage(longPlan(1));
    const { page, fake } = plan;
    for (const kind of AGENT_ERROR_KINDS) {
      const status = kind === 'cancelled' ? 'cancelled' : 'failed';
      fake.turn(1, { status, error: trouble(kind, `What ${kind} said`) });
      if (kind !== 'cancelled') await page.locator('.ending', { hasText: textOf(ADVICE[kind]) }).waitFor();
      // One that was stopped has no advice, and the buttons of the one before stand there until the page is told.
      const buttons = page.locator('.ending vscode-button');
      await page.waitForFunction(
        (count) => document.querySelectorAll('.ending vscode-button').length === count,
        BUTTONS[kind].length,
      );
      assert.deepEqual(await buttons.allTextContents(), BUTTONS[kind], kind);
      for (const label of BUTTONS[kind]) {
        const does = DOES[label];
        if (!does) continue;
        const asked = fake.next(does[0]);
        await page.locator('.ending vscode-button', { hasText: label }).click();
        assert.deepEqual((await asked).payload, does[1], `${kind}: ${label}`);
      }
    }
    assert.deepEqual(await plan.webview.accessibility(), []);
  });

  it('is tried with another agent, said in other words, and says when it is worth trying again', async () => {
    plan = await openPlanningPage(longPlan(1));
    const { page, fake } = plan;
    fake.turn(1, { status: 'failed', error: { ...trouble('refused', 'No'), retryAt: Date.now() + 600_000 } });
    await page.getByText(/^Worth trying again at/).waitFor();
    await page.getByText('Edit the Message').click();
    assert.equal(await page.locator('.composer__field').inputValue(), 'Message 1');
    const [changed, tried] = [fake.next('useProfile'), fake.next('retry')];
    await page.getByText('Try Another Agent…').click();
    await page.getByRole('menuitemcheckbox', { name: 'demo' }).click();
    assert.deepEqual((await changed).payload, { ref: REF, name: 'demo' });
    assert.deepEqual((await tried).payload, { ref: REF, anew: false });
    fake.patch({ head: headView({ status: 'cancelled' }) });
    await page.locator('.ending__buttons').first().waitFor({ state: 'detached' });
  });

  it('asks once for what is clicked twice, and again when that was answered', async () => {
    let answer = () => {};
    const held = () =>
      new Promise<Result<null>>((resolve) => {
        answer = () => resolve(ok(null));
      });
    plan = await openPlanningPage(longPlan(1), { answers: { retry: held } });
    const { page, fake, webview } = plan;
    fake.turn(1, { status: 'failed', error: trouble('network', 'No route') });
    const asked = async () => {
      await webview.heardAll();
      return fake.asked.filter(({ name }) => name === 'retry').length;
    };
    const again = page.locator('.ending vscode-button', { hasText: 'Try Again' });
    await again.dblclick();
    assert.equal(await asked(), 1);
    answer();
    while ((await asked()) < 2) await again.click();
  });
});
