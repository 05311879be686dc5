/**
 * `npm test -- --slow 8` runs the tests as on a machine that is so many times slower: pages and windows get that part of
 * the processor, frames and timers of our pages come late, and what page and host say to each other is under way for a
 * while. A test that looks before something can have happened fails here, every time, and not on somebody's busy machine,
 * now and then.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Frame, Page } from 'playwright-core';

export const SLOW = 'SIGNALBOX_TEST_SLOW';

const factor = Number(process.env[SLOW] ?? 1);
const LAG_MS = 15;

/** So long where everything takes so much longer. */
export function stretched(ms: number): number {
  return ms * Math.max(1, factor);
}

/** A page that is one of ours as a whole. To be called before it loads anything. */
export async function slowDown(page: Page): Promise<void> {
  if (factor <= 1) return;
  await page.addInitScript(hinder, { lagMs: LAG_MS * factor, webviews: false });
  await throttle(page);
}

/** A window of the editor, with all the webviews and further windows that come to be in it. */
export async function slowDownWindow(page: Page): Promise<void> {
  if (factor <= 1) return;
  const context = page.context();
  await context.addInitScript(hinder, { lagMs: LAG_MS * factor, webviews: true });
  const slow = async (each: Page) => {
    // Frames in a process of their own are throttled on their own; the others have no session.
    each.on('framenavigated', (frame) => void (frame.parentFrame() && throttle(frame).catch(() => {})));
    await throttle(each);
  };
  context.on('page', (another) => void slow(another).catch(() => {}));
  await slow(page);
}

async function throttle(what: Page | Frame): Promise<void> {
  const context = 'context' in what ? what.context() : what.page().context();
  const session = await context.newCDPSession(what);
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

interface Hindrance {
  readonly lagMs: number;
  /** The webviews in a window are meant, not the page itself. There the test is not the host, so messages are made late too. */
  readonly webviews: boolean;
}

/** Runs in the page before its own scripts: as where the compositor starves, and a frame comes long after it was asked for. */
function hinder({ lagMs, webviews }: Hindrance): void {
  // The frame into which the editor will write the page of an extension.
  if (webviews && window.frameElement?.id !== 'pending-frame') return;
  const { setTimeout: after, requestAnimationFrame: inFrame, ResizeObserver: Sizes } = window;
  const waiting = new Map<number, number>();
  let next = 1_000_000;
  window.setTimeout = ((call: TimerHandler, ms = 0, ...rest: unknown[]) =>
    after(call, ms + lagMs, ...rest)) as typeof window.setTimeout;
  window.requestAnimationFrame = (draw) => {
    const id = next++;
    const timer = after(() => {
      inFrame((now) => {
        if (waiting.delete(id)) draw(now);
      });
    }, lagMs);
    waiting.set(id, timer);
    return id;
  };
  window.cancelAnimationFrame = (id) => {
    clearTimeout(waiting.get(id));
    waiting.delete(id);
  };
  window.ResizeObserver = class extends Sizes {
    #observes = true;

    constructor(tell: ResizeObserverCallback) {
      super((entries) => void after(() => this.#observes && tell(entries, this), lagMs));
    }

    override disconnect(): void {
      this.#observes = false;
      super.disconnect();
    }

    override observe(target: Element, options?: ResizeObserverOptions): void {
      this.#observes = true;
      super.observe(target, options);
    }
  };
  if (!webviews) return;
  const listen = window.addEventListener;
  window.addEventListener = ((type: string, heard: EventListener, options?: AddEventListenerOptions) => {
    const hear = type === 'message' ? (event: Event) => void after(() => heard(event), lagMs) : heard;
    listen.call(window, type, hear, options);
  }) as typeof window.addEventListener;
  type Acquire = () => { readonly postMessage: (...said: unknown[]) => void };
  let acquire: Acquire | undefined;
  Object.defineProperty(window, 'acquireVsCodeApi', {
    get: () => acquire,
    set: (given: Acquire) => {
      acquire = () => {
        const api = given();
        return { ...api, postMessage: (...said) => void after(() => api.postMessage(...said), lagMs) };
      };
    },
  });
}
