/**
 * `npm test -- --slow 8` runs the tests as on a machine that is so many times slower: pages get that part of the
 * processor, and what page and host say to each other is under way for a while. A test that looks before something can
 * have happened fails here, every time, and not on somebody's busy machine, now and then.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';

export const SLOW = 'SIGNALBOX_TEST_SLOW';

const factor = Number(process.env[SLOW] ?? 1);
const LAG_MS = 15;

export async function slowDown(page: Page): Promise<void> {
  if (factor <= 1) return;
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: factor });
}

/** What is said arrives late, in the order in which it was said. */
export function late<T extends unknown[], R>(arrive: (...said: T) => R | Promise<R>): (...said: T) => Promise<R> {
  if (factor <= 1) return async (...said) => arrive(...said);
  let before: Promise<unknown> = Promise.resolve();
  return (...said) => {
    const turn = Promise.all([before, delay(LAG_MS * factor)]);
    before = turn;
    return turn.then(() => arrive(...said));
  };
}
