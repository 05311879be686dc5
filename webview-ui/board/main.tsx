import { effect } from '@preact/signals';
import { render } from 'preact';
import { boardCommands } from '../../src/protocol/board-messages';
import type { TaskOffer } from '../../src/protocol/card-context';
import { PAGE_ROOT_ID } from '../../src/protocol/page';
import { announce } from '../ui/announcer';
import { leaveComposingAlone } from '../ui/composing';
import { showCutWords } from '../ui/cut-words';
import { spreadFocusNet } from '../ui/focus-net';
import { keep, kept } from '../ui/host-api';
import { t } from '../ui/l10n';
import { dropLook, keepLook } from '../ui/last-look';
import { pageData } from '../ui/page-data';
import { returnFocus, watchFocus } from '../ui/return-focus';
import { watchWriting } from '../ui/writing-on';
import './board.css';
import { drawerEmptied, forgetClosings, openCard, refused } from './actions';
import { App } from './app';
import { takeOffer } from './card-menu';
import { atLast, insteadOfCard } from './focus-ways';
import { glideAround } from './glide';
import { connect, send } from './state/connection';
import { giveBack, quickKey } from './state/drafts';
import { dismiss } from './state/notice';
import { deliverLeft } from './state/outbox';
import { dialog, openId, quickCreate, travelling } from './state/shell';
import { complete, head } from './state/store';
import { setView, takeView, view } from './state/view';
import { focusSearch } from './toolbar';

type Perform = (ids: readonly string[]) => void;

/** Where a menu about a card opens that was chosen in VS Code's. */
function anchorOf(id = ''): Element | { readonly x: number; readonly y: number } {
  return document.querySelector(`[data-card="${CSS.escape(id)}"]`) ?? { x: innerWidth / 2, y: 80 };
}

const orders: Readonly<Record<string, Perform>> = {
  newTask: () => {
    dialog.value = { kind: 'create' };
  },
  search: focusSearch,
  openCard: ([id]) => id !== undefined && openCard(id),
  timeTravel: () => {
    travelling.value = true;
  },
  toggleAttention: () => setView({ attentionOnly: !view.peek().attentionOnly }),
  showKeys: () => {
    dialog.value = { kind: 'keys' };
  },
};

connect({
  begun: forgetClosings,
  snapshot: (model, first) => {
    if (first) takeView(model.view);
    // What was open before a reload is open again.
    const id = openId.peek();
    if (id !== null && model.drawer?.id !== id) send(boardCommands.openCard, { id });
    if (first) {
      // The board is drawn in a microtask that was asked for just now; the frame after it has nothing else.
      queueMicrotask(dropLook);
      returnFocus();
      void deliverLeft().then((left) => {
        for (const { task, made } of left)
          if (made.ok) announce(t('{0} created.', task.title));
          else {
            refused(made.refusal);
            giveBack(quickKey(task.board, task.column), task.title);
          }
      });
      announce(t('Board {0}', model.board.name));
      // Signals draw in a microtask: after the next frame the cards are on screen. The bench of the panel reads it.
      requestAnimationFrame(() => setTimeout(() => performance.mark('signalbox:first-cards')));
    }
  },
  patching: (patch, apply) => {
    glideAround(patch, apply);
    if (patch.drawer === null) drawerEmptied();
  },
  perform: ({ verb, ids = [] }) => {
    const order = orders[verb];
    if (order) order(ids);
    else takeOffer(verb as TaskOffer, ids, anchorOf(ids[0]));
  },
});

leaveComposingAlone();
watchFocus();
watchWriting();
spreadFocusNet({ instead: insteadOfCard, atLast });
addEventListener('pagehide', () => keepLook(pageData.keep));
showCutWords(
  '.clip, .card__title, .card__reason, .card__question, .card__story, .column__title, .strip__words, .tab__name, .tool-button__text, .menu__label, .menu__detail',
);

effect(() => {
  // The bench of the panel reads it.
  if (complete.value) performance.mark('signalbox:all-cards');
});

let shownBoard: string | undefined;
effect(() => {
  const ref = head.value?.ref;
  if (shownBoard !== undefined && ref !== shownBoard) {
    openId.value = null;
    quickCreate.value = null;
    travelling.value = false;
    dismiss();
  }
  shownBoard = ref ?? shownBoard;
  // The host shows the same board in this panel again.
  if (ref && kept('board') !== ref) keep('board', ref);
});

render(<App />, document.getElementById(PAGE_ROOT_ID) ?? document.body);
