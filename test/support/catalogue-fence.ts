import { manifestOf } from '../../src/vscode/catalogue/manifest';
import type { Feature } from '../../src/vscode/catalogue/types';

/** Everything that the catalogue is held against. */
export interface House {
  readonly features: readonly Feature[];
  readonly packageJson: Readonly<Record<string, unknown>>;
  readonly packageStrings: Readonly<Record<string, string>>;
  /** Text of every source file that may register something: src/extension.ts, src/protocol, and src/vscode without the catalogue. */
  readonly sources: ReadonlyMap<string, string>;
  exists(path: string): boolean;
}

/** What is wrong between catalogue, package.json, sources and files: one sentence each, saying what to do. */
export function catalogueProblems(house: House): string[] {
  return [
    ...manifestProblems(house),
    ...doubleIds(house.features),
    ...whenProblems(house.features),
    ...linkProblems(house.features),
    ...fileProblems(house),
    ...sourceProblems(house),
  ];
}

function manifestProblems({ features, packageJson, packageStrings }: House): string[] {
  const { strings, ...wanted } = manifestOf(features);
  const problems: string[] = [];
  for (const [part, value] of Object.entries(wanted)) {
    if (!same(packageJson[part], value)) {
      problems.push(`package.json's "${part}" is not what the catalogue says. Run "npm run manifest".`);
    }
  }
  if (!same(packageStrings, strings)) {
    problems.push('package.nls.json is not what the catalogue says. Run "npm run manifest".');
  }
  return problems;
}

const PARTS = ['commands', 'views', 'settings', 'contextKeys', 'panels', 'walkthroughs'] as const;

function doubleIds(features: readonly Feature[]): string[] {
  return PARTS.flatMap((part) => {
    const ids = features.flatMap((each) => Object.keys(each[part] ?? {}));
    return ids
      .filter((id, index) => ids.indexOf(id) !== index)
      .map((id) => `"${id}" is written twice under ${part} of the catalogue. Keep one.`);
  });
}

/** VS Code's own context keys that the catalogue may use. Add one here when a clause needs it. */
const EDITOR_KEYS = new Set([
  'activeWebviewPanelId',
  'editorLangId',
  'editorTextFocus',
  'focusedView',
  'inputFocus',
  'isInDiffEditor',
  'isWorkspaceTrusted',
  'listMultiSelection',
  'resourceFilename',
  'resourceLangId',
  'resourcePath',
  'resourceDirname',
  'resourceScheme',
  'textCompareEditorActive',
  'view',
  'viewItem',
  'webviewId',
  'webviewSection',
  'workspaceFolderCount',
  'workbenchState',
]);

function whenProblems(features: readonly Feature[]): string[] {
  const keys = new Set(features.flatMap((each) => Object.keys(each.contextKeys ?? {})));
  const settings = new Set(features.flatMap((each) => Object.keys(each.settings ?? {})));
  const views = new Set(features.flatMap((each) => Object.keys(each.views ?? {})));
  const panels = new Set(features.flatMap((each) => Object.keys(each.panels ?? {})));
  return clausesOf(features).flatMap(({ owner, clause }) =>
    atomsOf(clause).flatMap(({ key, value }) => {
      if (key === 'true' || key === 'false') return [];
      if (key.startsWith('config.')) {
        return key.startsWith('config.signalbox.') && !settings.has(key.slice('config.'.length))
          ? [`The when clause of "${owner}" reads the setting "${key.slice(7)}", which the catalogue does not have.`]
          : [];
      }
      if ((key === 'view' || key === 'focusedView') && value !== undefined && !views.has(value)) {
        return [`The when clause of "${owner}" names the view "${value}", which the catalogue does not have.`];
      }
      if (key === 'activeWebviewPanelId' && value !== undefined && !panels.has(value)) {
        return [`The when clause of "${owner}" names the panel "${value}", which the catalogue does not have.`];
      }
      if (keys.has(key) || EDITOR_KEYS.has(key)) return [];
      return [`The when clause of "${owner}" names the context key "${key}", which nobody sets. Is it misspelt?`];
    }),
  );
}

function clausesOf(features: readonly Feature[]): { owner: string; clause: string }[] {
  const found: { owner: string; clause: string | undefined }[] = [];
  for (const each of features) {
    for (const [id, command] of Object.entries(each.commands ?? {})) {
      found.push({ owner: id, clause: command.enablement });
      if (typeof command.palette === 'string') found.push({ owner: id, clause: command.palette });
      found.push({ owner: id, clause: command.keybinding?.when });
      for (const item of command.menus ?? []) found.push({ owner: id, clause: item.when });
    }
    for (const [id, view] of Object.entries(each.views ?? {})) {
      found.push({ owner: id, clause: view.when });
      for (const welcome of view.welcome ?? []) found.push({ owner: id, clause: welcome.when });
    }
    for (const [id, walkthrough] of Object.entries(each.walkthroughs ?? {})) {
      for (const step of Object.values(walkthrough.steps)) found.push({ owner: id, clause: step.when });
    }
  }
  return found.flatMap(({ owner, clause }) => (clause ? [{ owner, clause }] : []));
}

