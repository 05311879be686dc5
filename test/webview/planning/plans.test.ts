import assert from 'node:assert/strict';
import { openPlanningPage, type PlanningPage } from '../../support/planning-page';
import { headView, planModel, planRow, shownPlan } from '../../support/sample-plan';

describe('plans of before', () => {
  let plan: PlanningPage;
  afterEach(() => plan.close());

  it('are listed newest first with their totals, of all projects or of one', async () => {
    const plans = Array.from({ length: 130 }, (_, index) =>
      planRow(index + 1, { slug: index % 2 ? 'portal' : 'admin' }),
    );
    plan = await openPlanningPage(planModel(shownPlan(), { plans }));
    const { page, fake } = plan;
    // The host knows when the plan is out of sight: what it asks then is told as a message.
    const left = fake.next('looksAt');
    fake.showAll();
    assert.deepEqual((await left).payload, { plan: false });
    await page.locator('.page-foot').waitFor();
    assert.equal(await page.locator('.page-foot').textContent(), '130 plans · 520 turns · $65.00');
    assert.equal(await page.locator('.plan-line').count(), 100);
    await page.getByRole('button', { name: '30 older plans' }).click();
    assert.equal(await page.locator('.plan-line').count(), 130);
    await page.getByRole('button', { name: 'All projects' }).click();
    await page.getByRole('option', { name: 'portal' }).click();
    await page.getByText('65 plans · 260 turns').waitFor();
    const [shown, back] = [fake.next('showPlan'), fake.next('looksAt')];
    await page.locator('.plan-line').first().press('Enter');
    assert.deepEqual((await back).payload, { plan: true });
    assert.deepEqual((await shown).payload, { ref: '/repo/kestrel#admin.2' });
    await page.locator('.phases').waitFor();
  });

  it('that are over are read only, with the way to go on', async () => {
    plan = await openPlanningPage(planModel(shownPlan({ head: headView({ status: 'cancelled' }) })));
    const { page, fake } = plan;
    assert.equal(await page.locator('.composer').count(), 0);
    assert.equal(await page.getByRole('button', { name: /Go back to/ }).count(), 0);
    const resumed = fake.next('resume');
    await page.getByText('Take It Up Again').click();
    await resumed;
    fake.patch({ head: headView({ status: 'complete' }) });
    const begun = fake.next('showPlan');
    await page.getByText('Plan Anew').click();
    assert.deepEqual((await begun).payload, { ref: null });
    await page.locator('.start__choices').getByText('admin').waitFor();
  });

  it('begin with what the project was proposed with, where nothing else is said', async () => {
    plan = await openPlanningPage(planModel(null, { plans: [] }));
    const started = plan.fake.next('start');
    await plan.page.getByPlaceholder('begins with: Administration of clinics').press('Enter');
    assert.equal(((await started).payload as { prompt: string }).prompt, 'Administration of clinics');
  });

  it('with Claude Code itself are offered where there is none, read, and gone on from', async () => {
    const messages = [
      { role: 'user' as const, text: 'Only green tea', at: 1 },
      { role: 'assistant' as const, text: 'Noted: **green**.', at: 2 },
    ];
    plan = await openPlanningPage(planModel(null, { plans: [] }), {
      answers: {
        earlier: ({ slug }) => ({
          ok: true,
          value:
            slug === 'tokens' ? [{ session: 's1', title: 'Only green tea', messages: 2, updatedAt: Date.now() }] : [],
        }),
        earlierTalk: () => ({ ok: true, value: messages }),
      },
    });
    const { page, fake } = plan;
    assert.equal(await page.getByText('Earlier with Claude Code').count(), 0);
    await page.locator('.start__choices').getByRole('button', { name: 'admin' }).click();
    await page.getByRole('option', { name: 'tokens' }).click();
    await page.getByRole('button', { name: /Only green tea/ }).click();
    await page.locator('strong', { hasText: 'green' }).waitFor();
    assert.equal(await page.locator('textarea').count(), 0, 'it is read only');
    assert.deepEqual(await plan.webview.accessibility(), []);
    await page.getByText('Go On from Here').click();
    await page.getByRole('button', { name: 'Do not go on from: Only green tea' }).waitFor();
    const started = fake.next('start');
    await page.locator('.composer__field').fill('And black');
    await page.locator('.composer__field').press('Enter');
    const { key, ...wanted } = (await started).payload as { readonly key: string };
    assert.match(key, /^\w{16}$/);
    assert.deepEqual(wanted, {
      slug: 'tokens',
      profile: 'claude',
      prompt: 'And black',
      earlier: 's1',
    });
  });
});
