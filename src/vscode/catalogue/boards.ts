import { feature } from './types';

const onPanel = "activeWebviewPanelId == 'signalbox.board'";
const onStored = `${onPanel} && signalbox.board.stored`;
const onCard = "webviewId == 'signalbox.board' && webviewSection == 'card'";
const onOffer = (verb: string) => `${onCard} && signalboxOffers =~ /\\b${verb}\\b/`;

/** The kanban panel: opening it, and what a card's context menu offers. */
export const boards = feature({
  title: 'Boards',
  panels: {
    'signalbox.board': 'A board of tasks, of projects or of a project’s stories.',
  },
  contextKeys: {
    'signalbox.board.stored': 'The board panel in front shows a board with tasks of its own and a past.',
    signalboxOffers: 'What can be done with the card under the pointer, as words. Set by the board’s page.',
  },
  commands: {
    'signalbox.boards.open': {
      title: 'Open Board',
      icon: '$(layout)',
      menus: [{ menu: 'view/title', when: 'view == signalbox.projects', group: 'navigation@0' }],
    },
    'signalbox.boards.openAt': { title: 'Choose a Board…' },
    'signalbox.boards.openProjects': { title: 'Open Projects as a Board' },
    'signalbox.boards.openStories': {
      title: 'Open Stories as a Board',
      menus: [
        {
          menu: 'view/item/context',
          when: 'view == signalbox.projects && viewItem =~ /^project\\b.*\\bhasPrd\\b/ && !listMultiSelection',
          group: '2_open@2',
        },
      ],
    },
    'signalbox.boards.newTask': {
      title: 'New Task…',
      icon: '$(add)',
      needsTrust: true,
      menus: [{ menu: 'editor/title', when: onStored, group: 'navigation@1' }],
    },
    'signalbox.boards.timeTravel': {
      title: 'Show the Board’s Past',
      icon: '$(history)',
      palette: onStored,
      menus: [{ menu: 'editor/title', when: onStored, group: 'navigation@2' }],
    },
    'signalbox.boards.showKeys': { title: 'Show Keys of the Board', palette: onPanel },
    'signalbox.boards.card.open': {
      title: 'Open',
      palette: false,
      menus: [{ menu: 'webview/context', when: onCard, group: '1_open@1' }],
    },
    'signalbox.boards.card.openSource': {
      title: 'Open in prd.json',
      palette: false,
      menus: [
        { menu: 'webview/context', when: onOffer('source'), group: '1_open@2' },
        { menu: 'webview/context', when: onOffer('openSource'), group: '1_open@2' },
      ],
    },
    'signalbox.boards.card.stories': {
      title: 'Show Its Stories',
      palette: false,
      menus: [{ menu: 'webview/context', when: onOffer('stories'), group: '1_open@3' }],
    },
    'signalbox.boards.card.openFolder': {
      title: 'Reveal Its Folder',
      palette: false,
      menus: [{ menu: 'webview/context', when: onOffer('openFolder'), group: '1_open@4' }],
    },
    'signalbox.boards.card.approve': {
      title: 'Approve',
      palette: false,
      needsTrust: true,
      menus: [{ menu: 'webview/context', when: onOffer('approve'), group: '2_change@1' }],
    },
    'signalbox.boards.card.unapprove': {
      title: 'Take Back Approval',
      palette: false,
      needsTrust: true,
      menus: [{ menu: 'webview/context', when: onOffer('unapprove'), group: '2_change@2' }],
    },
    'signalbox.boards.card.plan': {
      title: 'Plan',
      palette: false,
      menus: [{ menu: 'webview/context', when: onOffer('plan'), group: '2_change@3' }],
    },
    'signalbox.boards.card.createTask': {
      title: 'Create Task',
      palette: false,
      needsTrust: true,
      menus: [{ menu: 'webview/context', when: onOffer('createTask'), group: '2_change@4' }],
    },
    'signalbox.boards.card.rollBack': {
      title: 'Roll Back…',
      palette: false,
      needsTrust: true,
      menus: [{ menu: 'webview/context', when: onOffer('rollBack'), group: '3_state@4' }],
    },
    'signalbox.boards.card.cancelProject': {
      title: 'Cancel Project…',
      palette: false,
      needsTrust: true,
      menus: [{ menu: 'webview/context', when: onOffer('cancel'), group: '3_state@5' }],
    },
    'signalbox.boards.card.move': {
      title: 'Move to…',
      palette: false,
      needsTrust: true,
      menus: [{ menu: 'webview/context', when: onOffer('move'), group: '2_change@5' }],
    },
    'signalbox.boards.card.assign': {
      title: 'Assign…',
      palette: false,
      needsTrust: true,
      menus: [{ menu: 'webview/context', when: onOffer('assign'), group: '2_change@6' }],
    },
    'signalbox.boards.card.priority': {
      title: 'Priority…',
      palette: false,
      needsTrust: true,
      menus: [{ menu: 'webview/context', when: onOffer('priority'), group: '2_change@7' }],
    },
    'signalbox.boards.card.unblock': {
      title: 'Unblock',
      palette: false,
      needsTrust: true,
      menus: [{ menu: 'webview/context', when: onOffer('unblock'), group: '3_state@1' }],
    },
    'signalbox.boards.card.block': {
      title: 'Block…',
      palette: false,
      needsTrust: true,
      menus: [{ menu: 'webview/context', when: onOffer('block'), group: '3_state@1' }],
    },
    'signalbox.boards.card.complete': {
      title: 'Complete…',
      palette: false,
      needsTrust: true,
      menus: [{ menu: 'webview/context', when: onOffer('complete'), group: '3_state@2' }],
    },
    'signalbox.boards.card.requestChanges': {
      title: 'Request Changes…',
      palette: false,
      needsTrust: true,
      menus: [{ menu: 'webview/context', when: onOffer('requestChanges'), group: '3_state@3' }],
    },
    'signalbox.boards.card.reclaim': {
      title: 'Take Back from the Worker',
      palette: false,
      needsTrust: true,
      menus: [{ menu: 'webview/context', when: onOffer('reclaim'), group: '3_state@3' }],
    },
    'signalbox.boards.card.archive': {
      title: 'Archive',
      palette: false,
      needsTrust: true,
      menus: [{ menu: 'webview/context', when: onOffer('archive'), group: '4_archive@1' }],
    },
    'signalbox.boards.card.restore': {
      title: 'Restore',
      palette: false,
      needsTrust: true,
      menus: [{ menu: 'webview/context', when: onOffer('restore'), group: '4_archive@1' }],
    },
    'signalbox.boards.card.copyId': {
      title: 'Copy ID',
      palette: false,
      menus: [{ menu: 'webview/context', when: onCard, group: '9_copy@1' }],
    },
  },
});
