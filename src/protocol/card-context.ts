import type { CardView } from './board';

/** What the page writes on a card for VS Code's context menu: `when` clauses read the keys, commands get the whole. */
export interface CardContext {
  readonly webviewSection: 'card';
  readonly preventDefaultContextMenuItems: true;
  readonly card: string;
  /** All selected cards, when this one is among them. */
  readonly cards?: readonly string[];
  readonly signalboxCard: 'task' | 'project' | 'story';
  readonly signalboxColumn: string;
  /** What the card of a made board offers, as words. */
  readonly signalboxOffers?: string;
}

export function cardContext(card: CardView, selected: ReadonlySet<string>): string {
  const context: CardContext = {
    webviewSection: 'card',
    preventDefaultContextMenuItems: true,
    card: card.id,
    ...(selected.has(card.id) && selected.size > 1 && { cards: [...selected] }),
    signalboxCard: card.opens?.kind ?? 'task',
    signalboxColumn: card.column,
    ...(card.offers && { signalboxOffers: card.offers.join(' ') }),
  };
  return JSON.stringify(context);
}
