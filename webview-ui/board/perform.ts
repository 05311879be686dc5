import type { ActionView } from '../../src/protocol/board';
import { boardCommands, boardRequests } from '../../src/protocol/board-messages';
import { announce } from '../ui/announcer';
import { focusSoon } from '../ui/focus-soon';
import { t } from '../ui/l10n';
import { accepted, moveCards, openCard } from './actions';
import { openAssignMenu } from './card-menu';
import { ask, send } from './state/connection';
import { cardOf } from './state/store';

/** Does what a diagnostic suggests. */
export function perform(action: ActionView, id: string, at: Element): void {
  switch (action.kind) {
    case 'assign':
      openAssignMenu([id], at);
      break;
    case 'unblock':
      void ask(boardRequests.unblock, { id }).then(accepted);
      break;
    case 'reclaim':
      void ask(boardRequests.reclaim, { id }).then(accepted);
      break;
    case 'retry':
      if (cardOf(id)?.column === 'blocked') void ask(boardRequests.unblock, { id }).then(accepted);
      else void moveCards([id], 'ready');
      break;
    case 'comment':
      openCard(id);
      focusComment(id);
      break;
    case 'openLog':
      send(boardCommands.openLog, { id });
      break;
    case 'openSource':
      send(boardCommands.openSource, { id });
      break;
    case 'openRun':
    case 'answer':
      openCard(id);
      break;
    case 'copyCommand':
      if (action.text) send(boardCommands.copyText, { text: action.text });
      announce(t('Copied.'));
  }
}

/** The drawer may only be on its way. */
export function focusComment(id: string): void {
  focusSoon(() => document.querySelector<HTMLElement>(`[data-comment="${CSS.escape(id)}"]`));
}
