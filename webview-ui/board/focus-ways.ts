import { focusCard, isOnShow, nextToGone, tabStop } from './state/focus';

function board(): HTMLElement | null {
  return document.querySelector<HTMLElement>('main.board');
}

/** A card that had the focus and is gone, folded away or filtered out: the focus stays near where it stood. */
export function insteadOfCard(gone: HTMLElement): boolean {
  const id = gone.dataset.card;
  if (id === undefined || !board()) return false;
  const to = isOnShow(id) ? id : nextToGone(id)?.id;
  if (to === undefined) return false;
  // Until that card is drawn, the keys that go on from it are heard here.
  board()?.focus({ preventScroll: true });
  focusCard(to);
  return true;
}

/** The drawer where it has the page to itself; else the board, whose keys begin at one of its cards. */
export function atLast(): HTMLElement | null {
  const beside = board();
  if (!beside) return document.querySelector<HTMLElement>('.drawer');
  const id = tabStop.peek();
  return (id === null ? null : beside.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"]`)) ?? beside;
}
