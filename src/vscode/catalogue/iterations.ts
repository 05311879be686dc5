import { feature } from './types';

const onProject = 'view == signalbox.projects && viewItem =~ /^project\\b/ && !listMultiSelection';
const onSession = (flag: string) => `view == signalbox.plans && viewItem =~ /^session\\b.*\\b${flag}\\b/`;
const onAnySession = 'view == signalbox.plans && viewItem =~ /^session\\b/';
const onIteration = 'view == signalbox.plans && viewItem =~ /^iteration\\b/';
const inNeedsYou = 'view == signalbox.needsYou && viewItem == iterationPermission';
/** The title bar of every editor asks; only that of an iteration's comparison answers. */
const inDiff = (flag: string) =>
  `resourceScheme == signalbox && resourceDirname =~ /^\\/iterations\\// && signalbox.iteration${flag}`;
/** Where the keys go to the comparison: AltGr, which is Ctrl+Alt on Windows, writes letters wherever else one types. */
/** Either side of such a comparison: the words of the document, and the numbers of its lines. */
const onChange = 'isInDiffEditor && resourceScheme == signalbox && signalbox.iterationDecidable';
const atChange = (place: number) => [
  { menu: 'editor/context', when: onChange, group: `1_signalbox@${place}` },
  { menu: 'editor/lineNumber/context', when: onChange, group: `1_signalbox@${place}` },
];
const onKeys = 'textCompareEditorActive && editorTextFocus && signalbox.iterationDecidable';

