import type { Page } from 'playwright-core';

/**
 * Picks from the list that asks for this. The palette stands in its place until it comes, and takes what is typed too
 * early for itself; rows that were there before the typing carry no marks of it.
 */
export async function pickFrom(page: Page, question: string, row: string): Promise<void> {
  await page.locator(`.quick-input-widget input.input[placeholder^="${question}"]`).fill(row);
  const marked = page.locator('.highlight', { hasText: row });
  await page.locator('.quick-input-list .monaco-list-row', { has: marked }).first().click();
}
