import { announce } from '../ui/announcer';
import { t, tn } from '../ui/l10n';
import { menuIsOpen } from '../ui/menu';
import { pressed } from '../ui/pressed';
import { writesOn } from '../ui/writing-on';
import {
  archive,
  bulk,
  closeCard,
  columnTitle,
  heldBackReason,
  moveCards,
  openCard,
  readOnlyReason,
  undoLast,
} from './actions';
import { openAssignMenu, openCardMenu, openMoveMenu, openPriorityMenu } from './card-menu';
import { isByPriority, landingBeside } from './landing';
import {
  clearSelection,
  focusCard,
  focused,
  listAround,
  meant,
  neighbour,
  openColumns,
  type Step,
  selected,
  selectTo,
  toggleSelected,
} from './state/focus';
import { dismiss } from './state/notice';
import { dialog, openId, quickCreate } from './state/shell';
import { cardOf, columns, undo } from './state/store';
import { isFiltered, setView, view } from './state/view';
import { focusSearch } from './toolbar';

const STEPS: Readonly<Record<string, Step>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  Home: 'first',
  End: 'last',
  PageUp: 'pageUp',
  PageDown: 'pageDown',
  k: 'up',
  j: 'down',
  h: 'left',
  l: 'right',
};

function typing(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  return target instanceof HTMLElement && (target.matches('input, textarea, select') || target.isContentEditable);
}

function taken(event: KeyboardEvent): void {
  event.preventDefault();
  // VS Code listens at the window: a key that was used here must not do a second thing there.
  event.stopPropagation();
}

function focusedElement(): Element {
  return document.querySelector(`[data-card="${CSS.escape(focused.peek() ?? '')}"]`) ?? document.body;
}

/** Keys of the cards: only while one of them, or the board around them, has the focus. */
export function onBoardKey(event: KeyboardEvent): void {
  if (typing(event) || event.defaultPrevented) return;
  if (writesOn(event)) {
    taken(event);
    return;
  }
  const onButton = event.target instanceof HTMLElement && event.target.closest('button') !== null;
  const { key, with: held } = pressed(event);
  const step = STEPS[key];
  if (step && !onButton) {
    if (held !== 'nothing') {
      if (!key.startsWith('Arrow') || held === 'other') return;
      taken(event);
      if (step === 'left' || step === 'right') moveSideways(step === 'left' ? -1 : 1);
      else moveAlong(step === 'up' ? -1 : 1);
      return;
    }
    taken(event);
    const next = neighbour(step);
    if (!next) return;
    if (event.shiftKey && (step === 'up' || step === 'down')) {
      if (focused.peek() !== null && selected.peek().size === 0) toggleSelected(focused.peek()!);
      selectTo(next.id);
      announce(tn('{0} card selected', '{0} cards selected', selected.peek().size));
    }
    focusCard(next.id);
    return;
  }
  const id = focused.peek();
  if (id === null || onButton || held !== 'nothing' || !cardOf(id)) return;
  const act = CARD_KEYS[key];
  if (!act) return;
  taken(event);
  act(id);
}

const CARD_KEYS: Readonly<Record<string, (id: string) => void>> = {
  Enter: (id) => openCard(id),
  ' ': (id) => toggle(id),
  x: (id) => toggle(id),
  m: (id) => changing(() => openMoveMenu(meant(id), focusedElement()), heldBackReason),
  a: (id) => changing(() => openAssignMenu(meant(id), focusedElement())),
  p: (id) => changing(() => openPriorityMenu(meant(id), focusedElement())),
  e: (id) => changing(() => void archive(meant(id))),
  ContextMenu: (id) => openCardMenu(id, focusedElement()),
  '.': (id) => openCardMenu(id, focusedElement()),
};

function toggle(id: string): void {
  toggleSelected(id);
  announce(tn('{0} card selected', '{0} cards selected', selected.peek().size));
}

function changing(act: () => void, reason: () => string | undefined = readOnlyReason): void {
  const why = reason();
  if (why) announce(why, true);
  else act();
}

function moveSideways(by: -1 | 1): void {
  const id = focused.peek();
  const card = id === null ? undefined : cardOf(id);
  if (id === null || !card) return;
  changing(() => {
    const drawn = columns.peek().filter((column) => column.count > 0 || !column.hiddenWhenEmpty);
    const all = drawn.map((column) => column.id);
    // Running is entered by a worker only, and a time is what makes a card scheduled: an arrow goes over both.
    let at = all.indexOf(card.column) + by;
    while (all[at] === 'running' || all[at] === 'scheduled') at += by;
    const to = all[at];
    if (to === undefined) announce(t('There is no column further on.'));
    else {
      announce(t('Moving to {0}.', columnTitle(to)));
      void moveCards(meant(id), to);
    }
  }, heldBackReason);
}

/** The keyboard's twin of a drop between two cards of the same column: the place is the priority. */
function moveAlong(by: -1 | 1): void {
  const id = focused.peek();
  const card = id === null ? undefined : cardOf(id);
  if (id === null || !card) return;
  changing(() => {
    if (!isByPriority(card.column)) {
      announce(t('Cards in {0} stand by time, not by priority.', columnTitle(card.column)), true);
      return;
    }
    const landing = landingBeside(listAround(id), card, by);
    if (landing?.priority === undefined)
      announce(by < 0 ? t('There is no place further up.') : t('There is no place further down.'));
    else void bulk(meant(id), { priority: landing.priority });
  });
}

/** Keys of the whole page, wherever the focus is, unless something is being typed. */
export function onPageKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || typing(event) || dialog.peek() !== null || menuIsOpen()) return;
  if (writesOn(event)) {
    taken(event);
    return;
  }
  const { key, with: held } = pressed(event);
  if (held === 'command' && key === 'z') {
    const last = undo.peek();
    if (!last || readOnlyReason()) return;
    taken(event);
    void undoLast(last.label);
    return;
  }
  if (held !== 'nothing' || !PAGE_KEYS[key]?.()) return;
  taken(event);
}

const PAGE_KEYS: Readonly<Record<string, () => boolean>> = {
  '/': () => {
    focusSearch();
    return true;
  },
  n: () => {
    changing(newCard);
    return true;
  },
  c: () => {
    if (readOnlyReason()) return false;
    dialog.value = { kind: 'create' };
    return true;
  },
  '?': () => {
    dialog.value = { kind: 'keys' };
    return true;
  },
  '!': () => {
    setView({ attentionOnly: !view.peek().attentionOnly });
    return true;
  },
  Escape: () => {
    dismiss();
    if (selected.peek().size > 0) clearSelection();
    else if (openId.peek() !== null) closeCard();
    else if (isFiltered.peek()) setView({ text: '', attentionOnly: false });
    else return false;
    return true;
  },
};

/** In the column of the focused card if cards may be made there, else in the first column where they may. */
function newCard(): void {
  const here = focused.peek() === null ? undefined : cardOf(focused.peek()!)?.column;
  const open = columns.peek().filter((column) => column.creatable && openColumns.peek().includes(column.id));
  const column = open.find((each) => each.id === here) ?? open[0];
  if (column) quickCreate.value = column.id;
  else dialog.value = { kind: 'create' };
}
