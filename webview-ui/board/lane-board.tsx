import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { money } from '../ui/ages';
import { IconButton, Who } from '../ui/controls';
import { Icon } from '../ui/icon';
import { t, tn } from '../ui/l10n';
import { CARD_INSET, ColumnHead, cardSize, Rail, RefusedHere } from './column';
import { makeDropTarget, scrollWhileHeld } from './drag';
import { GAP, type Laid } from './layout';
import { QuickCreate } from './quick-create';
import { registerScroller } from './state/focus';
import { type Lane, lanes } from './state/lanes';
import { over, refusedBecause } from './state/pointer';
import { rememberScroll } from './state/scroll';
import { quickCreate } from './state/shell';
import { setView, shownOf, toggled, view } from './state/view';
import { useVirtual } from './use-virtual';
import { VirtualCards } from './virtual-cards';

const LANE_HEAD = 30;
const LANE_GAP = 4;

/** Lanes from top to bottom, each with all columns; lanes and cards out of view are not drawn. */
export function LaneBoard({ laid }: { readonly laid: readonly Laid[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  const all = lanes.value;
  const folded = new Set(view.value.foldedLanes);
  const heights = useRef(new Map<string, number>());
  const virtual = useVirtual({
    count: all.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => all[index]?.key ?? index,
    estimateSize: (index) => {
      const lane = all[index];
      if (!lane || folded.has(lane.key)) return LANE_HEAD + LANE_GAP;
      return (
        heights.current.get(lane.key) ??
        LANE_HEAD + LANE_GAP + 120 * Math.max(1, ...[...lane.cells.values()].map((cell) => cell.length))
      );
    },
    overscan: 0,
  });
  useEffect(() => (scroller.current ? scrollWhileHeld(scroller.current) : undefined), []);
  useEffect(() => (scroller.current ? rememberScroll('lanes', scroller.current) : undefined), []);
  useLayoutEffect(
    () =>
      registerScroller('lanes', (id) => {
        const at = lanes
          .peek()
          .findIndex((lane) => [...lane.cells.values()].some((cell) => cell.some((card) => card.id === id)));
        if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
        return false;
      }),
    [virtual],
  );
  const open = laid.filter((each) => each.width > 0);
  const rails = laid.filter((each) => each.width === 0);
  return (
    <div class="lanes">
      {rails.map((each) =>
        laid.indexOf(each) === 0 || laid.slice(0, laid.indexOf(each)).every((before) => before.width === 0) ? (
          <Rail key={each.column.id} column={each.column} />
        ) : null,
      )}
      <div class="lanes__main" style={{ maxWidth: `${widthOf(open)}px` }}>
        <div class="lanes__heads">
          {open.map(({ column, width }) => (
            <LaneColumnHead key={column.id} column={column} width={width} />
          ))}
        </div>
        <div class="lanes__scroll" ref={scroller}>
          <div class="lanes__all" style={{ height: `${virtual.getTotalSize()}px` }}>
            {virtual.getVirtualItems().map(({ index, key, start }) => {
              const lane = all[index];
              return lane ? (
                <div
                  class="lanes__row"
                  key={key}
                  data-index={index}
                  ref={virtual.measureElement}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <LaneHead lane={lane} folded={folded.has(lane.key)} />
                  {folded.has(lane.key) ? null : (
                    <LaneCells
                      lane={lane}
                      open={open}
                      scroller={scroller}
                      margin={start + LANE_HEAD}
                      onHeight={(height) => heights.current.set(lane.key, height + LANE_HEAD + LANE_GAP)}
                    />
                  )}
                </div>
              ) : null;
            })}
          </div>
        </div>
      </div>
      {rails.map((each) =>
        laid.slice(0, laid.indexOf(each)).some((before) => before.width > 0) ? (
          <Rail key={each.column.id} column={each.column} />
        ) : null,
      )}
    </div>
  );
}

function widthOf(open: readonly Laid[]): number {
  return open.reduce((sum, { width }) => sum + width + GAP, -GAP);
}

function LaneColumnHead({ column, width }: Laid) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => (box.current ? makeDropTarget(box.current, { column: column.id }) : undefined), [column.id]);
  return (
    <div class="lanes__head" ref={box} style={{ width: `${width}px` }}>
      <ColumnHead column={column} shown={shownOf(column.id).value.length} />
      <RefusedHere column={column.id} />
      {quickCreate.value === column.id ? <QuickCreate column={column} /> : null}
    </div>
  );
}

