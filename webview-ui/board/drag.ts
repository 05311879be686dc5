import {
  draggable,
  dropTargetForElements,
  monitorForElements,
} from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { setCustomNativeDragPreview } from '@atlaskit/pragmatic-drag-and-drop/element/set-custom-native-drag-preview';
import type { DragLocationHistory } from '@atlaskit/pragmatic-drag-and-drop/types';
import { boardRequests } from '../../src/protocol/board-messages';
import { announce } from '../ui/announcer';
import { t, tn } from '../ui/l10n';
import { changeCards, columnsOf, columnTitle, heldBackReason } from './actions';
import { dropAt } from './drop';
import { ask } from './state/connection';
import { meant } from './state/focus';
import { dismiss, say } from './state/notice';
import { asksForTime, dropLine, hovered, lifted, type Over, over, refusals, refusedBecause } from './state/pointer';
import { dialog } from './state/shell';

export function makeDraggable(element: HTMLElement, id: string): () => void {
  return draggable({
    element,
    canDrag: () => heldBackReason() === undefined,
    getInitialData: () => ({ ids: meant(id), from: columnsOf(meant(id)) }),
    onGenerateDragPreview: ({ nativeSetDragImage, location }) => {
      const from = element.getBoundingClientRect();
      const { clientX, clientY } = location.initial.input;
      setCustomNativeDragPreview({
        nativeSetDragImage,
        getOffset: () => ({ x: clientX - from.left, y: clientY - from.top }),
        render: ({ container }) => {
          container.append(preview(element, meant(id).length));
        },
      });
    },
  });
}

/** The lifted card; several look like a pile with their number. */
function preview(element: HTMLElement, count: number): HTMLElement {
  const copy = element.cloneNode(true) as HTMLElement;
  copy.classList.add('card--carried');
  copy.style.setProperty('width', `${element.offsetWidth}px`);
  if (count > 1) {
    const number = document.createElement('span');
    number.className = 'card__pile figures';
    number.textContent = String(count);
    copy.append(number);
  }
  return copy;
}

function idsOf(data: Record<string | symbol, unknown>): readonly string[] {
  return Array.isArray(data.ids) ? data.ids : [];
}

export function makeDropTarget(element: HTMLElement, place: Over): () => void {
  return dropTargetForElements({
    element,
    getData: () => ({ place }),
    canDrop: ({ source }) => idsOf(source.data).length > 0,
  });
}

/** The one watcher of all drags. Where cards may not go is asked for once, when they are lifted. */
export function watchDrags(): () => void {
  return monitorForElements({
    onDragStart: ({ source }) => {
      const ids = idsOf(source.data);
      hovered.value = null;
      dismiss();
      const held = new Set(ids);
      lifted.value = held;
      refusals.value = null;
      announce(tn('{0} card lifted.', '{0} cards lifted.', ids.length));
      void ask(boardRequests.whereTo, { ids }).then((answer) => {
        if (answer.ok && lifted.peek() === held) refusals.value = answer.value;
      });
    },
    onDropTargetChange: ({ location }) => {
      const place = placeUnder(location);
      over.value = place;
      if (place === null) return;
      const why = refusedBecause(place.column);
      announce(why ? t('{0}: refused. {1}', columnTitle(place.column), why.message) : columnTitle(place.column));
    },
    onDrag: ({ source, location }) => showLine(idsOf(source.data), location),
    onDrop: ({ source, location }) => {
      const ids = idsOf(source.data);
      const place = placeUnder(location);
      const drop = place && dropAt(ids, place, location.current.input.clientY);
      const why = place && refusedBecause(place.column);
      const asks = place && asksForTime(place.column);
      lifted.value = new Set();
      over.value = null;
      dropLine.value = null;
      refusals.value = null;
      if (!drop?.change) return;
      if (why && drop.change.status !== undefined) say({ tone: 'refused', text: why.message });
      else if (asks && drop.change.status !== undefined) dialog.value = { kind: 'schedule', ids };
      else void changeCards(ids, drop.change, source.data.from as ReturnType<typeof columnsOf>);
    },
  });
}

function placeUnder(location: DragLocationHistory): Over | null {
  return (location.current.dropTargets[0]?.data.place as Over | undefined) ?? null;
}

function showLine(ids: readonly string[], location: DragLocationHistory): void {
  const place = placeUnder(location);
  const refused = place !== null && refusedBecause(place.column) !== undefined;
  const line = (place && !refused && dropAt(ids, place, location.current.input.clientY).line) || null;
  const old = dropLine.peek();
  if (old?.list === line?.list && old?.index === line?.index && old?.words === line?.words) return;
  dropLine.value = line;
  if (line?.words !== undefined && line.words !== old?.words) announce(line.words);
}

const EDGE = 48;

/** Scrolls a list while something is held near its upper or lower edge. */
export function scrollWhileHeld(element: HTMLElement): () => void {
  let speed = 0;
  let frame = 0;
  const step = () => {
    element.scrollBy(0, speed);
    frame = speed === 0 ? 0 : requestAnimationFrame(step);
  };
  const held = (event: DragEvent) => {
    const { top, bottom } = element.getBoundingClientRect();
    const above = EDGE - (event.clientY - top);
    const below = EDGE - (bottom - event.clientY);
    speed = above > 0 ? -above / 4 : below > 0 ? below / 4 : 0;
    if (speed !== 0 && frame === 0) frame = requestAnimationFrame(step);
  };
  const stop = () => {
    speed = 0;
  };
  element.addEventListener('dragover', held);
  for (const type of ['dragleave', 'drop'] as const) element.addEventListener(type, stop);
  addEventListener('dragend', stop);
  return () => {
    stop();
    element.removeEventListener('dragover', held);
    for (const type of ['dragleave', 'drop'] as const) element.removeEventListener(type, stop);
    removeEventListener('dragend', stop);
  };
}
