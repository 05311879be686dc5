import assert from 'node:assert/strict';
import type { PlanModel } from '../../../src/protocol/plan';
import { artifact } from '../../support/artifacts';
import { openPlanningPage, type PlanningPage } from '../../support/planning-page';
import { headView, permission, planModel, shownPlan, turnView } from '../../support/sample-plan';
import type { Theme } from '../../support/themes';

const THEMES: readonly Theme[] = ['dark', 'light', 'hc-dark', 'hc-light'];
const asking = () =>
  planModel(
    shownPlan({
      head: headView({ permissions: [permission] }),
      turns: [...shownPlan().turns.slice(0, 2), turnView(3, { status: 'running', endedAt: null })],
    }),
  );

describe('looks and manners of the planning view', () => {
  let plan: PlanningPage;
  afterEach(() => plan.close());

  for (const theme of THEMES)
    it(`axe-core finds nothing in ${theme}: chat, question, way back, menu, list, beginning`, async () => {
      plan = await openPlanningPage(planModel(), { theme });
      const { page, fake } = plan;
      const look = async (name: string) => {
        await page.screenshot({ path: artifact(`planning ${theme} ${name}`, 'png') });
        assert.deepEqual(await plan.webview.accessibility(), [], name);
      };
      const show = async (model: PlanModel, selector: string) => {
        fake.model = model;
        fake.snapshot();
        await page.locator(selector).first().waitFor();
      };
      await page.locator('.tool summary').nth(1).click();
      await look('chat');
      await page.getByRole('button', { name: 'Go back to Discover' }).click();
      await page.getByRole('dialog').waitFor();
      await look('way back');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'claude' }).click();
      await page.getByRole('menuitemcheckbox').first().waitFor();
      await look('agents');
      await page.keyboard.press('Escape');
      await show(asking(), '.permission');
      await look('question');
      // The frame of a question and that of code can be told from what is around them, whatever the theme.
      for (const box of ['.permission', '.permission__detail', '.markdown pre']) {
        const [line, around] = await page
          .locator(box)
          .first()
          .evaluate((each) => [getComputedStyle(each).borderTopColor, getComputedStyle(document.body).backgroundColor]);
        assert.notEqual(line, around, box);
        assert.notEqual(line, 'rgba(0, 0, 0, 0)', box);
      }
      await show(planModel(shownPlan({ head: headView({ status: 'complete' }) })), '.next');
      await look('complete');
      fake.showAll();
      await page.locator('.page-foot').waitFor();
      await look('list');
      await page.getByRole('button', { name: 'New plan' }).click();
      await page.locator('.start__title').waitFor();
      await look('beginning');
      await show(planModel(null, { plans: [], projects: [], profiles: [] }), '.start__none');
      await look('nothing');
    });

  it('needs no horizontal scrolling from 300 to 1000 px, whatever is shown', async () => {
    plan = await openPlanningPage(asking());
    const { page, fake } = plan;
    const beyond = () =>
      page.evaluate(() => {
        const scrolls = (box: Element) => /auto|scroll|hidden/.test(getComputedStyle(box).overflowX);
        return [...document.querySelectorAll('body *')]
          .filter((box) => box.getBoundingClientRect().right > innerWidth + 1)
          .filter((box) => {
            // What is wide inside a box that scrolls or cuts it off is in its place.
            for (let parent = box.parentElement; parent; parent = parent.parentElement)
              if (parent !== document.body && parent.id !== 'app' && scrolls(parent)) {
                if (!parent.matches('.talk, .page-body, .start')) return false;
              }
            return true;
          })
          .map((box) => box.outerHTML.slice(0, 80));
      });
    const settled = async (what: string) => {
      const frame = () => page.evaluate(() => new Promise(requestAnimationFrame));
      for (const end = Date.now() + 90_000; (await beyond()).length > 0 && Date.now() < end; ) await frame();
      assert.deepEqual(await beyond(), [], what);
    };
    for (const width of [300, 340, 421, 600, 1000]) {
      await page.setViewportSize({ width, height: 700 });
      await page.waitForFunction((wide) => innerWidth === wide, width);
      await settled(`chat at ${width} px`);
      const talk = await page.locator('.talk').evaluate((box) => box.clientHeight);
      assert.ok(talk > 150, `at ${width} px ${talk} px are left for the conversation`);
    }
    await page.setViewportSize({ width: 300, height: 700 });
    fake.showAll();
    await page.locator('.page-foot').waitFor();
    await settled('list');
    await page.getByRole('button', { name: 'New plan' }).click();
    await page.locator('.start__title').waitFor();
    await settled('beginning');
  });

  it('moves nothing when motion is to be reduced', async () => {
    plan = await openPlanningPage(asking(), { reducedMotion: true });
    const moving = await plan.page.evaluate(() => document.getAnimations().length);
    assert.equal(moving, 0);
    assert.ok((await plan.page.locator('.spin').count()) > 0, 'something that would spin is shown');
  });

  it('has at most one filled button, whatever waits', async () => {
    plan = await openPlanningPage(asking());
    const { page, fake } = plan;
    const filled = () => page.locator('vscode-button[appearance=primary]').allTextContents();
    // A control says how it looks a frame after it is there.
    await page.locator('.permission vscode-button[appearance=primary]').waitFor();
    assert.deepEqual(await filled(), ['Allow once']);
    fake.model = planModel(shownPlan({ head: headView({ ready: true }), turns: [turnView(1)] }));
    fake.snapshot();
    await page.locator('.next vscode-button[appearance=primary]').waitFor();
    await page.locator('.permission').first().waitFor({ state: 'detached' });
    assert.deepEqual(await filled(), ['Go On to Stories']);
  });
});
