import { keepSoon, kept } from './host-api';

/**
 * Where a person was in the page: the field and the place in it. A page that is made anew (reload, hidden and shown, another
 * window, another extension host) goes there again; at once if the page before it had the focus until it ended.
 */
interface FocusPlace {
  readonly selector: string;
  /** The how manieth that fits. */
  readonly index: number;
  readonly from?: number;
  readonly to?: number;
}

interface Leave {
  readonly at: number;
  readonly focused: boolean;
}

/** The editor takes the focus out of a page just before it ends it. */
const JUST_NOW_MS = 500;
/** A new page that comes later than that is another visit. */
const SAME_VISIT_MS = 10_000;
/** So long something may take to be drawn that had the focus. */
const DRAWN_WITHIN_MS = 5000;

let blurredAt = 0;

export function watchFocus(): void {
  addEventListener('focusin', remember);
  addEventListener('input', remember, { passive: true });
  addEventListener('keyup', remember, { passive: true });
  addEventListener('pointerup', remember, { passive: true });
  addEventListener('blur', () => {
    blurredAt = Date.now();
  });
  // Before what is kept is written for the last time.
  addEventListener('pagehide', leave, { capture: true });
}

/** To be called when the page has drawn what it shows. */
export function returnFocus(): void {
  const place = kept<FocusPlace | null>('focusAt');
  const left = kept<Leave>('left');
  if (!place) return;
  const atOnce = left?.focused === true && Date.now() - left.at < SAME_VISIT_MS;
  if (atOnce || document.hasFocus()) whenDrawn(place);
  else addEventListener('focus', () => whenDrawn(place), { once: true });
}

function remember(): void {
  const element = document.activeElement;
  if (!element || element === document.body) return;
  const selector = selectorOf(element);
  if (selector === undefined) return;
  const field = fieldOf(element);
  const index = [...document.querySelectorAll(selector)].indexOf(element);
  keepSoon('focusAt', {
    selector,
    index,
    ...(field && { from: field.selectionStart ?? undefined, to: field.selectionEnd ?? undefined }),
  });
}

function leave(): void {
  remember();
  const focused = document.hasFocus() || Date.now() - blurredAt < JUST_NOW_MS;
  keepSoon('left', { at: Date.now(), focused } satisfies Leave);
}

function selectorOf(element: Element): string | undefined {
  for (const name of ['data-card', 'data-comment', 'data-search', 'id', 'aria-label']) {
    const value = element.getAttribute(name);
    if (value !== null) return `${element.localName}[${name}="${CSS.escape(value)}"]`;
  }
  return undefined;
}

function whenDrawn({ selector, index, from, to }: FocusPlace): void {
  const go = (): boolean => {
    // Somebody was quicker.
    if (document.activeElement && document.activeElement !== document.body) return true;
    const element = document.querySelectorAll<HTMLElement>(selector)[index];
    if (!element) return false;
    element.focus({ preventScroll: true });
    const field = fieldOf(element);
    if (field && from !== undefined) field.setSelectionRange(from, to ?? from);
    return true;
  };
  if (go()) return;
  const watching = new MutationObserver(() => go() && watching.disconnect());
  watching.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => watching.disconnect(), DRAWN_WITHIN_MS);
}

/** Where the text is: the toolkit's fields have it within them. */
function fieldOf(element: Element): HTMLInputElement | HTMLTextAreaElement | undefined {
  const inner = element.shadowRoot?.querySelector('input, textarea') ?? element;
  const isText =
    inner instanceof HTMLTextAreaElement || (inner instanceof HTMLInputElement && /text|search/.test(inner.type));
  return isText ? inner : undefined;
}
