import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { settingOf, userSettingsFiles } from '../../../src/adapters/settings';
import { CommandLine } from '../../support/cli';

interface Listed {
  readonly name: string;
  readonly source: string;
  readonly version: string | null;
}

describe('profiles on the command line', () => {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'signalbox-home-'));
  const line = new CommandLine({
    HOME: home,
    USERPROFILE: home,
    XDG_CONFIG_HOME: path.join(home, 'config'),
    XDG_STATE_HOME: path.join(home, 'state'),
    SIGNALBOX_DEMO_DELAY_MS: '1',
    PATH: path.dirname(process.execPath),
  });
  const write = (file: string, profiles: readonly unknown[]) => {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, `// mine\n${JSON.stringify({ 'signalbox.profiles': profiles })}`);
  };
  const user = path.join(home, 'config/Code/User/settings.json');
  const own = path.join(line.workspace, '.vscode/settings.json');
  const shell = (words: string) => `"${process.execPath}" -e "console.log('${words}')"`;
  after(() => {
    for (const folder of [home, line.workspace]) fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  beforeEach(() => {
    fs.rmSync(own, { force: true });
    write(user, [{ name: 'Loop', adapter: 'command', command: shell('from the user') }]);
  });

  it('are those that the person has set in the editor, then what is there', async () => {
    const listed = await line.data<readonly Listed[]>('profiles', 'list');
    assert.deepEqual([listed[0]?.name, listed[0]?.source], ['Loop', 'user']);
    assert.deepEqual([listed.at(-1)?.name, listed.at(-1)?.source], ['demo', 'built in']);
  });

  it('are those of the workspace where it has any', async () => {
    write(own, [{ name: 'team', adapter: 'claude' }, 'nonsense']);
    const listed = await line.data<readonly Listed[]>('profiles', 'list');
    assert.deepEqual([listed[0]?.name, listed[0]?.source], ['team', 'workspace']);
    assert.ok(!listed.some(({ name }) => name === 'Loop'));
    assert.match((await line.run(['profiles', 'list'])).out, /settings\.json: A profile must be an object/);
  });

  it('run no shell line that nobody has allowed here, and show it', async () => {
    for (const slug of ['shop', 'shed']) {
      fs.mkdirSync(path.join(line.workspace, slug));
      fs.writeFileSync(path.join(line.workspace, slug, 'prd.json'), '{"userStories":[]}');
    }
    const refused = await line.refusal('plan', 'start', 'shop', 'Tea', '--profile', 'loop');
    assert.equal(refused.code, 'not_allowed');
    assert.match(refused.message, /from the user/);
    assert.match(refused.message, /profiles allow Loop --yes/);
    await line.data('profiles', 'allow', 'loop', '--yes');
    const plan = await line.data<{ turns: { text: string }[] }>('plan', 'start', 'shop', 'Tea', '--profile', 'loop');
    assert.match(plan.turns[0]?.text ?? '', /from the user/);
    write(user, [{ name: 'Loop', adapter: 'command', command: shell('another line') }]);
    assert.equal((await line.refusal('plan', 'start', 'shed', 'Tea', '--profile', 'loop')).code, 'not_allowed');
    const again = ['plan', 'start', 'shed', 'Tea', '--profile', 'loop', '--yes'];
    assert.match((await line.data<typeof plan>(...again)).turns[0]?.text ?? '', /another line/);
  });

  it('start nothing that a workspace brings along before somebody has allowed it', async () => {
    const evil = path.join(line.workspace, 'evil.txt');
    const args = ['-e', `require('node:fs').writeFileSync(${JSON.stringify(evil)}, 'x')`];
    write(own, [{ name: 'claude', adapter: 'claude', command: process.execPath, args }]);
    const refused = await line.refusal('plan', 'start', 'hut', 'Tea', '--profile', 'claude');
    assert.equal(refused.code, 'not_allowed');
    assert.match(refused.message, /writeFileSync/);
    assert.equal(fs.existsSync(evil), false);
    assert.equal(fs.readFileSync(path.join(home, 'state/signalbox/allowed.json'), 'utf8').includes('evil'), false);
  });

  it('are tested, and what is wrong comes with what to do', async () => {
    write(user, [{ name: 'gone', adapter: 'claude', command: '/no/such/claude' }]);
    const refused = await line.refusal('profiles', 'test', 'gone');
    assert.equal(refused.code, 'not_found');
    assert.match(refused.message, /^gone: "\/no\/such\/claude" was not found\.\nInstall it/);
    assert.match((await line.run(['profiles', 'test', 'demo'])).out, /^demo: Signalbox demo agent 1 answers/);
  });
});

describe('the user settings that are looked at', () => {
  it('are where each system and editor keeps them', () => {
    const linux = userSettingsFiles({}, 'linux', '/home/ada');
    assert.equal(linux[0], path.join('/home/ada', '.config', 'signalbox', 'settings.json'));
    assert.ok(linux.includes(path.join('/home/ada', '.config', 'Code', 'User', 'settings.json')));
    assert.ok(linux.includes(path.join('/home/ada', '.vscode-server', 'data', 'Machine', 'settings.json')));
    const mac = userSettingsFiles({}, 'darwin', '/Users/ada');
    assert.ok(
      mac.includes(path.join('/Users/ada', 'Library', 'Application Support', 'Cursor', 'User', 'settings.json')),
    );
    const windows = userSettingsFiles({ APPDATA: 'C:\\Roaming' }, 'win32', 'C:\\Users\\ada');
    assert.ok(windows.includes(path.join('C:\\Roaming', 'Code - Insiders', 'User', 'settings.json')));
  });

  it('say nothing where there are none, or broken ones', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'signalbox-settings-'));
    const broken = path.join(folder, 'settings.json');
    fs.writeFileSync(broken, '{ "a": ');
    assert.equal(settingOf(folder, 'signalbox.profiles', [broken, path.join(folder, 'none.json')]), undefined);
    fs.rmSync(folder, { recursive: true });
  });
});