function atomsOf(clause: string): { key: string; value: string | undefined }[] {
  return clause
    .replace(/=~\s*\/(?:\\.|[^/])+\/[a-z]*/g, '=~ pattern')
    .split(/&&|\|\||[()!](?!=)/)
    .map((atom) => atom.trim())
    .filter((atom) => atom !== '')
    .map((atom) => {
      const [, key = atom, operator, value] = /^([^\s=!<>]+)\s*(==|!=|=~|<=?|>=?|not in|in)?\s*(.*)$/.exec(atom) ?? [];
      return { key, value: operator === '==' || operator === '!=' ? value?.replaceAll("'", '') : undefined };
    });
}

/** `command:` links in welcome views and walkthroughs lead to commands of the catalogue or to VS Code's own. */
function linkProblems(features: readonly Feature[]): string[] {
  const commands = new Set(features.flatMap((each) => Object.keys(each.commands ?? {})));
  const texts = features.flatMap((each) => [
    ...Object.entries(each.views ?? {}).flatMap(([id, view]) =>
      (view.welcome ?? []).map((welcome) => ({ owner: id, text: welcome.contents })),
    ),
    ...Object.entries(each.walkthroughs ?? {}).flatMap(([id, walkthrough]) =>
      Object.values(walkthrough.steps).flatMap((step) =>
        [
          step.description,
          ...(step.completionEvents ?? []).map((event) => event.replace(/^onCommand:/, 'command:')),
        ].map((text) => ({ owner: id, text })),
      ),
    ),
  ]);
  return texts.flatMap(({ owner, text }) =>
    [...text.matchAll(/command:(signalbox\.[\w.]+)/g)]
      .map(([, id = '']) => id)
      .filter((id) => !commands.has(id))
      .map((id) => `"${owner}" links to the command "${id}", which the catalogue does not have.`),
  );
}

function fileProblems({ features, packageJson, exists }: House): string[] {
  const files: { owner: string; file: string }[] = [{ owner: 'the activity bar', file: 'media/signalbox.svg' }];
  if (typeof packageJson.icon === 'string') files.push({ owner: 'the extension', file: packageJson.icon });
  for (const each of features) {
    for (const [id, walkthrough] of Object.entries(each.walkthroughs ?? {})) {
      for (const { media } of Object.values(walkthrough.steps)) {
        const file = 'markdown' in media ? media.markdown : 'svg' in media ? media.svg : media.image;
        files.push({ owner: `the walkthrough "${id}"`, file });
      }
    }
    for (const { url } of each.jsonValidation ?? []) files.push({ owner: 'a JSON schema', file: url });
  }
  return files
    .filter(({ file }) => !exists(file))
    .map(({ owner, file }) => `${file} is missing, which ${owner} shows. Add it, or take it out of the catalogue.`);
}

/** The sources register and set what the catalogue names, all of it and nothing else. */
function sourceProblems({ features, sources }: House): string[] {
  const text = [...sources.values()].join('\n');
  const problems: string[] = [];
  const entries = features.flatMap((each) => Object.entries(each.commands ?? {}));
  const commands = new Set(entries.map(([id]) => id));
  const conditional = new Set(entries.flatMap(([id, entry]) => (entry.needsTrust || entry.enablement ? [id] : [])));
  for (const id of commands) {
    if (!text.includes(`'${id}':`)) {
      problems.push(`The command "${id}" is in the catalogue but nothing under src/vscode registers it.`);
    }
  }
  for (const [file, source] of sources) {
    if (file !== 'src/vscode/commands.ts' && /\bregister(TextEditor)?Command\(/.test(source)) {
      problems.push(
        `${file} registers a command by itself. Register it with shell.commands, whose boundary tells errors.`,
      );
    }
    for (const [, id = ''] of source.matchAll(/'(signalbox\.[\w.]+)':/g)) {
      if (!commands.has(id)) problems.push(`${file} registers the command "${id}", which is not in the catalogue.`);
    }
    for (const [, id = ''] of source.matchAll(/(?:open:|item\.command =) \{\s*command: '(signalbox\.[\w.]+)'/g)) {
      if (conditional.has(id))
        problems.push(
          `${file} has a row run "${id}", which is not always enabled: VS Code would do nothing and say nothing. Let its handler refuse.`,
        );
    }
  }
  for (const each of features) {
    for (const part of ['views', 'contextKeys', 'settings', 'panels'] as const) {
      for (const id of Object.keys(each[part] ?? {})) {
        // A page sets its context keys through the protocol, as fields.
        if (!text.includes(`'${id}'`) && !(part === 'contextKeys' && text.includes(`${id}: `))) {
          problems.push(
            `"${id}" is under ${part} of the catalogue, but nothing under src/vscode or src/protocol uses it.`,
          );
        }
      }
    }
  }
  return problems;
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
