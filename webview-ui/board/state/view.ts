import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { BoardHead, CardView, ViewState } from '../../../src/protocol/board';
import { initialView } from '../../../src/protocol/board';
import { boardCommands } from '../../../src/protocol/board-messages';
import { keptSignal } from '../../ui/host-api';
import { send } from './connection';
import { columns, head, listOf } from './store';

/** What a person set up: search, filters, lanes, folding. The page leads, the host remembers. */
export const view = signal<ViewState>(initialView);

/** The host hears of it a moment later, and its memory may be older than the page that went away. */
const kept = keptSignal<Partial<ViewState> | null>('view', null);
let remembered: ViewState = initialView;
let timer: ReturnType<typeof setTimeout> | undefined;

/** The host's memory, taken over when the page starts; what this very panel had set up itself goes before it. */
export function takeView(hosts: ViewState): void {
  remembered = hosts;
  const own = kept.peek();
  view.value = own ? { ...hosts, ...own } : hosts;
}

export function setView(change: Partial<ViewState>): void {
  view.value = { ...view.peek(), ...change };
}

effect(() => {
  const current = view.value;
  if (current === remembered) return;
  kept.value = current;
  clearTimeout(timer);
  timer = setTimeout(() => {
    remembered = current;
    send(boardCommands.rememberView, current);
  }, 200);
});

export function toggled<T>(list: readonly T[], value: T): readonly T[] {
  return list.includes(value) ? list.filter((each) => each !== value) : [...list, value];
}

export type FilterField = 'assignees' | 'priorities' | 'tenants';

/** Made boards have neither assignees nor tenants to filter by. */
export function filterFields(kind: BoardHead['kind'] | undefined): readonly FilterField[] {
  if (kind === 'projects') return [];
  return kind === 'stories' ? ['priorities'] : ['assignees', 'priorities', 'tenants'];
}

/** What counts on this board: a filter that nobody could see and take off hides nothing. */
export const filters = computed((): ViewState => {
  const fields = filterFields(head.value?.kind);
  const { assignees, tenants, priorities } = view.value;
  return {
    ...view.value,
    assignees: fields.includes('assignees') ? assignees : [],
    tenants: fields.includes('tenants') ? tenants : [],
    priorities: fields.includes('priorities') ? priorities : [],
  };
});

export const isFiltered = computed(() => {
  const { text, assignees, tenants, priorities, attentionOnly } = filters.value;
  return text.trim() !== '' || assignees.length > 0 || tenants.length > 0 || priorities.length > 0 || attentionOnly;
});

export function clearFilters(): void {
  setView({ text: '', assignees: [], tenants: [], priorities: [], attentionOnly: false });
}

const haystacks = new WeakMap<CardView, string>();

function haystack(card: CardView): string {
  let text = haystacks.get(card);
  if (text === undefined) {
    text = [card.title, card.id, card.project, card.story, card.assignee?.name, card.tenant, card.state?.text]
      .filter(Boolean)
      .join('\n')
      .toLowerCase();
    haystacks.set(card, text);
  }
  return text;
}

/** Nobody, no tenant: filtered by the empty name. */
function matcher(wanted: ViewState): ((card: CardView) => boolean) | undefined {
  const words = wanted.text.toLowerCase().split(/\s+/).filter(Boolean);
  const { assignees, tenants, priorities, attentionOnly } = wanted;
  if (words.length + assignees.length + tenants.length + priorities.length === 0 && !attentionOnly) return undefined;
  return (card) =>
    (!attentionOnly || card.gate !== undefined || card.diagnostic !== undefined) &&
    (assignees.length === 0 || assignees.includes(card.assignee?.name ?? '')) &&
    (tenants.length === 0 || tenants.includes(card.tenant ?? '')) &&
    (priorities.length === 0 || priorities.includes(card.priority)) &&
    (words.length === 0 || words.every((word) => haystack(card).includes(word)));
}

const matches = computed(() => matcher(filters.value));
const shownLists = new Map<string, ReadonlySignal<readonly CardView[]>>();

/** The cards of a column that pass the filters, in order. */
export function shownOf(column: string): ReadonlySignal<readonly CardView[]> {
  let shown = shownLists.get(column);
  if (!shown) {
    shown = computed(() => {
      const list = listOf(column).value;
      const match = matches.value;
      return match ? list.filter(match) : list;
    });
    shownLists.set(column, shown);
  }
  return shown;
}

export const shownCount = computed(() =>
  columns.value.reduce((sum, column) => sum + shownOf(column.id).value.length, 0),
);

export const totalCount = computed(() => columns.value.reduce((sum, column) => sum + column.count, 0));