function laneName(lane: Lane): string {
  if (lane.key) return lane.key;
  return { none: '', assignee: t('Nobody assigned'), tenant: t('No tenant'), project: t('No project') }[
    view.value.lanes
  ];
}

function LaneHead({ lane, folded }: { readonly lane: Lane; readonly folded: boolean }) {
  const name = laneName(lane);
  const bad = [
    lane.critical > 0 ? tn('{0} critical', '{0} critical', lane.critical) : undefined,
    lane.errors > 0 ? tn('{0} error', '{0} errors', lane.errors) : undefined,
  ].filter(Boolean);
  return (
    <header class="lane__head">
      <IconButton
        small
        icon={folded ? 'chevron-right' : 'chevron-down'}
        title={folded ? t('Unfold lane {0}', name) : t('Fold lane {0}', name)}
        expanded={!folded}
        onClick={() => setView({ foldedLanes: toggled(view.peek().foldedLanes, lane.key) })}
      />
      {view.value.lanes === 'assignee' ? <Who name={lane.key || undefined} kind={lane.kind} /> : null}
      <h3 class="lane__name">{name}</h3>
      <span class="second figures">{tn('{0} card', '{0} cards', lane.count)}</span>
      {bad.length > 0 ? (
        <span class="tally figures">
          <Icon name="error" tone="error" />
          <span class="second">{bad.join(', ')}</span>
        </span>
      ) : null}
      {lane.warnings > 0 ? (
        <span class="tally figures">
          <Icon name="warning" tone="warning" />
          <span class="second">{tn('{0} warning', '{0} warnings', lane.warnings)}</span>
        </span>
      ) : null}
      <span class="lane__cost second figures">{lane.cost > 0 ? money(lane.cost) : null}</span>
    </header>
  );
}

interface LaneCellsProps {
  readonly lane: Lane;
  readonly open: readonly Laid[];
  readonly scroller: { readonly current: HTMLElement | null };
  readonly margin: number;
  readonly onHeight: (height: number) => void;
}

const CELL_PAD = 12;

function LaneCells({ lane, open, scroller, margin, onHeight }: LaneCellsProps) {
  const totals = useRef(new Map<string, number>());
  const [height, setHeight] = useState(0);
  return (
    <div class="lane__cells" style={{ minHeight: `${height}px` }}>
      {open.map(({ column, width }) => (
        <LaneCell
          key={column.id}
          laid={{ column, width }}
          lane={lane}
          scroller={scroller}
          margin={margin}
          onTotal={(total) => {
            totals.current.set(column.id, total);
            const next = Math.max(0, ...open.map((each) => totals.current.get(each.column.id) ?? 0)) + CELL_PAD;
            setHeight(next);
            onHeight(next);
          }}
        />
      ))}
    </div>
  );
}

interface LaneCellProps {
  readonly laid: Laid;
  readonly lane: Lane;
  readonly scroller: { readonly current: HTMLElement | null };
  readonly margin: number;
  readonly onTotal: (total: number) => void;
}

const NONE: never[] = [];

function LaneCell({ laid: { column, width }, lane, scroller, margin, onTotal }: LaneCellProps) {
  const box = useRef<HTMLDivElement>(null);
  const list = `${lane.key}/${column.id}`;
  useLayoutEffect(
    () => (box.current ? makeDropTarget(box.current, { column: column.id, list, lane: lane.key }) : undefined),
    [column.id, list],
  );
  const isOver = over.value?.list === list;
  const classes = ['lane__cell'];
  if (isOver) classes.push(refusedBecause(column.id) ? 'is-refused' : 'is-over');
  const cards = lane.cells.get(column.id) ?? NONE;
  return (
    <div ref={box} class={classes.join(' ')} style={{ width: `${width}px` }} data-cell={column.id}>
      <VirtualCards
        name={list}
        label={`${laneName(lane)}, ${column.title}`}
        cards={cards}
        width={width}
        inner={width - CARD_INSET}
        size={cardSize(column, width)}
        scroller={scroller}
        margin={margin + 6}
        onHeight={onTotal}
      />
    </div>
  );
}
