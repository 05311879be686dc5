import { feature } from './types';

const onProject = 'view == signalbox.projects && viewItem =~ /^project\\b/ && !listMultiSelection';

const inNeedsYou = (context: string) => `view == signalbox.needsYou && viewItem == ${context}`;

/** Planning a project together with an agent. */
export const plans = feature({
  title: 'Plans',
  commands: {
    'signalbox.plans.open': {
      title: 'Plan a Project',
      icon: '$(comment-discussion)',
      menus: [{ menu: 'view/item/context', when: onProject, group: '3_plan@1' }],
    },
    'signalbox.plans.show': { title: 'Open Plan', palette: false },
    'signalbox.plans.allow': {
      title: 'Allow Once',
      icon: '$(check)',
      needsTrust: true,
      palette: false,
      menus: [{ menu: 'view/item/context', when: inNeedsYou('planPermission'), group: 'inline@1' }],
    },
    'signalbox.plans.deny': {
      title: 'Deny',
      icon: '$(close)',
      needsTrust: true,
      palette: false,
      menus: [{ menu: 'view/item/context', when: inNeedsYou('planPermission'), group: 'inline@2' }],
    },
    'signalbox.plans.new': {
      title: 'New Plan',
      icon: '$(add)',
      menus: [
        { menu: 'view/title', when: 'view == signalbox.plan', group: 'navigation@1' },
        { menu: 'view/title', when: 'view == signalbox.plans', group: 'navigation@1' },
      ],
    },
    'signalbox.plans.all': {
      title: 'Show All Plans',
      icon: '$(list-unordered)',
      menus: [{ menu: 'view/title', when: 'view == signalbox.plan', group: 'navigation@2' }],
    },
    'signalbox.plans.finalize': {
      title: 'Finalize the Plan…',
      needsTrust: true,
      menus: [{ menu: 'view/title', when: 'view == signalbox.plan', group: '2_plan@1' }],
    },
    'signalbox.plans.cancel': {
      title: 'Cancel the Plan…',
      needsTrust: true,
      menus: [{ menu: 'view/title', when: 'view == signalbox.plan', group: '2_plan@2' }],
    },
  },
  views: {
    'signalbox.plan': { name: 'Plan', type: 'webview', beside: true },
  },
  settings: {
    'signalbox.plan.phases': {
      type: 'array',
      default: [],
      scope: 'resource',
      markdownDescription:
        'The phases of a plan instead of *Discover*, *Design* and *Stories*: each with `name`, `title`, `instructions` and, if it hands in a document, `artifact`.',
      items: {
        type: 'object',
        properties: {
          name: { type: 'string' },
          title: { type: 'string' },
          instructions: { type: 'string' },
          artifact: { type: 'string' },
        },
        required: ['name', 'instructions'],
      },
    },
  },
});
