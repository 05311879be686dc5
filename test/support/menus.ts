import type { Page } from 'playwright-core';
import { stretched } from './slow';

const LIMIT = stretched(60_000);
const LOOK_AGAIN = 1_000;

/** From the menu that is open. It does not hear a click in its first moments, and stays open then. */
export async function pickFromMenu(page: Page, text: string): Promise<void> {
  const menu = page.locator('.monaco-menu');
  for (const end = Date.now() + LIMIT; ; ) {
    await menu.locator('.action-label', { hasText: text }).click();
    const closed = await menu.waitFor({ state: 'detached', timeout: LOOK_AGAIN }).then(
      () => true,
      () => false,
    );
    if (closed) return;
    if (Date.now() > end) throw new Error(`The menu stays open when "${text}" is clicked.`);
  }
}
