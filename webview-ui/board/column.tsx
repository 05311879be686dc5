import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Severity } from '../../src/core/board/card';
import type { CardView, ColumnView } from '../../src/protocol/board';
import { IconButton } from '../ui/controls';
import { Icon } from '../ui/icon';
import { t, tn } from '../ui/l10n';
import { readOnlyReason } from './actions';
import type { CardSize } from './card';
import { makeDropTarget, scrollWhileHeld } from './drag';
import { QuickCreate } from './quick-create';
import { past } from './state/clock';
import { dropLine, lifted, over, refusedBecause } from './state/pointer';
import { rememberScroll } from './state/scroll';
import { quickCreate } from './state/shell';
import { cardOf, complete } from './state/store';
import { isFiltered, setView, shownOf, view } from './state/view';
import { VirtualCards } from './virtual-cards';

const DEGREE: Readonly<Record<Severity, number>> = { warning: 1, error: 2, critical: 3 };

/** The worst diagnostic of a column's shown cards; a rail and a tab show it. */
function worstOf(cards: readonly CardView[]): Severity | 'gate' | undefined {
  let worst: Severity | undefined;
  let gate = false;
  for (const { diagnostic, gate: asks } of cards) {
    if (diagnostic && (!worst || DEGREE[diagnostic.severity] > DEGREE[worst])) worst = diagnostic.severity;
    if (asks) gate = true;
  }
  return worst ?? (gate ? 'gate' : undefined);
}

export function WorstIcon({ cards }: { readonly cards: readonly CardView[] }) {
  const worst = worstOf(cards);
  if (!worst) return null;
  if (worst === 'gate') return <Icon name="bell-dot" />;
  return worst === 'warning' ? <Icon name="warning" tone="warning" /> : <Icon name="error" tone="error" />;
}

/** The number in a column's head: what passes the filters, and of how many. */
function countWords(column: ColumnView, shown: number): string {
  return isFiltered.value && shown !== column.count ? t('{0} of {1}', shown, column.count) : String(column.count);
}

function foldColumn(id: string, folded: boolean): void {
  setView({ folded: { ...view.peek().folded, [id]: folded } });
}

export function Rail({ column }: { readonly column: ColumnView }) {
  const box = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => (box.current ? makeDropTarget(box.current, { column: column.id }) : undefined), [column.id]);
  const cards = shownOf(column.id).value;
  return (
    <button
      ref={box}
      type="button"
      class={`rail${dropClass(column.id)}`}
      title={t('Unfold {0}', column.title)}
      aria-label={t('{0} {1}, folded', column.title, countWords(column, cards.length))}
      aria-expanded="false"
      data-rail={column.id}
      data-refocus={`fold/${column.id}`}
      onClick={() => foldColumn(column.id, false)}
    >
      <span class="rail__name">
        <b>{column.title}</b> <span class="second figures">{countWords(column, cards.length)}</span>
      </span>
      <WorstIcon cards={cards} />
    </button>
  );
}

function dropClass(column: string): string {
  if (over.value?.column !== column) return '';
  if (refusedBecause(column)) return ' is-refused';
  const moves = [...lifted.value].some((id) => cardOf(id)?.column !== column);
  return moves || dropLine.value?.list === column ? ' is-over' : '';
}

interface ColumnProps {
  readonly column: ColumnView;
  readonly width: number;
}

export function Column({ column, width }: ColumnProps) {
  const box = useRef<HTMLElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const cards = shownOf(column.id).value;
  useLayoutEffect(
    () => (box.current ? makeDropTarget(box.current, { column: column.id, list: column.id }) : undefined),
    [column.id],
  );
  useEffect(() => (scroller.current ? scrollWhileHeld(scroller.current) : undefined), []);
  useEffect(() => (scroller.current ? rememberScroll(column.id, scroller.current) : undefined), [column.id]);
  return (
    <section
      ref={box}
      class={`column${dropClass(column.id)}`}
      style={{ width: `${width}px` }}
      aria-label={tn('{1}, {0} card', '{1}, {0} cards', column.count, column.title)}
      data-column={column.id}
    >
      <ColumnHead column={column} shown={cards.length} />
      <RefusedHere column={column.id} />
      {quickCreate.value === column.id ? <QuickCreate column={column} /> : null}
      <div class="column__scroll" ref={scroller}>
        <VirtualCards
          name={column.id}
          label={column.title}
          cards={cards}
          width={width}
          inner={width - CARD_INSET}
          size={cardSize(column, width)}
          scroller={scroller}
        />
        {cards.length === 0 ? <ColumnWords column={column} /> : null}
      </div>
    </section>
  );
}

/** Border and padding of a column, left and right. */
export const CARD_INSET = 14;

export function cardSize(column: ColumnView, width: number): CardSize {
  return column.quiet === true && width < 240 ? 'short' : 'normal';
}

export function ColumnHead({ column, shown }: { readonly column: ColumnView; readonly shown: number }) {
  const creatable = column.creatable && readOnlyReason() === undefined;
  return (
    <header class="column__head">
      <h2 class="column__title">{column.title}</h2>
      <span class="second figures">{countWords(column, shown)}</span>
      <span class="column__tools">
        {creatable ? (
          <IconButton
            small
            icon="add"
            title={t('New card in {0}', column.title)}
            onClick={() => {
              quickCreate.value = column.id;
            }}
          />
        ) : null}
        <IconButton
          small
          icon="fold"
          title={t('Fold {0}', column.title)}
          refocus={`fold/${column.id}`}
          onClick={() => foldColumn(column.id, true)}
        />
      </span>
    </header>
  );
}

/** Why the cards that are held may not be dropped here; said while they are still held. */
export function RefusedHere({ column }: { readonly column: string }) {
  const why = over.value?.column === column ? refusedBecause(column) : undefined;
  if (!why) return null;
  return (
    <p class="refused">
      <Icon name="error" tone="error" />
      <span>{why.message}</span>
    </p>
  );
}

/** What stands where no card does: another word for "nothing matches", "nothing was" and "not read yet". */
export function ColumnWords({ column }: { readonly column: ColumnView }) {
  if (!complete.value && column.count > 0) return <Blocks count={Math.min(3, column.count)} />;
  if (past.value) return <p class="column__words second">{t('Nothing was here.')}</p>;
  if (isFiltered.value && column.count > 0) return <p class="column__words second">{t('No card matches.')}</p>;
  return column.empty ? <p class="column__words second">{column.empty}</p> : null;
}

/** Card-shaped, as high as a card, without shimmer. */
export function Blocks({ count }: { readonly count: number }) {
  return (
    <div class="blocks" aria-hidden="true">
      {Array.from({ length: count }, (_, index) => (
        <div class="card card--block" key={index}>
          <i />
          <i />
          <i />
          <i />
        </div>
      ))}
    </div>
  );
}
