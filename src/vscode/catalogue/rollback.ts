import { feature } from './types';

const onProject = 'view == signalbox.projects && viewItem =~ /^project\\b.*\\bhasPrd\\b/ && !listMultiSelection';
const onPassedStory = 'view == signalbox.projects && viewItem =~ /^story passed\\b/ && !listMultiSelection';

/** Taking stories back with their commits, and undoing that. */
export const rollback = feature({
  title: 'Rollback',
  commands: {
    'signalbox.rollback.lastStory': {
      title: 'Roll Back Last Story…',
      icon: '$(discard)',
      needsTrust: true,
      menus: [{ menu: 'view/item/context', when: onProject, group: '5_rollback@1' }],
    },
    'signalbox.rollback.lastCommit': {
      title: 'Roll Back Last Commit…',
      needsTrust: true,
      menus: [{ menu: 'view/item/context', when: onProject, group: '5_rollback@2' }],
    },
    'signalbox.rollback.story': {
      title: 'Roll Back Story…',
      needsTrust: true,
      menus: [{ menu: 'view/item/context', when: onPassedStory, group: '5_rollback@1' }],
    },
    'signalbox.rollback.beforeStory': {
      title: 'Roll Back to Before This Story…',
      needsTrust: true,
      menus: [{ menu: 'view/item/context', when: onPassedStory, group: '5_rollback@2' }],
    },
    'signalbox.rollback.undo': {
      title: 'Undo a Rollback…',
      needsTrust: true,
    },
    'signalbox.rollback.clean': {
      title: 'Let Go of What Old Rollbacks Kept…',
      needsTrust: true,
    },
  },
  settings: {
    'signalbox.rollback.onConflict': {
      type: 'string',
      default: 'ask',
      enum: ['ask', 'reset'],
      enumDescriptions: [
        'Stop, leave everything as it was, and ask whether the branch may be moved back instead.',
        'Move the branch back at once. Never when one of its commits is already on a remote.',
      ],
      scope: 'resource',
      markdownDescription: 'What happens when later changes stand in the way of reverting a story.',
    },
  },
});
