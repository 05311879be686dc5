import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { features } from '../../../src/vscode/catalogue/all';
import { manifestOf } from '../../../src/vscode/catalogue/manifest';
import { commandsForTrusted } from '../../../src/vscode/catalogue/trust';
import { type Feature, feature } from '../../../src/vscode/catalogue/types';
import { catalogueProblems, type House } from '../../support/catalogue-fence';

function readSources(): Map<string, string> {
  const files = ['src/vscode', 'src/protocol'].flatMap((folder) =>
    fs
      .readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((file) => path.posix.join(folder, file.replaceAll(path.sep, '/')))
      .filter((file) => file.endsWith('.ts') && !file.startsWith('src/vscode/catalogue/')),
  );
  return new Map([...files, 'src/extension.ts'].map((file) => [file, fs.readFileSync(file, 'utf8')]));
}

const readJson = (file: string) => JSON.parse(fs.readFileSync(file, 'utf8'));

describe('the catalogue of the extension', () => {
  it('is found again in package.json where a command needs a trusted workspace', () => {
    const needing = features.flatMap((each: Feature) =>
      Object.entries(each.commands ?? {}).flatMap(([id, { needsTrust }]) => (needsTrust ? [id] : [])),
    );
    assert.ok(needing.length > 0);
    assert.deepEqual([...commandsForTrusted(readJson('package.json'))].sort(), needing.sort());
  });

  it('says the same as package.json, the sources and the files on disk', () => {
    const problems = catalogueProblems({
      features,
      packageJson: readJson('package.json'),
      packageStrings: readJson('package.nls.json'),
      sources: readSources(),
      exists: (file) => fs.existsSync(file),
    });
    assert.deepEqual(problems, []);
  });
});

