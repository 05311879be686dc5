import { feature } from './types';

const onProject = (flag: string) => `view == signalbox.projects && viewItem =~ /^project\\b.*\\b${flag}\\b/`;
const onOneProject = (flag: string) => `${onProject(flag)} && !listMultiSelection`;
const onStory = 'view == signalbox.projects && viewItem =~ /^story\\b/ && !listMultiSelection';
const inNeedsYou = (flag: string) => `view == signalbox.needsYou && viewItem =~ /\\b${flag}\\b/`;

/** Projects and their stories: what needs the person, the tree, the verbs of the registry, PRD files. */
export const projects = feature({
  title: 'Projects',
  commands: {
    'signalbox.projects.propose': {
      title: 'Propose a Project…',
      icon: '$(add)',
      needsTrust: true,
      menus: [{ menu: 'view/title', when: 'view == signalbox.projects', group: 'navigation@1' }],
    },
    'signalbox.projects.approve': {
      title: 'Approve',
      icon: '$(check)',
      needsTrust: true,
      menus: [
        { menu: 'view/item/context', when: onProject('awaitsApproval'), group: 'inline@1' },
        { menu: 'view/item/context', when: onProject('canApprove'), group: '1_registry@1' },
        { menu: 'view/item/context', when: inNeedsYou('awaitsApproval'), group: 'inline@1' },
      ],
    },
    'signalbox.projects.unapprove': {
      title: 'Take Back Approval',
      icon: '$(discard)',
      needsTrust: true,
      menus: [{ menu: 'view/item/context', when: onProject('canUnapprove'), group: '1_registry@2' }],
    },
    'signalbox.projects.cancel': {
      title: 'Cancel Project…',
      icon: '$(close)',
      needsTrust: true,
      menus: [{ menu: 'view/item/context', when: onProject('canCancel'), group: '1_registry@3' }],
    },
    'signalbox.projects.openPrd': {
      title: 'Open PRD',
      icon: '$(go-to-file)',
      menus: [
        { menu: 'view/item/context', when: onOneProject('hasPrd'), group: 'inline@8' },
        { menu: 'view/item/context', when: onOneProject('hasPrd'), group: '2_open@1' },
      ],
    },
    'signalbox.projects.openFolder': {
      title: 'Open Folder in New Window',
      palette: false,
      menus: [{ menu: 'view/item/context', when: onOneProject('hasFolder'), group: '2_open@3' }],
    },
    'signalbox.projects.revealFolder': {
      title: 'Reveal in Explorer View',
      palette: false,
      menus: [{ menu: 'view/item/context', when: onOneProject('hasFolder'), group: '2_open@2' }],
    },
    'signalbox.projects.openCommit': { title: 'Show Changes of Commit', palette: false },
    'signalbox.projects.showMore': { title: 'Show More Stories', palette: false },
    'signalbox.projects.openProblem': { title: 'Open Problem', palette: false },
    'signalbox.projects.openStory': {
      title: 'Open in PRD',
      icon: '$(go-to-file)',
      palette: false,
      menus: [{ menu: 'view/item/context', when: onStory, group: '2_open@1' }],
    },
    'signalbox.projects.copyId': {
      title: 'Copy Name',
      palette: false,
      menus: [
        {
          menu: 'view/item/context',
          when: 'view == signalbox.projects && viewItem =~ /^(project|story)\\b/',
          group: '9_copy',
        },
      ],
    },
    'signalbox.projects.reveal': { title: 'Show Project…' },
    'signalbox.projects.filter': {
      title: 'Filter by Status…',
      icon: '$(filter)',
      menus: [
        {
          menu: 'view/title',
          when: 'view == signalbox.projects && !signalbox.projectsFiltered',
          group: 'navigation@2',
        },
      ],
    },
    'signalbox.projects.filterAgain': {
      title: 'Filter by Status… (Some Are Hidden)',
      icon: '$(filter-filled)',
      palette: false,
      menus: [
        { menu: 'view/title', when: 'view == signalbox.projects && signalbox.projectsFiltered', group: 'navigation@2' },
      ],
    },
    'signalbox.projects.clearFilter': {
      title: 'Show All Projects',
      enablement: 'signalbox.projectsFiltered',
      menus: [
        { menu: 'view/title', when: 'view == signalbox.projects && signalbox.projectsFiltered', group: '1_sort@9' },
      ],
    },
    'signalbox.projects.sort': {
      title: 'Sort Projects…',
      icon: '$(sort-precedence)',
      menus: [{ menu: 'view/title', when: 'view == signalbox.projects', group: '1_sort@1' }],
    },
    'signalbox.showAttention': { title: 'Show What Needs You' },
  },
  views: {
    'signalbox.needsYou': {
      name: 'Needs You',
      when: 'signalbox.needsPerson',
      initialSize: 1,
    },
    'signalbox.projects': {
      name: 'Projects',
      initialSize: 4,
      welcome: [
        {
          when: 'workspaceFolderCount == 0 && signalbox.noProjectShown',
          contents:
            'Signalbox shows the projects of a folder: open one to begin.\n[Open Folder](command:vscode.openFolder)',
        },
        {
          when: 'workspaceFolderCount != 0 && signalbox.noProjectShown && !signalbox.projectsFiltered',
          contents:
            'Signalbox runs coding agents on the stories of a project and keeps you in control of them.\n\nNo prd.json was found in this workspace.\n[Propose a Project](command:signalbox.projects.propose)\nDo you have a PRD elsewhere? [Set where to look](command:workbench.action.openSettings?%5B%22signalbox.projects%22%5D), or read [how a PRD is found](command:workbench.action.openWalkthrough?%5B%22signalbox.signalbox%23start%22%5D).',
        },
        {
          when: 'signalbox.noProjectShown && signalbox.projectsFiltered',
          contents:
            'No project has the status that you filter by.\n[Show All Projects](command:signalbox.projects.clearFilter)',
        },
      ],
    },
  },
  contextKeys: {
    'signalbox.needsPerson': 'something waits for the person',
    'signalbox.noProjectShown': 'the first look for projects is done, and none is shown',
    'signalbox.projectsFiltered': 'a filter hides some statuses',
  },
  settings: {
    'signalbox.projects.depth': {
      type: 'integer',
      default: 3,
      minimum: 0,
      maximum: 10,
      scope: 'window',
      markdownDescription: 'How many folders deep below each workspace folder a project is looked for.',
    },
    'signalbox.projects.exclude': {
      type: 'array',
      items: { type: 'string' },
      uniqueItems: true,
      default: [],
      scope: 'window',
      markdownDescription:
        'Folders in which no project is looked for, as glob patterns such as `examples` or `vendor/**`. Never looked into: `node_modules`, `.git`, `archive` and backups.',
    },
    'signalbox.projects.roots': {
      type: 'array',
      items: { type: 'string' },
      uniqueItems: true,
      default: [],
      scope: 'machine',
      markdownDescription:
        'Folders whose direct child folders are all projects, with a PRD or without, such as the folder of all your repositories. They may lie outside the workspace.',
    },
    'signalbox.projects.registry': {
      type: 'string',
      default: 'approved-tasks.json',
      scope: 'window',
      markdownDescription:
        'The registry of proposed and approved projects: a file inside the workspace folder, made with the first proposal.',
    },
  },
  jsonValidation: [
    { fileMatch: ['prd.json', 'prd-*.json'], url: './media/schemas/prd.schema.json' },
    { fileMatch: ['approved-tasks.json'], url: './media/schemas/approved-tasks.schema.json' },
  ],
});
