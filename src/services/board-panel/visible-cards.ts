import type { CardView, ViewState } from '../../protocol/board';

/** The archive is shown only to who asks for it. */
export const hidden = (card: CardView | undefined, view: ViewState) => card?.column === 'archived' && !view.archived;

export function* visible(cards: Iterable<CardView>, view: ViewState): Iterable<CardView> {
  for (const card of cards) if (!hidden(card, view)) yield card;
}

export const byId = (cards: Iterable<CardView>) => new Map([...cards].map((card) => [card.id, card] as const));