/** Letting an agent improve a document several times, and deciding about each of its changes. */
export const iterations = feature({
  title: 'Iterations',
  commands: {
    'signalbox.iterations.improve': {
      title: 'Improve a Document…',
      icon: '$(sparkle)',
      needsTrust: true,
      menus: [
        { menu: 'view/title', when: 'view == signalbox.plans', group: 'navigation@2' },
        { menu: 'view/title', when: 'view == signalbox.plan', group: '2_plan@0' },
        { menu: 'view/item/context', when: onProject, group: '3_plan@2' },
        {
          menu: 'editor/context',
          when: 'resourceScheme == file && editorLangId == markdown && signalbox.documentInProject',
          group: '1_signalbox@1',
        },
        {
          menu: 'editor/title',
          when: 'resourceScheme == file && resourceLangId == markdown && signalbox.documentInProject',
          group: '1_signalbox@1',
        },
      ],
    },
    'signalbox.iterations.show': {
      title: 'Show Changes of an Iteration',
      icon: '$(diff)',
      menus: [{ menu: 'view/item/context', when: onIteration, group: '1_open@1' }],
    },
    'signalbox.iterations.transcript': {
      title: 'Show What the Agent Said and Did',
      icon: '$(output)',
      menus: [{ menu: 'view/item/context', when: onAnySession, group: '2_show@1' }],
    },
    'signalbox.iterations.openDocument': {
      title: 'Open the Improved Document',
      icon: '$(go-to-file)',
      menus: [{ menu: 'view/item/context', when: onAnySession, group: '2_show@2' }],
    },
    'signalbox.iterations.answer': {
      title: "Answer the Agent's Question…",
      icon: '$(bell-dot)',
      palette: 'signalbox.iterationsAsk',
      menus: [{ menu: 'view/item/context', when: onSession('asks'), group: 'inline@1' }],
    },
    'signalbox.iterations.allow': {
      title: 'Allow Once',
      icon: '$(check)',
      needsTrust: true,
      palette: false,
      menus: [{ menu: 'view/item/context', when: inNeedsYou, group: 'inline@1' }],
    },
    'signalbox.iterations.deny': {
      title: 'Deny',
      icon: '$(close)',
      needsTrust: true,
      palette: false,
      menus: [{ menu: 'view/item/context', when: inNeedsYou, group: 'inline@2' }],
    },
    'signalbox.iterations.cancel': {
      title: 'Cancel the Iterations',
      icon: '$(debug-stop)',
      needsTrust: true,
      palette: 'signalbox.iterationsRun',
      menus: [{ menu: 'view/item/context', when: onSession('running'), group: 'inline@2' }],
    },
    'signalbox.iterations.again': {
      title: 'Improve It Again…',
      icon: '$(refresh)',
      needsTrust: true,
      palette: false,
      menus: [{ menu: 'view/item/context', when: onSession('over'), group: '3_do@1' }],
    },
    'signalbox.iterations.restore': {
      title: 'Restore the Document From Before…',
      icon: '$(history)',
      needsTrust: true,
      menus: [{ menu: 'view/item/context', when: onSession('hasBackup'), group: '3_do@2' }],
    },
    'signalbox.iterations.previous': {
      title: 'Previous Iteration',
      icon: '$(chevron-left)',
      palette: 'signalbox.iterationHasPrevious',
      menus: [{ menu: 'editor/title', when: inDiff('Shown'), group: 'navigation@1' }],
      enablement: 'signalbox.iterationHasPrevious',
      keybinding: {
        key: 'ctrl+alt+[',
        mac: 'cmd+alt+[',
        when: 'textCompareEditorActive && signalbox.iterationHasPrevious',
      },
    },
    'signalbox.iterations.next': {
      title: 'Next Iteration',
      icon: '$(chevron-right)',
      palette: 'signalbox.iterationHasNext',
      menus: [{ menu: 'editor/title', when: inDiff('Shown'), group: 'navigation@2' }],
      enablement: 'signalbox.iterationHasNext',
      keybinding: {
        key: 'ctrl+alt+]',
        mac: 'cmd+alt+]',
        when: 'textCompareEditorActive && signalbox.iterationHasNext',
      },
    },
    'signalbox.iterations.acceptAll': {
      title: 'Accept All Changes of This Iteration',
      icon: '$(check-all)',
      needsTrust: true,
      palette: 'signalbox.iterationDecidable',
      menus: [{ menu: 'editor/title', when: inDiff('Decidable'), group: 'navigation@3' }],
    },
    'signalbox.iterations.rejectAll': {
      title: 'Reject All Changes of This Iteration',
      icon: '$(discard)',
      needsTrust: true,
      palette: 'signalbox.iterationDecidable',
      menus: [{ menu: 'editor/title', when: inDiff('Decidable'), group: 'navigation@4' }],
    },
    'signalbox.iterations.accept': {
      title: 'Accept This Change',
      needsTrust: true,
      palette: 'signalbox.iterationDecidable',
      menus: atChange(1),
      keybinding: { key: 'ctrl+alt+y', mac: 'cmd+alt+y', when: onKeys },
    },
    'signalbox.iterations.reject': {
      title: 'Reject This Change',
      needsTrust: true,
      palette: 'signalbox.iterationDecidable',
      menus: atChange(2),
      keybinding: { key: 'ctrl+alt+n', mac: 'cmd+alt+n', when: onKeys },
    },
    'signalbox.iterations.undo': {
      title: 'Undo the Decision About This Change',
      needsTrust: true,
      palette: 'signalbox.iterationDecidable',
      menus: atChange(3),
      keybinding: { key: 'ctrl+alt+u', mac: 'cmd+alt+u', when: onKeys },
    },
  },
  views: {
    'signalbox.plans': {
      name: 'Plans',
      icon: '$(sparkle)',
      // Small: the projects need the room. Folded it would leave that to Needs You.
      initialSize: 1,
      welcome: [
        {
          contents:
            'Talk a project through with an agent, or let one improve a document and decide about each of its changes.\n[Plan a Project](command:signalbox.plans.open)\n[Improve a Document](command:signalbox.iterations.improve)',
        },
      ],
    },
  },
  settings: {
    'signalbox.iterations.seconds': {
      type: 'integer',
      default: 300,
      minimum: 10,
      maximum: 7200,
      scope: 'resource',
      markdownDescription: 'How many seconds one iteration over a document may take; then its agent is stopped.',
    },
    'signalbox.iterations.pauseSeconds': {
      type: 'integer',
      default: 5,
      minimum: 0,
      maximum: 3600,
      scope: 'resource',
      markdownDescription: 'How many seconds lie between two iterations.',
    },
  },
  contextKeys: {
    'signalbox.documentInProject': 'the active document lies in a project',
    'signalbox.iterationsRun': 'iterations are under way',
    'signalbox.iterationsAsk': 'the agent of an iteration asks something',
    'signalbox.iterationShown': 'the active editor compares a document before and after an iteration',
    'signalbox.iterationHasPrevious': 'there is an iteration before the one on show',
    'signalbox.iterationHasNext': 'there is an iteration after the one on show',
    'signalbox.iterationDecidable': 'the changes of the iteration on show can be accepted and rejected',
  },
  configurationDefaults: {
    // Accept and Reject stand at each change; comparisons show no lenses unless this is on.
    'diffEditor.codeLens': true,
  },
});
