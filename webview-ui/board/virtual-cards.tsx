import { useComputed } from '@preact/signals';
import { defaultRangeExtractor, type Range, type Virtualizer } from '@tanstack/virtual-core';
import { useCallback, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { CardView } from '../../src/protocol/board';
import { Card, type CardSize } from './card';
import { focused, focusWanted, registerScroller } from './state/focus';
import { dropLine, registerGaps } from './state/pointer';
import { useVirtual } from './use-virtual';

const CARD_GAP = 6;
/** So far beyond the edge cards are drawn before they come into view. */
const NEAR = 300;

type Virtual = Virtualizer<HTMLElement, HTMLElement>;

export interface ScrollerRef {
  readonly current: HTMLElement | null;
}

interface VirtualCardsProps {
  /** Names the list: a column, or a column of a lane. */
  readonly name: string;
  readonly label: string;
  readonly cards: readonly CardView[];
  /** Of the column, and of the cards in it: fixed, so that a scroll bar that comes and goes moves nothing. */
  readonly width: number;
  readonly inner: number;
  readonly size: CardSize;
  readonly scroller: ScrollerRef;
  /** Where the list begins within what scrolls. */
  readonly margin?: number;
  readonly onHeight?: (height: number) => void;
}

/**
 * How high a card will be, near enough that nothing jumps when it is measured. No card is so high to the quarter pixel: the
 * virtualizer keeps what it measured only where that differs, and another width would have the card estimated again.
 */
function estimate(card: CardView, width: number): number {
  const inside = Math.max(60, width - 34);
  const title = Math.min(3, Math.ceil((card.title.length * 6.9) / inside)) * 18;
  const state = card.state ? 4 + Math.min(3, Math.ceil((card.state.text.length * 6.2) / (inside - 20))) * 16 : 0;
  const gate = card.state?.kind === 'gate' ? 20 : 0;
  return 7 + 16 + 2 + title + state + gate + 8 + 16 + 10.25;
}

/** Draws only the cards that are in view, and the one that has the focus. */
export function VirtualCards({
  name,
  label,
  cards,
  width,
  inner,
  size,
  scroller,
  margin = 0,
  onHeight,
}: VirtualCardsProps) {
  const list = useRef(cards);
  list.current = cards;
  const virtual = useVirtualCards(list, width, scroller, margin);
  const total = virtual.getTotalSize();
  const { scrollOffset, scrollRect } = virtual;
  // A list that is out of view altogether (a lane above or below) still gets a card or two from the virtualizer.
  const isNear = (start: number, end: number) =>
    scrollRect === null ||
    scrollRect.height === 0 ||
    (end > (scrollOffset ?? 0) - NEAR && start < (scrollOffset ?? 0) + scrollRect.height + NEAR);
  useLayoutEffect(() => onHeight?.(total), [total]);
  useLayoutEffect(
    () =>
      registerScroller(name, (id) => {
        const index = list.current.findIndex((card) => card.id === id);
        if (index >= 0) virtual.scrollToIndex(index, { align: 'auto' });
        return index >= 0;
      }),
    [name, virtual],
  );
  useLayoutEffect(
    () =>
      registerGaps(name, (clientY) => {
        const top = scroller.current?.getBoundingClientRect().top ?? 0;
        const at = clientY - top + (virtual.scrollOffset ?? 0);
        const { measurementsCache: places } = virtual;
        const gap = places.findIndex(({ start, size: high }) => at < start + high / 2);
        return gap < 0 ? places.length : gap;
      }),
    [name, virtual],
  );
  return (
    <ul class="cards" aria-label={label} style={{ width: `${inner}px`, height: `${total}px` }}>
      {virtual.getVirtualItems().map(({ index, key, start, end }) => {
        const card = cards[index];
        return card && (isNear(start, end) || card.id === focused.peek()) ? (
          <Row
            key={key}
            card={card}
            index={index}
            start={start - margin}
            total={cards.length}
            size={size}
            measure={virtual.measureElement}
          />
        ) : null;
      })}
      <Line name={name} yOf={(index) => lineY(virtual, index, margin)} />
    </ul>
  );
}

/** Between the two cards; at the edge of what is in view where they are further up or down. */
function lineY(
  { measurementsCache: places, scrollOffset, scrollRect }: Virtual,
  index: number,
  margin: number,
): number {
  const before = places[index];
  const y = before ? before.start - CARD_GAP / 2 : (places.at(-1)?.end ?? 0) + CARD_GAP / 2;
  const top = scrollOffset ?? 0;
  return Math.max(top + 1, Math.min(y, top + (scrollRect?.height ?? y) - 3)) - margin;
}

/** Where the held cards come to stand, and what else that changes. */
function Line({ name, yOf }: { readonly name: string; readonly yOf: (index: number) => number }) {
  const line = useComputed(() => (dropLine.value?.list === name ? dropLine.value : null)).value;
  if (!line) return null;
  return (
    <li
      class={line.index === 0 ? 'cards__line is-first' : 'cards__line'}
      aria-hidden="true"
      style={{ transform: `translateY(${yOf(line.index)}px)` }}
    >
      {line.words === undefined ? null : <span class="cards__words figures">{line.words}</span>}
    </li>
  );
}

function useVirtualCards(
  list: { readonly current: readonly CardView[] },
  width: number,
  scroller: ScrollerRef,
  margin: number,
) {
  const cards = list.current;
  const focusAt = (): number => {
    const id = focusWanted.peek() ?? focused.peek();
    return id === null ? -1 : cards.findIndex((card) => card.id === id);
  };
  // The same functions for the same list: another one has every card of the list measured anew.
  const getItemKey = useCallback((index: number) => cards[index]?.id ?? index, [cards]);
  const estimateSize = useCallback(
    (index: number) => {
      const card = cards[index];
      return card ? estimate(card, width) : 100;
    },
    [cards, width],
  );
  return useVirtual({
    count: cards.length,
    getScrollElement: () => scroller.current,
    // Of lists that share what scrolls, one that comes into view later begins where it is: it would put it back to its start.
    initialOffset: () => scroller.current?.scrollTop ?? 0,
    estimateSize,
    getItemKey,
    overscan: 2,
    gap: CARD_GAP,
    scrollMargin: margin,
    initialRect: { width, height: 0 },
    rangeExtractor: (range: Range) => {
      const shown = defaultRangeExtractor(range);
      const at = focusAt();
      if (at < 0 || shown.includes(at)) return shown;
      return at < (shown[0] ?? 0) ? [at, ...shown] : [...shown, at];
    },
  });
}

interface RowProps {
  readonly card: CardView;
  readonly index: number;
  readonly start: number;
  readonly total: number;
  readonly size: CardSize;
  readonly measure: (element: HTMLElement | null) => void;
}

function Row({ card, index, start, total, size, measure }: RowProps) {
  // The same vnode as before is not drawn again: scrolling costs what came into view.
  const drawn = useMemo(
    () => <Card card={card} size={size} position={index + 1} total={total} />,
    [card, size, index, total],
  );
  return (
    <li class="cards__row" data-index={index} ref={measure} style={{ transform: `translateY(${start}px)` }}>
      {drawn}
    </li>
  );
}
