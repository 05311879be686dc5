import type { Page } from 'playwright-core';
import type { PlanModel } from '../../src/protocol/plan';
import { FakePlan } from './fake-plan';
import { openWebview, type WebviewOptions, type WebviewPage } from './webview-page';

export interface PlanningPage {
  readonly page: Page;
  readonly fake: FakePlan;
  readonly webview: WebviewPage;
  /** What a screen reader was told last. */
  heard(): Promise<string>;
  close(): Promise<void>;
}

export interface PlanningPageOptions extends Omit<WebviewOptions, 'app' | 'html'> {
  readonly answers?: ConstructorParameters<typeof FakePlan>[2];
}

/** The built planning page with the product's own HTML and policy, and a fake plan at the other end of the wire. */
export async function openPlanningPage(model: PlanModel, options: PlanningPageOptions = {}): Promise<PlanningPage> {
  const { answers, ...rest } = options;
  const webview = await openWebview({ size: { width: 421, height: 800 }, ...rest, app: 'planning' });
  const { page } = webview;
  const fake = new FakePlan(webview.channel, model, answers);
  await page.waitForSelector('.plan:not([aria-busy])');
  return {
    page,
    fake,
    webview,
    heard: async () =>
      (await page.locator('[role=status].unseen, [role=alert].unseen').allTextContents()).join(' ').trim(),
    close: async () => {
      fake.dispose();
      await webview.close();
    },
  };
}
