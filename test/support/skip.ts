import type { Context, Runnable } from 'mocha';

export const SKIP_REASON = 'skipReason';

/** Skips the test (or, from a hook, the tests of its suite) and says why in the summary of the run. A skip without a reason fails the run. */
export function skipBecause(context: Context, reason: string): never {
  // Inside a hook, `test` is the hook itself: its suite is skipped, or the one test it was called for.
  const test: Runnable | undefined = context.test;
  const inHook = test !== undefined && Reflect.get(test, 'type') === 'hook';
  const forOne = inHook && test.title.includes(' each"');
  const target = forOne ? context.currentTest : inHook ? test.parent : test;
  if (target) Object.assign(target, { [SKIP_REASON]: reason });
  return context.skip();
}
