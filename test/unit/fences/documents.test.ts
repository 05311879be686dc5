import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { board } from '../../../src/cli/nouns/board';
import { plan } from '../../../src/cli/nouns/plan';
import { projectsNoun } from '../../../src/cli/nouns/projects';
import { rollbackNoun } from '../../../src/cli/nouns/rollback';
import { task } from '../../../src/cli/nouns/task';

const NOUNS = [board, plan, projectsNoun, rollbackNoun, task];
const DOCUMENTS = [
  'README.md',
  'ARCHITECTURE.md',
  ...fs.readdirSync('media/walkthrough').map((file) => `media/walkthrough/${file}`),
];

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: readonly { readonly properties: Readonly<Record<string, unknown>> }[];
  };
}

const manifest = JSON.parse(fs.readFileSync('package.json', 'utf8')) as Manifest;
const settings = manifest.contributes.configuration.flatMap(({ properties }) => Object.keys(properties));
/** Written by every build, and by nobody. */
const BUILT = 'media/l10n/bundle.l10n.json';
const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .split('\0')
  .filter(Boolean)
  .concat(BUILT);

/** `a/{b,c}.ts` names two files. */
function spread(name: string): string[] {
  const [, before, choices, after] = /^(.*?)\{([^}]*)\}(.*)$/.exec(name) ?? [];
  return choices === undefined ? [name] : choices.split(',').flatMap((choice) => spread(`${before}${choice}${after}`));
}

/** A file, a folder, or a name with a hole: `<area>`, `*`. */
function isThere(name: string): boolean {
  const pattern = name
    .replace(/\/$/, '')
    .split(/(<\w+>|\*+)/)
    .map((part) => (/^[<*]/.test(part) ? '.*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')))
    .join('');
  return files.some((file) => new RegExp(`^${pattern}(?:/|$)`).test(file));
}

/** What a document says of the tree, the scripts, the settings and the command line that is not so, each as a sentence. */
function problemsOf(document: string, text: string): string[] {
  const quoted = [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
  const paths = quoted
    .filter((code) => /^(?:src|test|webview-ui|media|\.ci)\/\S*$/.test(code))
    .flatMap(spread)
    .filter((name) => !/\[/.test(name));
  const linked = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map(([, target = '']) => target);
  const scripts = [...text.matchAll(/npm (?:run ([a-z][\w:]*)|(?:start|test)\b)/g)].flatMap(([, name]) => name ?? []);
  const lines = [...text.matchAll(/^signalbox ([a-z]+)(?: ([a-z-]+))?/gm)];
  return [
    ...paths.filter((name) => !isThere(name)).map((name) => `${document} names ${name}, which is not there.`),
    ...linked
      .filter((name) => !isThere(path.posix.normalize(name)))
      .map((name) => `${document} links ${name}, which is not there.`),
    ...scripts
      .filter((name) => !manifest.scripts[name])
      .map((name) => `${document} names "npm run ${name}", which package.json does not have.`),
    ...quoted
      .filter((code) => /^signalbox\.[\w.]+$/.test(code) && !settings.includes(code))
      .filter((code) => !manifest.contributes.commands.some(({ command }) => command === code))
      .map((code) => `${document} names ${code}, which is no setting and no command.`),
    ...lines
      .filter(([, noun, verb]) => {
        const verbs = NOUNS.find(({ name }) => name === noun)?.verbs;
        return !verbs?.some(({ name }) => name === verb || name === '');
      })
      .map(([line]) => `${document} shows "${line}", which the command line does not know.`),
  ];
}

describe('what the documents say', () => {
  for (const document of DOCUMENTS) {
    it(`is so: ${document}`, () => {
      assert.deepEqual(problemsOf(document, fs.readFileSync(document, 'utf8')), []);
    });
  }

  it('is seen when it is not so', () => {
    const text =
      '`src/core/gone.ts`, `src/core/{result,lost}.ts`, `src/core/<area>/`, [plan](PLAN.md), `npm run fly`, `signalbox.no.setting`\nsignalbox board fly';
    assert.deepEqual(problemsOf('A.md', text), [
      'A.md names src/core/gone.ts, which is not there.',
      'A.md names src/core/lost.ts, which is not there.',
      'A.md links PLAN.md, which is not there.',
      'A.md names "npm run fly", which package.json does not have.',
      'A.md names signalbox.no.setting, which is no setting and no command.',
      'A.md shows "signalbox board fly", which the command line does not know.',
    ]);
  });
});
