import { signal } from '@preact/signals';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ViewState } from '../../src/protocol/board';
import { Button, Chip, IconButton, ToolButton, Who } from '../ui/controls';
import { focusBack } from '../ui/focus-net';
import { focusSoon } from '../ui/focus-soon';
import { Icon } from '../ui/icon';
import { t, tn } from '../ui/l10n';
import { openMenu } from '../ui/menu';
import { readOnlyReason, undoLast } from './actions';
import { KIND_ICONS, openBoardMenu } from './board-menu';
import { past } from './state/clock';
import { dialog, travelling } from './state/shell';
import { columns, head, listOf, people, time, undo } from './state/store';
import {
  clearFilters,
  type FilterField,
  filterFields,
  filters,
  isFiltered,
  setView,
  shownCount,
  toggled,
  totalCount,
  view,
} from './state/view';

export type ToolbarSize = 'wide' | 'middle' | 'narrow';

interface ToolbarProps {
  /** The size that the width suggests. */
  readonly most: ToolbarSize;
  readonly room: number;
  readonly bare: boolean;
}

const SIZES: readonly ToolbarSize[] = ['wide', 'middle', 'narrow'];

/**
 * How long words are differs from language to language: where a size does not fit, the next smaller one is taken until
 * there is the room that it needed.
 */
function useFittingSize(most: ToolbarSize, room: number) {
  const box = useRef<HTMLDivElement>(null);
  const needs = useRef(new Map<ToolbarSize, number>());
  const [, again] = useState(0);
  const size = SIZES.slice(SIZES.indexOf(most)).find((each) => (needs.current.get(each) ?? 0) <= room) ?? 'narrow';
  useLayoutEffect(() => {
    const bar = box.current;
    if (!bar || size === 'narrow' || bar.scrollWidth <= bar.clientWidth + 1) return;
    // At least one more than there is, or the same size would be tried for ever.
    needs.current.set(size, Math.max(bar.scrollWidth, room + 1));
    again((count) => count + 1);
  });
  return { box, size };
}

export function Toolbar({ most, room, bare }: ToolbarProps) {
  const { box, size } = useFittingSize(most, room);
  const board = head.value;
  if (!board) return <div class="toolbar" />;
  const inPast = past.value !== null;
  const icons = size !== 'wide';
  return (
    <div ref={box} class={`toolbar toolbar--${size}`} role="toolbar" aria-label={t('Board')}>
      <ToolButton
        boxed
        icon={board.icon ?? KIND_ICONS[board.kind]}
        colour={board.color}
        opens="menu"
        title={t('Choose a board')}
        onClick={(event) => openBoardMenu(event.currentTarget as Element)}
      >
        <b>{board.name}</b>
      </ToolButton>
      {bare ? null : size === 'narrow' ? <SearchButton /> : <Search />}
      {bare ? null : size === 'wide' ? (
        <>
          {filterFields(board.kind).map((field) => (
            <FilterButton key={field} field={field} />
          ))}
          <span class="toolbar__line" />
          {board.kind === 'stored' ? <LanesButton /> : null}
          {inPast ? null : <AttentionButton />}
        </>
      ) : (
        <FiltersButton icons={size === 'narrow'} />
      )}
      <span class="toolbar__space" />
      {inPast ? <PastWords /> : <FilterResult size={size} />}
      {inPast ? null : (
        <>
          {undo.value ? (
            <IconButton
              icon="discard"
              title={t('Undo: {0}', undo.value.label)}
              onClick={() => undo.value && void undoLast(undo.value.label)}
            />
          ) : null}
          {time.value && time.value.commits > 0 ? (
            icons || isFiltered.value ? (
              <IconButton icon="history" title={t('Time travel')} refocus="travel" onClick={startTravel} />
            ) : (
              <ToolButton icon="history" refocus="travel" onClick={startTravel}>
                {t('Time travel')}
              </ToolButton>
            )
          ) : null}
          {readOnlyReason() ? null : icons ? (
            <IconButton icon="add" title={t('New task')} opens="dialog" onClick={newTask} />
          ) : (
            <Button icon="add" opens="dialog" onClick={newTask}>
              {t('New task')}
            </Button>
          )}
        </>
      )}
    </div>
  );
}

