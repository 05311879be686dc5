import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { stretched } from './slow';

const LIMIT_MS = 30_000;
const LOOK_AGAIN_MS = 25;

/** Waits until the probe answers something, for what is announced by no event. */
export async function eventually<T>(
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  what: string | (() => string),
): Promise<T> {
  const limitMs = stretched(LIMIT_MS);
  const end = Date.now() + limitMs;
  for (;;) {
    const answer = await probe();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end)
      throw new Error(`Waited ${limitMs / 1000} s in vain: ${typeof what === 'string' ? what : what()}.`);
    await delay(LOOK_AGAIN_MS);
  }
}

/** Waits until what is looked at is this, and fails with what it is instead. */
export async function becomes<T>(look: () => T | Promise<T>, wanted: T, why?: string): Promise<void> {
  for (const end = Date.now() + stretched(LIMIT_MS); ; ) {
    try {
      return assert.deepEqual(await look(), wanted, why);
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await delay(LOOK_AGAIN_MS);
  }
}
