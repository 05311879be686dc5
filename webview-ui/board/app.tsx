import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Announcer } from '../ui/announcer';
import { Overlays } from '../ui/dialog';
import { t } from '../ui/l10n';
import { lookIsShown } from '../ui/last-look';
import { MenuHost } from '../ui/menu';
import { Reconnecting } from '../ui/reconnecting';
import { Board } from './board';
import { BulkBar } from './bulk-bar';
import { Blocks } from './column';
import { Dialogs } from './dialogs/dialogs';
import { watchDrags } from './drag';
import { Drawer } from './drawer/drawer';
import { Empty } from './empty';
import { onPageKey } from './keys';
import { BOARD_MOST } from './layout';
import { NoticeBar } from './notice-bar';
import { ReadOnlyBar } from './read-only-bar';
import { past } from './state/clock';
import { dialog, openId, pageWidth } from './state/shell';
import { columns, head } from './state/store';
import { totalCount } from './state/view';
import { Strip } from './strip';
import { TimeBar } from './time-bar';
import { Toolbar } from './toolbar';

const PADDING = 12;
const DRAWER_LEAST = 380;
const DRAWER_MOST = 640;
/** Longer lines do not read well. */
const DRAWER_WIDEST = 900;
/** With less than this left of the board (one column among rails), the drawer has the page to itself. */
const BOARD_LEAST = 410;
const BLOCKS_AFTER_MS = 150;

/** How wide the drawer is: it pushes the board, on a narrow page it takes its place, and on a very wide one it has what the board leaves. */
function drawerWidth(page: number): number | undefined {
  const free = Math.min(DRAWER_WIDEST, page - 2 * PADDING - BOARD_MOST);
  const wanted = Math.round(Math.max(free, Math.min(DRAWER_MOST, Math.max(DRAWER_LEAST, page * 0.46))));
  return page - wanted < BOARD_LEAST ? undefined : wanted;
}

export function App() {
  useLayoutEffect(() => watchDrags(), []);
  // With the page itself, not a frame later: what can be seen can be used.
  useLayoutEffect(() => {
    document.addEventListener('keydown', onPageKey);
    return () => document.removeEventListener('keydown', onPageKey);
  }, []);
  const page = pageWidth.value;
  const opened = openId.value !== null;
  const drawer = opened ? drawerWidth(page) : 0;
  const room = page - (drawer ?? 0);
  const inner = room - 2 * PADDING;
  const size = room >= 1080 ? 'wide' : room > 520 ? 'middle' : 'narrow';
  const empty = columns.value.length > 0 && totalCount.value === 0 && past.value === null;
  return (
    <Overlays.Provider value={drawOverlays}>
      <div class={past.value ? 'app is-past' : 'app'}>
        {drawer === undefined ? null : (
          <div class="main">
            <TimeBar />
            <Toolbar most={size} room={inner} bare={empty} />
            <ReadOnlyBar />
            {past.value ? null : <Strip narrow={room < 640} />}
            {head.value === null ? <Loading /> : empty ? <Empty /> : null}
            {head.value === null ? null : <Board width={inner} empty={empty} />}
            <BulkBar />
          </div>
        )}
        <Drawer width={drawer} />
      </div>
      <Dialogs />
      {dialog.value === null ? drawOverlays() : null}
    </Overlays.Provider>
  );
}

function drawOverlays() {
  return (
    <>
      <NoticeBar />
      <Reconnecting />
      <MenuHost />
      <Announcer />
    </>
  );
}

/** Nothing for a moment, then blocks in the shape of what comes. */
function Loading() {
  const [late, setLate] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    timer.current = setTimeout(() => setLate(true), BLOCKS_AFTER_MS);
    return () => clearTimeout(timer.current);
  }, []);
  if (!late || lookIsShown()) return <div class="board" />;
  return (
    <div class="board" role="status" aria-label={t('Reading the board')}>
      <div class="board__columns">
        {[3, 2, 4, 3, 2].map((count, index) => (
          <div class="column column--block" key={index}>
            <Blocks count={count} />
          </div>
        ))}
      </div>
    </div>
  );
}
