import { keep, kept } from '../../ui/host-api';

/** Where each list was scrolled to, over a reload of the page. Written when the scrolling ends, not while it goes on. */
const places: Record<string, number> = { ...kept<Record<string, number>>('scroll') };

function placeIn(list: string): number {
  return places[list] ?? 0;
}

/** Brings a list to where it was, and remembers where it goes. */
export function rememberScroll(list: string, element: HTMLElement): () => void {
  if (placeIn(list) > 0) element.scrollTop = placeIn(list);
  const ended = () => {
    if (placeIn(list) === element.scrollTop) return;
    places[list] = element.scrollTop;
    keep('scroll', { ...places });
  };
  element.addEventListener('scrollend', ended, { passive: true });
  return () => element.removeEventListener('scrollend', ended);
}