describe('the fence around the catalogue', () => {
  const sample = feature({
    title: 'Sample',
    commands: { 'signalbox.sample.go': { title: 'Go', needsTrust: true } },
    views: { 'signalbox.sample': { name: 'Sample', welcome: [{ contents: '[Go](command:signalbox.sample.go)' }] } },
    settings: {
      'signalbox.sample.program': { type: 'string', default: '', markdownDescription: 'Runs.', restricted: true },
    },
    contextKeys: { 'signalbox.sampled': 'something was sampled' },
    panels: { 'signalbox.samplePanel': 'samples' },
  });
  const source = `'signalbox.sample.go': run, 'signalbox.sample' 'signalbox.sampled' 'signalbox.sample.program' 'signalbox.samplePanel'`;

  function problemsOf(changed: Partial<House> & { readonly feature?: Feature }): string[] {
    const { feature: other, ...house } = changed;
    const all = [other ?? sample];
    const { strings, ...parts } = manifestOf(all);
    return catalogueProblems({
      features: all,
      packageJson: parts,
      packageStrings: strings,
      sources: new Map([['src/vscode/sample/register.ts', source]]),
      exists: () => true,
      ...house,
    });
  }

  const withCommand = (entry: object): Feature => ({
    ...sample,
    commands: { 'signalbox.sample.go': { title: 'Go', ...entry } },
  });

  it('is silent when all agree', () => {
    assert.deepEqual(problemsOf({}), []);
  });

  for (const part of ['contributes', 'activationEvents', 'capabilities']) {
    it(`bites when package.json has other ${part}`, () => {
      const { strings: _, ...parts } = manifestOf([sample]);
      assert.deepEqual(problemsOf({ packageJson: { ...parts, [part]: {} } }), [
        `package.json's "${part}" is not what the catalogue says. Run "npm run manifest".`,
      ]);
    });
  }

  it('bites when package.nls.json lacks a string', () => {
    assert.match(problemsOf({ packageStrings: {} }).join(), /package\.nls\.json is not what the catalogue says/);
  });

  it('bites when a command is never registered', () => {
    const sources = new Map([['a.ts', source.replace("'signalbox.sample.go':", '')]]);
    assert.match(problemsOf({ sources }).join(), /"signalbox\.sample\.go" is in the catalogue but nothing/);
  });

  it('bites when a command is registered that the catalogue does not have', () => {
    const sources = new Map([['a.ts', `${source}, 'signalbox.sample.stray': run`]]);
    assert.deepEqual(problemsOf({ sources }), [
      'a.ts registers the command "signalbox.sample.stray", which is not in the catalogue.',
    ]);
  });

  it('bites when a row runs what may not be enabled when it is clicked', () => {
    const row = `item.command = {\n command: 'signalbox.sample.go', title: t('Go') }`;
    for (const text of [row, row.replace('item.command =', 'open:')]) {
      assert.match(
        problemsOf({ sources: new Map([['a.ts', `${source}; ${text}`]]) }).join(),
        /a\.ts has a row run "signalbox\.sample\.go", which is not always enabled/,
      );
    }
    const always = { feature: withCommand({}), sources: new Map([['a.ts', `${source}; ${row}`]]) };
    assert.deepEqual(problemsOf(always), []);
  });

  it('bites when somebody goes round the boundary of commands', () => {
    const sources = new Map([['a.ts', `${source}; vscode.commands.registerCommand(id, run)`]]);
    assert.match(problemsOf({ sources }).join(), /a\.ts registers a command by itself/);
  });

  it('bites when a view, a setting, a context key or a panel is never used', () => {
    const sources = new Map([['a.ts', `'signalbox.sample.go': run`]]);
    assert.deepEqual(
      problemsOf({ sources }).map((problem) => problem.split(' ', 1)[0]),
      ['"signalbox.sample"', '"signalbox.sampled"', '"signalbox.sample.program"', '"signalbox.samplePanel"'],
    );
  });

  for (const [what, clause, message] of [
    ['an unknown context key', 'signalbox.misspelt && isWorkspaceTrusted', /"signalbox\.misspelt", which nobody sets/],
    ['an unknown view', 'view == signalbox.elsewhere', /view "signalbox\.elsewhere"/],
    ['an unknown panel', "activeWebviewPanelId == 'signalbox.elsewhere'", /panel "signalbox\.elsewhere"/],
    ['an unknown setting', 'config.signalbox.sample.none', /setting "signalbox\.sample\.none"/],
  ] as const) {
    it(`bites when a when clause names ${what}`, () => {
      const [problem, ...rest] = problemsOf({ feature: withCommand({ enablement: clause }) });
      assert.match(problem ?? '', message);
      assert.deepEqual(rest, []);
    });
  }

  it('reads patterns, negations and brackets in when clauses', () => {
    const enablement = '!(signalbox.sampled || view == signalbox.sample) && viewItem =~ /^a(b|c)&&d$/i && !inputFocus';
    assert.deepEqual(problemsOf({ feature: withCommand({ enablement }) }), []);
  });

  it('bites when a welcome view links to a command that does not exist', () => {
    const views = { 'signalbox.sample': { name: 'S', welcome: [{ contents: '[No](command:signalbox.sample.no)' }] } };
    assert.deepEqual(problemsOf({ feature: { ...sample, views } }), [
      '"signalbox.sample" links to the command "signalbox.sample.no", which the catalogue does not have.',
    ]);
  });

  it('bites when a walkthrough page is missing', () => {
    const step = { title: 'T', description: 'D', media: { markdown: 'media/walkthrough/none.md' } };
    const walkthroughs = { start: { title: 'T', description: 'D', steps: { first: step } } };
    const exists = (file: string) => !file.endsWith('none.md');
    assert.match(
      problemsOf({ feature: { ...sample, walkthroughs }, exists }).join(),
      /media\/walkthrough\/none\.md is missing/,
    );
  });

  it('bites when an id is written twice', () => {
    const { strings, ...parts } = manifestOf([sample, sample]);
    assert.match(
      problemsOf({ features: [sample, sample], packageJson: parts, packageStrings: strings }).join(),
      /"signalbox\.sample\.go" is written twice under commands/,
    );
  });

  it('keeps what starts something from an untrusted workspace', () => {
    const { capabilities, contributes } = manifestOf([sample]);
    assert.deepEqual((capabilities as { untrustedWorkspaces: object }).untrustedWorkspaces, {
      supported: 'limited',
      description: '%capabilities.untrusted%',
      restrictedConfigurations: ['signalbox.sample.program'],
    });
    assert.equal((contributes.commands as { enablement: string }[])[0]?.enablement, 'isWorkspaceTrusted');
  });
});
