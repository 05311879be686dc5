/** What the page puts on a card for VS Code's context menu. */
export interface CardContext {
  readonly card?: unknown;
  /** All selected cards, when the one under the pointer is among them. */
  readonly cards?: unknown;
}

/** The cards that a context menu was opened on. What a page says is checked, here too. */
export function cardsOf(context: CardContext | undefined): string[] {
  const named = Array.isArray(context?.cards) && context.cards.length > 0 ? context.cards : [context?.card];
  return named.filter((id): id is string => typeof id === 'string' && id.length > 0 && id.length <= 300);
}
