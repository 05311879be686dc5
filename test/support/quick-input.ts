import type { Page } from 'playwright-core';

/**
 * Picks from the list that asks for this, with the keyboard: the palette stands in its place until it comes and would take
 * for itself what is typed too early, and a list that is filled while one looks at it gives its rows to others under the click.
 */
export async function pickFrom(page: Page, question: string, row: string, detail: string | RegExp = ''): Promise<void> {
  const input = page.locator(`.quick-input-widget input.input[placeholder^="${question}"]`);
  await input.fill(row);
  const marked = page.locator('.label-name .highlight', { hasText: row });
  await page.locator('.quick-input-list .monaco-list-row.focused', { has: marked, hasText: detail }).waitFor();
  await input.press('Enter');
}

/**
 * Waits until the editor knows that the page in its webview has the focus no more. It asks the page four times a second, and
 * what has the focus again while a "no" from before is under way is not told of it.
 */
export async function editorNoticesFocusLeft(page: Page): Promise<void> {
  const around = await (await page.locator('iframe.webview.ready').last().elementHandle())?.contentFrame();
  await around?.evaluate(async () => {
    for (let asked = 0; asked < 3; asked += 1) await new Promise((resolve) => setTimeout(resolve, 250));
  });
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
}
