import { useComputed } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ColumnView } from '../../src/protocol/board';
import { t } from '../ui/l10n';
import { Column, Rail } from './column';
import { onBoardKey } from './keys';
import { LaneBoard } from './lane-board';
import { type Laid, layoutColumns, layoutEmpty, TABS_BELOW } from './layout';
import { openColumns } from './state/focus';
import { laneBy } from './state/lanes';
import { openId, pageWidth, quickCreate, tab } from './state/shell';
import { cardSignal, columns } from './state/store';
import { view } from './state/view';
import { Tabs } from './tabs';

/** The columns that are drawn: an empty one that says so itself is left out. */
function drawnColumns(): readonly ColumnView[] {
  return columns.value.filter((column) => column.count > 0 || !column.hiddenWhenEmpty);
}

export function Board({ width, empty }: { readonly width: number; readonly empty: boolean }) {
  const box = useRef<HTMLElement>(null);
  const drawn = useComputed(drawnColumns).value;
  // A column in which somebody writes stays open, whatever the room is.
  const near = quickCreate.value ?? (openId.value === null ? undefined : cardSignal(openId.value)?.value.column);
  const { folded } = view.value;
  const lanes = laneBy.value;
  const narrow = pageWidth.value < TABS_BELOW;
  const columnsToLay = drawn.map(({ id, quiet, count }) => ({ id, quiet: quiet === true, count, folded: folded[id] }));
  const widths = empty ? layoutEmpty(columnsToLay, width) : layoutColumns(columnsToLay, width, near);
  const laid: readonly Laid[] = narrow
    ? []
    : widths.map(({ width: wide }, index) => ({ column: drawn[index]!, width: wide }));
  const shownTab = narrow ? (drawn.find((column) => column.id === tab.value) ?? firstTab(drawn)) : undefined;
  const open = narrow
    ? shownTab
      ? [shownTab.id]
      : []
    : laid.filter((each) => each.width > 0).map((each) => each.column.id);
  const openKey = open.join(' ');
  useLayoutEffect(() => {
    openColumns.value = openKey === '' ? [] : openKey.split(' ');
  }, [openKey]);
  useLayoutEffect(() => {
    const element = box.current;
    element?.addEventListener('keydown', onBoardKey);
    return () => element?.removeEventListener('keydown', onBoardKey);
  }, []);
  return (
    <main
      ref={box}
      class={narrow ? 'board board--narrow' : empty ? 'board board--empty' : 'board'}
      aria-label={t('Board')}
      tabIndex={-1}
    >
      {narrow && shownTab ? (
        <Tabs columns={drawn} shown={shownTab} width={width} />
      ) : lanes === 'none' ? (
        <div class="board__columns">
          {laid.map((each) =>
            each.width > 0 ? (
              <Column key={each.column.id} column={each.column} width={each.width} />
            ) : (
              <Rail key={each.column.id} column={each.column} />
            ),
          )}
        </div>
      ) : (
        <LaneBoard laid={laid} />
      )}
    </main>
  );
}

/** Where something happens: what needs a person, else what runs, else the first with cards. */
function firstTab(drawn: readonly ColumnView[]): ColumnView | undefined {
  return (
    ['blocked', 'running', 'ready']
      .map((id) => drawn.find((column) => column.id === id && column.count > 0))
      .find(Boolean) ??
    drawn.find((column) => column.count > 0) ??
    drawn[0]
  );
}
