import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Frame, Page } from 'playwright-core';

const LINES = 12;
const WIDTH = 200;
const PATIENCE_MS = 3_000;

/**
 * What a window shows in words, for who has nothing of a failed run but the end of its output. It fails no run and holds
 * none up: what does not answer in time is left out.
 */
export async function evidenceOf(page: Page, log: string): Promise<string[]> {
  const shown = await inTime(page.evaluate(seenInWindow), ['the window does not answer']);
  const frames = page.frames().filter((frame) => frame.name() === 'active-frame' || frame.parentFrame()?.parentFrame());
  const pages = await Promise.all(frames.map((frame) => inTime(seenInFrame(frame), '')));
  const told = await inTime(notifications(page), []);
  const logged = log.trimEnd().split('\n').slice(-3);
  const lines = [
    ...shown,
    ...told.map((text) => `notification: ${text}`),
    ...pages.filter((text) => text !== '').map((text) => `page: ${text}`),
  ];
  return [...lines.slice(0, LINES - logged.length), ...logged.map((line) => `log: ${line}`)].map((line) =>
    line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line,
  );
}

/** So that the next test finds no dialog, menu or list of the one that failed before it. */
export async function putAway(page: Page): Promise<void> {
  const lying = page.locator('.monaco-dialog-box, .quick-input-widget, .monaco-menu').filter({ visible: true });
  for (let round = 0; round < 3; round += 1) {
    if ((await inTime(lying.count(), 0)) === 0) return;
    await inTime(page.keyboard.press('Escape'), undefined);
    await delay(200);
  }
}

/** What the extension wrote to its log. */
export function extensionLog(dataFolder: string): string {
  const logs = path.join(dataFolder, 'data/logs');
  if (!fs.existsSync(logs)) return '';
  const files = fs.readdirSync(logs, { recursive: true, encoding: 'utf8' });
  const own = files.filter((file) => file.includes('signalbox.signalbox') && file.endsWith('.log'));
  return own.map((file) => fs.readFileSync(path.join(logs, file), 'utf8')).join('\n');
}

function inTime<T>(work: Promise<T>, otherwise: T): Promise<T> {
  return Promise.race([work.catch(() => otherwise), delay(PATIENCE_MS, otherwise, { ref: false })]);
}

async function seenInFrame(frame: Frame): Promise<string> {
  const element = await frame.frameElement();
  if (!(await element.isVisible())) return '';
  return frame.evaluate(() => {
    const { activeElement: focused } = document;
    const at = focused && focused !== document.body ? ` [focus: ${focused.localName}.${focused.className}]` : '';
    return document.body.innerText.replace(/\s+/g, ' ').trim().slice(0, 160) + at;
  });
}

/** They are read in the notification centre, which is as it was afterwards. */
async function notifications(page: Page): Promise<string[]> {
  const toggle = () =>
    page.evaluate(() => document.querySelector<HTMLElement>('[id="status.notifications"] a')?.click());
  const centre = page.locator('.notifications-center');
  const closed = !(await centre.isVisible());
  if (closed) await toggle();
  const rows = centre.locator('.notification-list-item');
  await rows
    .first()
    .waitFor({ timeout: 500 })
    .catch(() => {});
  const texts = await rows.allInnerTexts();
  if (closed && (await centre.isVisible())) await toggle();
  return texts.map((text) => text.replace(/\s+/g, ' ').trim());
}

/** Runs in the window. */
function seenInWindow(): string[] {
  const all = (selector: string) =>
    [...document.querySelectorAll<HTMLElement>(selector)].filter((each) => each.checkVisibility());
  const words = (each: HTMLElement) => each.innerText.replace(/\s+/g, ' ').trim();
  const named = (name: string, selector: string) => all(selector).map((each) => `${name}: ${words(each)}`);
  const tabs = all('.tab').map((each) => (each.matches('.active') ? `[${words(each)}]` : words(each)));
  const views = all('.part.sidebar .pane-header, .part.auxiliarybar .pane-header, .part.panel .pane-header').map(
    (each) => words(each) + (each.getAttribute('aria-expanded') === 'false' ? ' (closed)' : ''),
  );
  const parts = all('.part.sidebar, .part.auxiliarybar, .part.panel').map((each) => each.classList[1]);
  const focused = document.activeElement;
  const label = focused?.getAttribute('aria-label') ?? focused?.className;
  return [
    `tabs: ${tabs.join(' | ')}; focus: ${focused?.localName} ${String(label).slice(0, 60)}`,
    `views: ${views.join(', ')}; parts: ${parts.join(', ')}`,
    ...named('dialog', '.monaco-dialog-box'),
    ...named('menu', '.monaco-menu'),
    ...all('.quick-input-widget').map((each) => {
      const typed = each.querySelector<HTMLInputElement>('input.input')?.value ?? '';
      return `quick input "${typed}": ${words(each)}`;
    }),
  ];
}
