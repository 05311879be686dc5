import type { Locator, Page } from 'playwright-core';
import type { BoardModel } from '../../src/protocol/board';
import { FakeBoard } from './fake-board';
import { openWebview, type WebviewOptions, type WebviewPage } from './webview-page';

export interface BoardPage {
  readonly page: Page;
  readonly fake: FakeBoard;
  readonly webview: WebviewPage;
  card(id: string): Locator;
  column(id: string): Locator;
  /** The ids of the cards that are drawn in a column, from top to bottom. */
  drawn(column: string): Promise<readonly string[]>;
  /** What the page has asked for until now by requests of this name. */
  asked(name: string): Promise<readonly unknown[]>;
  /** What the page has said until now by commands of this name. */
  said(name: string): Promise<readonly unknown[]>;
  /** Waits until a screen reader was told that last. */
  hears(text: string | RegExp): Promise<void>;
  /** The card that has the focus. */
  focusedCard(): Promise<string | undefined>;
  close(): Promise<void>;
}

export interface BoardPageOptions extends Omit<WebviewOptions, 'app' | 'html'> {
  readonly answers?: ConstructorParameters<typeof FakeBoard>[2];
  /** Do not wait for the first card. */
  readonly atOnce?: boolean;
}

/** The built board page with the product's own HTML and policy, and a fake board at the other end of the wire. */
export async function openBoardPage(model: BoardModel, options: BoardPageOptions = {}): Promise<BoardPage> {
  const { answers, atOnce, ...rest } = options;
  const webview = await openWebview({ ...rest, app: 'board' });
  const { page } = webview;
  const fake = new FakeBoard(webview.channel, model, answers);
  if (!atOnce) await page.waitForSelector(model.cards.length > 0 ? '[data-card]' : '.empty');
  const heard = async (from: readonly { readonly name: string; readonly payload: unknown }[], name: string) => {
    await webview.heardAll();
    return from.filter((each) => each.name === name).map(({ payload }) => payload);
  };
  return {
    page,
    fake,
    webview,
    asked: (name) => heard(fake.asked, name),
    said: (name) => heard(fake.commands, name),
    card: (id) => page.locator(`[data-card="${id}"]`),
    column: (id) => page.locator(`[data-column="${id}"]`),
    drawn: (column) =>
      page
        .locator(`[data-column="${column}"] [data-card]`)
        .evaluateAll((cards) => cards.map((card) => (card as HTMLElement).dataset.card ?? '')),
    hears: (text) =>
      page.locator('[role=status].unseen, [role=alert].unseen', { hasText: text }).waitFor({ state: 'attached' }),
    focusedCard: () => page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.card),
    close: async () => {
      fake.dispose();
      await webview.close();
    },
  };
}
