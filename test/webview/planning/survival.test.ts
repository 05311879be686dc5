import assert from 'node:assert/strict';
import { FakePlan } from '../../support/fake-plan';
import { openPlanningPage, type PlanningPage } from '../../support/planning-page';
import { longPlan } from '../../support/sample-plan';

describe('a planning view that goes on', () => {
  let plan: PlanningPage;
  afterEach(() => plan.close());

  it('looks after a reload as it did from its first frame on, until the host has said how it looks now', async () => {
    plan = await openPlanningPage(longPlan(6), { keep: 'window' });
    const { page, webview, fake } = plan;
    const places = (within: string) =>
      page.locator(within).evaluateAll((all) =>
        all.map((each) => {
          const { x, y, width, height } = each.getBoundingClientRect();
          return [each.textContent, x, y, width, height];
        }),
      );
    await page.locator('.said', { hasText: 'Message 6' }).waitFor();
    const before = await places('#app .said');
    fake.dispose();
    await webview.reload('at once');
    assert.deepEqual(await places('.last-look .said'), before, 'there when the page has loaded, without a host');
    const next = new FakePlan(webview.channel, fake.model);
    await page.locator('#app .said', { hasText: 'Message 6' }).waitFor();
    await page.locator('.last-look').waitFor({ state: 'detached' });
    next.dispose();
  });

  it('goes on by keyboard in the field when the button that had the focus is gone', async () => {
    plan = await openPlanningPage(longPlan(1));
    const { page, fake } = plan;
    fake.turn(1, { status: 'running', endedAt: null });
    await page.getByRole('button', { name: 'Stop' }).focus();
    await page.keyboard.press('Enter');
    fake.turn(1, { status: 'cancelled', endedAt: 2_000 });
    await page.getByRole('button', { name: 'Stop' }).waitFor({ state: 'detached' });
    await page.locator('.composer__field:focus').waitFor();
    await page.keyboard.type('Go on');
    assert.equal(await page.locator('.composer__field').inputValue(), 'Go on');
  });
});
