/**
 * Whoever works by keyboard is nowhere when the thing that has the focus goes: a button that did its work, a dialog, a card
 * that moved. Then the focus goes to what took its place, else back the way it came, before the next key.
 */
interface FocusNet {
  /** Where to go instead of something that is gone, if its kind knows better; true when it went there itself. */
  readonly instead?: (gone: HTMLElement) => boolean;
  /** When there is no way back. */
  readonly atLast?: () => HTMLElement | null;
}

/** So far back the way is known. */
const WAY = 20;

const way: HTMLElement[] = [];
let net: FocusNet = {};

export function spreadFocusNet(given: FocusNet = {}): void {
  net = given;
  addEventListener('focusin', remember);
  addEventListener('pointerdown', leftByPointer, true);
  addEventListener('focus', ({ target }) => {
    if (target === window) comeBack();
  });
  new MutationObserver(catchFocus).observe(document.body, {
    childList: true,
    subtree: true,
    attributeFilter: ['disabled'],
  });
}

function remember({ target }: FocusEvent): void {
  if (!(target instanceof HTMLElement) || target === document.body) return;
  // Where there is nothing better: not a place to come back to.
  if (target.localName === 'main') return;
  const before = way.indexOf(target);
  if (before >= 0) way.splice(before, 1);
  way.push(target);
  if (way.length > WAY) way.shift();
}

/** A click beside everything takes the focus away on purpose; what lies over the page is left another way. */
function leftByPointer({ target }: PointerEvent): void {
  if (target instanceof Element && target.closest('dialog, .menu')) return;
  requestAnimationFrame(() => {
    const last = way.at(-1);
    if (!document.hasFocus() || document.activeElement !== document.body || !last?.isConnected) return;
    way.length = 0;
  });
}

function catchFocus(): void {
  const lost = way.at(-1);
  if (!lost || canHold(lost)) return;
  const now = document.activeElement;
  if (now !== null && now !== document.body && now !== lost) return;
  // Not from another part of the editor: then when the page is entered again.
  if (document.hasFocus()) goBack();
}

/** VS Code takes the focus off what has it when another part of the editor is entered: a menu, the palette, a file. */
function comeBack(): void {
  const last = way.at(-1);
  if (!last || document.activeElement !== document.body) return;
  if (canHold(last)) last.focus({ preventScroll: true });
  else goBack();
}

/** Leaves what has the focus for what had it before. */
export function focusBack(): void {
  way.pop();
  goBack();
}

function goBack(): void {
  while (way.length > 0) {
    const gone = way.pop()!;
    const there = canHold(gone) ? gone : sameAs(gone);
    if (there) {
      there.focus({ preventScroll: true });
      return;
    }
    if (net.instead?.(gone)) return;
  }
  net.atLast?.()?.focus({ preventScroll: true });
}

function canHold(element: HTMLElement): boolean {
  return element.isConnected && !element.matches(':disabled, [disabled]');
}

/** What was drawn anew, or took its place, bears its mark. */
function sameAs(gone: HTMLElement): HTMLElement | null {
  const mark = gone.dataset.refocus;
  return mark === undefined ? null : document.querySelector<HTMLElement>(`[data-refocus="${CSS.escape(mark)}"]`);
}
