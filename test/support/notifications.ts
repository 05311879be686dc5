import type { Locator, Page } from 'playwright-core';
import { stretched } from './slow';

const LIMIT = stretched(60_000);
const LOOK_AGAIN = 2_000;

/**
 * The notification that says this. The window of a test shows no toasts, so it is read in the notification centre, which
 * closes by itself when the last notification goes: it is opened again until the one in question is there.
 */
export async function notification(page: Page, text: string | RegExp): Promise<Locator> {
  const centre = page.locator('.notifications-center');
  const row = centre.locator('.notification-list-item', { hasText: text }).first();
  for (const end = Date.now() + LIMIT; ; ) {
    if (!(await centre.isVisible())) {
      await page.locator('.statusbar-item[id="status.notifications"] a').click();
      // Its tooltip would lie over the buttons for as long as the pointer stays.
      await page.mouse.move(1, 1);
    }
    const found = await row.waitFor({ timeout: LOOK_AGAIN }).then(
      () => true,
      () => false,
    );
    if (found) return row;
    if (Date.now() > end) throw new Error(`No notification says ${text}.`);
  }
}

export async function answerNotification(page: Page, text: string | RegExp, button: string): Promise<void> {
  await (await notification(page, text)).locator('.monaco-button', { hasText: button }).click();
}
