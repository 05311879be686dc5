import type { Page } from 'playwright-core';

/** Waits until that is what stands in a field. */
export async function holds(page: Page, selector: string, text: string): Promise<void> {
  await page.waitForFunction(
    ([field, wanted]) => document.querySelector<HTMLTextAreaElement>(field)?.value === wanted,
    [selector, text] as const,
  );
}

export const emptied = (page: Page, selector: string): Promise<void> => holds(page, selector, '');