function newTask(): void {
  dialog.value = { kind: 'create' };
}

function startTravel(): void {
  travelling.value = true;
}

const searching = signal(false);

/** Where there is no room for the line, a button that puts it below the toolbar. */
function SearchButton() {
  const on = searching.value || view.value.text !== '';
  return (
    <>
      <IconButton
        icon="search"
        title={t('Filter cards')}
        on={on}
        onClick={() => {
          searching.value = !on;
          if (on) setView({ text: '' });
          else focusSearch();
        }}
      />
      {on ? <Search /> : null}
    </>
  );
}

/** Goes to the line in which cards are searched, wherever it is. */
export function focusSearch(): void {
  const line = () => document.querySelector<HTMLInputElement>('[data-search]');
  if (!line()) searching.value = true;
  // The next key that is typed belongs to it.
  focusSoon(line);
}

function Search() {
  return (
    <div class="search">
      <Icon name="search" />
      <input
        data-search
        type="search"
        aria-label={t('Filter cards')}
        placeholder={t('Filter cards')}
        value={view.value.text}
        onInput={(event) => setView({ text: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          if (view.peek().text === '') focusBack();
          else setView({ text: '' });
        }}
      />
      {view.value.text === '' ? null : (
        <IconButton small icon="close" title={t('Clear the text')} onClick={() => setView({ text: '' })} />
      )}
    </div>
  );
}

const FIELD_NAMES: Readonly<Record<FilterField, () => string>> = {
  assignees: () => t('Assignee'),
  priorities: () => t('Priority'),
  tenants: () => t('Tenant'),
};

function chosenWords(field: FilterField): string {
  const chosen: readonly (string | number)[] = view.value[field];
  const words = chosen.map((each) => (each === '' ? t('nobody') : String(each)));
  return words.length > 2 ? String(words.length) : words.join(', ');
}

function FilterButton({ field }: { readonly field: FilterField }) {
  const name = FIELD_NAMES[field]();
  if (view.value[field].length > 0)
    return (
      <Chip
        title={t('{0}: {1}. Take this filter off', name, chosenWords(field))}
        refocus={`filter/${field}`}
        onRemove={() => setView({ [field]: [] })}
      >
        {t('{0}: {1}', name, chosenWords(field))}
      </Chip>
    );
  return (
    <ToolButton
      opens="menu"
      refocus={`filter/${field}`}
      onClick={(event) => openFilterMenu(field, event.currentTarget as Element)}
    >
      {name}
    </ToolButton>
  );
}

/** What occurs on the board, with how often. */
function occurring(field: 'priorities' | 'tenants'): readonly (readonly [string | number, number])[] {
  const counts = new Map<string | number, number>();
  for (const { id } of columns.value)
    for (const card of listOf(id).value) {
      const value = field === 'tenants' ? (card.tenant ?? '') : card.priority;
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  return [...counts].sort(([a], [b]) =>
    typeof a === 'number' && typeof b === 'number' ? b - a : String(a).localeCompare(String(b)),
  );
}

function openFilterMenu(field: FilterField, at: Element): void {
  const tick = (value: string | number) => setView({ [field]: toggled<string | number>(view.peek()[field], value) });
  openMenu(() => {
    const chosen: readonly (string | number)[] = view.value[field];
    const items =
      field === 'assignees'
        ? [
            ...people.value.map(({ name, kind, open }) => ({
              id: name,
              label: name,
              mark: <Who name={name} kind={kind} />,
              detail: String(open),
            })),
            { id: '', label: t('Nobody'), mark: <Who />, detail: undefined },
          ]
        : occurring(field).map(([value, count]) => ({
            id: value,
            label: value === '' ? t('No tenant') : String(value),
            mark: undefined,
            detail: String(count),
          }));
    return {
      label: FIELD_NAMES[field](),
      at,
      stays: true,
      ...(items.length > 8 ? { filter: { placeholder: FIELD_NAMES[field]() } } : {}),
      items: items.map((item) => ({
        ...item,
        id: String(item.id),
        checked: chosen.includes(item.id),
        run: () => tick(item.id),
      })),
    };
  });
}

const LANES: Readonly<Record<ViewState['lanes'], () => string>> = {
  none: () => t('none'),
  assignee: () => t('agent'),
  tenant: () => t('tenant'),
  project: () => t('project'),
};

function LanesButton() {
  return (
    <ToolButton icon="list-tree" opens="menu" onClick={(event) => openLanesMenu(event.currentTarget as Element)}>
      {t('Lanes: {0}', LANES[view.value.lanes]())}
    </ToolButton>
  );
}

function openLanesMenu(at: Element): void {
  openMenu(() => ({
    label: t('Lanes'),
    at,
    items: [
      ...(Object.keys(LANES) as ViewState['lanes'][]).map((by) => ({
        id: by,
        label: by === 'none' ? t('No lanes') : t('By {0}', LANES[by]()),
        checked: view.value.lanes === by,
        run: () => setView({ lanes: by }),
      })),
      {
        id: 'archived',
        label: t('Show archived cards'),
        checked: view.value.archived,
        separated: true,
        run: () => setView({ archived: !view.peek().archived }),
      },
    ],
  }));
}

function AttentionButton() {
  const on = view.value.attentionOnly;
  return (
    <ToolButton icon="filter" on={on} onClick={() => setView({ attentionOnly: !on })}>
      {t('Attention only')}
    </ToolButton>
  );
}

/** Where there is little room, all filters behind one button. */
function FiltersButton({ icons }: { readonly icons: boolean }) {
  const { assignees, priorities, tenants, attentionOnly } = filters.value;
  const count = assignees.length + priorities.length + tenants.length + Number(attentionOnly);
  const open = (event: MouseEvent) => {
    const at = event.currentTarget as Element;
    openMenu(() => ({
      label: t('Filters'),
      at,
      items: [
        {
          id: 'attention',
          label: t('Attention only'),
          checked: view.value.attentionOnly,
          run: () => setView({ attentionOnly: !view.peek().attentionOnly }),
        },
        ...filterFields(head.value?.kind).map((field, index) => ({
          id: field,
          label: t('{0}…', FIELD_NAMES[field]()),
          checked: view.value[field].length > 0,
          detail: chosenWords(field) || undefined,
          separated: index === 0,
          run: () => openFilterMenu(field, at),
        })),
        ...(head.value?.kind === 'stored'
          ? [
              {
                id: 'lanes',
                label: t('Lanes: {0}', LANES[view.value.lanes]()),
                checked: view.value.lanes !== 'none',
                separated: true,
                run: () => openLanesMenu(at),
              },
            ]
          : []),
        ...(isFiltered.value
          ? [{ id: 'clear', label: t('Clear filters'), checked: false, separated: true, run: clearFilters }]
          : []),
      ],
    }));
  };
  const words = count === 0 ? t('Filters') : t('Filters: {0}', count);
  return icons ? (
    <IconButton icon="filter" on={count > 0} title={words} opens="menu" onClick={open} />
  ) : (
    <ToolButton icon="filter" on={count > 0} opens="menu" onClick={open}>
      {words}
    </ToolButton>
  );
}

function FilterResult({ size }: { readonly size: ToolbarSize }) {
  if (!isFiltered.value || size === 'narrow') return null;
  return (
    <span class="toolbar__result">
      <span class="second figures" role="status">
        {tn('{1} of {0} card', '{1} of {0} cards', totalCount.value, shownCount.value)}
      </span>
      <button type="button" class="link" onClick={clearFilters}>
        {t('Clear filters')}
      </button>
    </span>
  );
}

function PastWords() {
  const moved = past.value?.moved ?? 0;
  return (
    <span class="second figures clip">
      {moved === 0
        ? t('All cards stand here now as well')
        : tn('{0} of these cards stands elsewhere now', '{0} of these cards stand elsewhere now', moved)}
    </span>
  );
}
