import type { CardView, MadeVerb, TaskVerb } from './board';

/** Verbs of a task that ask nothing of the others: what the board's rules allow by the column alone. */
type StateVerb = Extract<TaskVerb, 'unblock' | 'block' | 'complete' | 'requestChanges' | 'reclaim'>;
/** What can be done with a card of a stored board from a menu. */
export type TaskOffer = 'move' | 'assign' | 'priority' | 'archive' | 'restore' | 'source' | StateVerb;
export type CardOffer = TaskOffer | MadeVerb;

const BY_COLUMN: Readonly<Record<string, readonly StateVerb[]>> = {
  ready: ['block', 'complete'],
  running: ['block', 'complete', 'reclaim'],
  blocked: ['unblock', 'complete'],
  review: ['complete', 'requestChanges'],
};

/** What both menus of a card offer, ours and VS Code's: the same. `several`: for all selected cards at once. */
export function cardOffers(card: CardView, several: boolean, changeable: boolean): readonly CardOffer[] {
  if (card.opens) return [...(card.offers ?? []), 'move'];
  const source: readonly TaskOffer[] = card.project && !several ? ['source'] : [];
  if (!changeable) return source;
  return [
    'move',
    'assign',
    'priority',
    ...(several ? [] : (BY_COLUMN[card.column] ?? [])),
    card.column === 'archived' ? 'restore' : 'archive',
    ...source,
  ];
}

/** What the page writes on a card for VS Code's context menu: `when` clauses read the offers, commands get the whole. */
interface CardContext {
  readonly webviewSection: 'card';
  readonly preventDefaultContextMenuItems: true;
  readonly card: string;
  /** All selected cards, when this one is among them. */
  readonly cards?: readonly string[];
  /** As words. */
  readonly signalboxOffers: string;
}

export function cardContext(card: CardView, selected: ReadonlySet<string>, changeable: boolean): string {
  const several = selected.has(card.id) && selected.size > 1;
  const context: CardContext = {
    webviewSection: 'card',
    preventDefaultContextMenuItems: true,
    card: card.id,
    ...(several && { cards: [...selected] }),
    signalboxOffers: cardOffers(card, several, changeable).join(' '),
  };
  return JSON.stringify(context);
}
