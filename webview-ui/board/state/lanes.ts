import { computed } from '@preact/signals';
import type { CardView, ViewState } from '../../../src/protocol/board';
import { columns, head } from './store';
import { shownOf, view } from './view';

export interface Lane {
  /** '' for the cards that have none. */
  readonly key: string;
  readonly kind: 'agent' | 'person' | undefined;
  readonly count: number;
  readonly critical: number;
  readonly errors: number;
  readonly warnings: number;
  readonly cost: number;
  readonly cells: ReadonlyMap<string, readonly CardView[]>;
}

export function laneKey(card: CardView, by: ViewState['lanes']): string {
  if (by === 'assignee') return card.assignee?.name ?? '';
  return (by === 'tenant' ? card.tenant : card.project) ?? '';
}

interface Growing {
  kind: Lane['kind'];
  count: number;
  critical: number;
  errors: number;
  warnings: number;
  cost: number;
  readonly cells: Map<string, CardView[]>;
}

/** A made board is one list: what makes lanes is not on its cards. */
export const laneBy = computed<ViewState['lanes']>(() => (head.value?.kind === 'stored' ? view.value.lanes : 'none'));

/** The shown cards by lane, the lane with the worst trouble first. */
export const lanes = computed<readonly Lane[]>(() => {
  const by = laneBy.value;
  if (by === 'none') return [];
  const found = new Map<string, Growing>();
  for (const { id } of columns.value)
    for (const card of shownOf(id).value) {
      const key = laneKey(card, by);
      let lane = found.get(key);
      if (!lane) {
        lane = { kind: undefined, count: 0, critical: 0, errors: 0, warnings: 0, cost: 0, cells: new Map() };
        found.set(key, lane);
      }
      add(lane, card, by);
    }
  return [...found].map(([key, lane]) => ({ key, ...lane })).sort(byTrouble);
});

function add(lane: Growing, card: CardView, by: ViewState['lanes']): void {
  if (by === 'assignee') lane.kind = card.assignee?.kind;
  if (card.column !== 'done') lane.count += 1;
  lane.cost += card.costUsd ?? 0;
  if (card.diagnostic?.severity === 'critical') lane.critical += 1;
  if (card.diagnostic?.severity === 'error') lane.errors += 1;
  if (card.diagnostic?.severity === 'warning') lane.warnings += 1;
  const cell = lane.cells.get(card.column);
  if (cell) cell.push(card);
  else lane.cells.set(card.column, [card]);
}

function byTrouble(a: Lane, b: Lane): number {
  return (
    b.critical - a.critical ||
    b.errors - a.errors ||
    b.warnings - a.warnings ||
    Number(a.key === '') - Number(b.key === '') ||
    b.count - a.count ||
    a.key.localeCompare(b.key)
  );
}
