import { focusCard, focused, focusWanted, isOnShow, nextToGone, tabStop } from './state/focus';

function board(): HTMLElement | null {
  return document.querySelector<HTMLElement>('main.board');
}

/** A card that had the focus and is gone, folded away or filtered out: the focus stays near where it stood. */
export function insteadOfCard(gone: HTMLElement): boolean {
  const id = gone.dataset.card;
  const there = board();
  if (id === undefined || !there) return false;
  const to = focusWanted.peek() ?? besides(id);
  if (to === undefined) return false;
  // Until that card is drawn, the keys that go on from it are heard here.
  there.focus({ preventScroll: true });
  if (to !== null && to !== focusWanted.peek()) focusCard(to);
  return true;
}

/** `null`: no card is left; undefined: this one was left long ago. */
function besides(id: string): string | null | undefined {
  if (isOnShow(id)) return id;
  return nextToGone(id)?.id ?? (focused.peek() === id ? tabStop.peek() : undefined);
}

/** The drawer where it has the page to itself; else the board, whose keys begin at one of its cards. */
export function atLast(): HTMLElement | null {
  const beside = board();
  if (!beside) return document.querySelector<HTMLElement>('.drawer');
  const id = tabStop.peek();
  return (id === null ? null : beside.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"]`)) ?? beside;
}
