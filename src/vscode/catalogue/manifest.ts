import { TRUSTED } from './trust';
import type { CommandEntry, Feature, SettingEntry, ViewEntry, WalkthroughEntry } from './types';

/** The parts of package.json that follow from the catalogue, and the strings of package.nls.json. */
export interface Manifest {
  readonly activationEvents: readonly string[];
  readonly capabilities: unknown;
  readonly contributes: Readonly<Record<string, unknown>>;
  readonly strings: Readonly<Record<string, string>>;
}

const CONTAINER = 'signalbox';
const CONTAINER_ICON = 'media/signalbox.svg';
/** In the secondary side bar, beside the editor. */
const CONTAINER_BESIDE = 'signalboxBeside';
const CATEGORY = 'Signalbox';

/** Takes a sentence out of the manifest and leaves its key, so that it can be translated. */
type Say = (key: string, sentence: string) => string;

export function manifestOf(features: readonly Feature[]): Manifest {
  const strings: Record<string, string> = {};
  const say: Say = (key, sentence) => {
    strings[key] = sentence;
    return `%${key}%`;
  };
  const commands = features.flatMap((each) => Object.entries(each.commands ?? {}));
  const views = features.flatMap((each) => Object.entries(each.views ?? {}));
  const settings = features.flatMap((each) => Object.entries(each.settings ?? {}));
  const defaults = Object.assign({}, ...features.map((each) => each.configurationDefaults ?? {}));
  const contributes = withoutEmpty({
    viewsContainers: {
      activitybar: [{ id: CONTAINER, title: 'Signalbox', icon: CONTAINER_ICON }],
      secondarySidebar: views.some(([, view]) => view.beside)
        ? [{ id: CONTAINER_BESIDE, title: 'Signalbox Plan', icon: CONTAINER_ICON }]
        : [],
    },
    views: {
      [CONTAINER]: views.filter(([, view]) => !view.beside).map(([id, view]) => viewOf(id, view, say)),
      [CONTAINER_BESIDE]: views.filter(([, view]) => view.beside).map(([id, view]) => viewOf(id, view, say)),
    },
    viewsWelcome: views.flatMap(([id, view]) =>
      (view.welcome ?? []).map((welcome, index) => ({
        view: id,
        contents: say(`${id}.welcome.${index + 1}`, welcome.contents),
        ...(welcome.when ? { when: welcome.when } : {}),
      })),
    ),
    commands: commands.map(([id, command]) => commandOf(id, command, say)),
    menus: menusOf(commands),
    keybindings: commands.flatMap(([id, { keybinding }]) => (keybinding ? [{ command: id, ...keybinding }] : [])),
    configuration: features.flatMap((each) =>
      each.settings ? [{ title: each.title, properties: settingsOf(each.settings, say) }] : [],
    ),
    configurationDefaults: defaults,
    jsonValidation: features.flatMap((each) => each.jsonValidation ?? []),
    walkthroughs: features.flatMap((each) =>
      Object.entries(each.walkthroughs ?? {}).map(([id, walkthrough]) => walkthroughOf(id, walkthrough, say)),
    ),
  });
  return {
    activationEvents: [
      'onStartupFinished',
      ...features.flatMap((each) => Object.keys(each.panels ?? {}).map((id) => `onWebviewPanel:${id}`)),
    ],
    capabilities: {
      untrustedWorkspaces: {
        supported: 'limited',
        description: say(
          'capabilities.untrusted',
          'Everything can be read. Nothing is started and nothing is written until you trust the workspace.',
        ),
        restrictedConfigurations: settings.filter(([, setting]) => setting.restricted).map(([id]) => id),
      },
      virtualWorkspaces: {
        supported: false,
        description: say(
          'capabilities.virtual',
          'Signalbox works on folders on disk: it watches files and starts agents in them.',
        ),
      },
    },
    contributes,
    strings,
  };
}

/** When a command can be used, from what its entry says and from what it needs. */
function enablementOf(command: CommandEntry): string | undefined {
  if (!command.needsTrust) return command.enablement;
  return command.enablement ? `${TRUSTED} && (${command.enablement})` : TRUSTED;
}

function commandOf(id: string, command: CommandEntry, say: Say) {
  const enablement = enablementOf(command);
  return {
    command: id,
    title: say(`${id}.title`, command.title),
    category: CATEGORY,
    ...(command.icon ? { icon: command.icon } : {}),
    ...(enablement ? { enablement } : {}),
  };
}

function menusOf(commands: readonly (readonly [string, CommandEntry])[]) {
  const menus: Record<string, object[]> = {};
  const add = (menu: string, item: object) => {
    menus[menu] ??= [];
    menus[menu].push(item);
  };
  for (const [id, command] of commands) {
    if (command.palette !== undefined) add('commandPalette', { command: id, when: String(command.palette) });
    for (const { menu, when, group } of command.menus ?? []) {
      add(menu, { command: id, when, ...(group ? { group } : {}) });
    }
  }
  return menus;
}

function viewOf(id: string, view: ViewEntry, say: Say) {
  const { welcome: _, beside: __, name, icon, type, ...rest } = view;
  return {
    id,
    name: say(`${id}.name`, name),
    icon: icon ?? CONTAINER_ICON,
    ...(type === 'webview' ? { type } : {}),
    ...rest,
  };
}

function settingsOf(settings: Readonly<Record<string, SettingEntry>>, say: Say) {
  return Object.fromEntries(
    Object.entries(settings).map(([id, setting], index) => {
      const { restricted: _, markdownDescription, enumDescriptions, ...rest } = setting;
      const described = enumDescriptions?.map((text, at) =>
        say(`${id}.enum.${setting.enum?.[at] ?? String(at)}`, text),
      );
      return [
        id,
        {
          ...rest,
          markdownDescription: say(`${id}.description`, markdownDescription),
          ...(described ? { markdownEnumDescriptions: described } : {}),
          order: index + 1,
        },
      ];
    }),
  );
}

function walkthroughOf(id: string, walkthrough: WalkthroughEntry, say: Say) {
  return {
    id,
    title: say(`walkthrough.${id}.title`, walkthrough.title),
    description: say(`walkthrough.${id}.description`, walkthrough.description),
    steps: Object.entries(walkthrough.steps).map(([step, { title, description, media, ...rest }]) => ({
      id: step,
      title: say(`walkthrough.${id}.${step}.title`, title),
      description: say(`walkthrough.${id}.${step}.description`, description),
      media:
        'altText' in media ? { ...media, altText: say(`walkthrough.${id}.${step}.altText`, media.altText) } : media,
      ...rest,
    })),
  };
}

function withoutEmpty(parts: Readonly<Record<string, object>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => Object.keys(part).length > 0));
}
