import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { copyDemoWorkspace } from '../support/demo-workspace';
import { type EditorWindow, openWindow } from '../support/editor-window';
import { notification } from '../support/notifications';
import { pickFrom } from '../support/quick-input';

/** What a newcomer has who has installed Claude Code and not signed in; it signs in without asking. */
function signedOutClaude(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'signed-out-'));
  const file = path.join(folder, 'claude');
  const program = `#!${process.execPath}
const fs = require('node:fs'), [what, how] = process.argv.slice(2), mark = __filename + '.signed-in';
if (what === '--version') console.log('2.1.329 (Claude Code)');
else if (how === 'status') console.log(JSON.stringify({ loggedIn: fs.existsSync(mark) }));
else if (how === 'login') fs.writeFileSync(mark, '');
`;
  fs.writeFileSync(file, program, { mode: 0o755 });
  return file;
}

/** The demo agent is the default; the others are there to be tried. */
const PROFILES = [
  { name: 'demo', adapter: 'acp', command: 'signalbox-demo-agent' },
  { name: 'gone', adapter: 'claude', command: '/no/such/claude' },
  { name: 'other', adapter: 'claude', command: process.execPath },
  { name: 'fresh', adapter: 'claude', command: signedOutClaude() },
  { name: 'odd', adapter: 'telnet' },
  { name: 'mute', adapter: 'acp', command: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'] },
];

describe('agents in the window', () => {
  let window: EditorWindow;

  before(async () => {
    // No agent but the demo one and these, whatever is installed on this machine.
    window = await openWindow({
      settings: { 'signalbox.profiles': PROFILES },
      env: {
        XDG_STATE_HOME: fs.mkdtempSync(path.join(os.tmpdir(), 'state-')),
        PATH: `${path.dirname(process.execPath) + path.delimiter}/usr/bin${path.delimiter}/bin`,
      },
    });
    await window.sidebar();
  });

  after(() => window.close());

  const told = (text: RegExp) => notification(window.page, text);
  const tryAgent = async (name: string, detail: RegExp) => {
    await window.palette('Signalbox: Test an Agent…');
    // The details come after the list.
    await pickFrom(window.page, 'Which agent?', name, detail);
  };

  it('tests an agent, and says what is wrong and what to do about it', async () => {
    await tryAgent('demo', /Comes with Signalbox, follows a script and calls no model/);
    await told(/demo works: Signalbox demo agent 1 answers and can resume a conversation\./);
    await tryAgent('gone', /“\/no\/such\/claude” was not found/);
    const gone = await told(/gone: "\/no\/such\/claude" was not found\. Install it, or write its full path/);
    await gone.hover();
    await gone.locator('.monaco-button', { hasText: 'Open Settings' }).waitFor();
    await window.shot('agent-not-found');
    await tryAgent('fresh', /Claude Code 2\.1\.329 found in/);
    const fresh = await told(
      /fresh: Claude Code 2\.1\.329 was found and is not signed in\. Sign in with ".*claude auth login"/,
    );
    await fresh.hover();
    await window.shot('agent-signed-out');
    await fresh.locator('.monaco-button', { hasText: 'Sign In' }).click();
    await told(/fresh works: Claude Code 2\.1\.329 answers and can resume a conversation\./);
    await tryAgent('other', new RegExp(`${process.versions.node} found in`));
    await told(/other: .* is not Claude Code: it says "v/);
    await tryAgent('mute', /found in/);
    const testing = await told(/Testing mute…/);
    await testing.hover();
    await testing.locator('.monaco-button', { hasText: 'Cancel' }).click();
    await testing.waitFor({ state: 'detached' });
    await window.palette('Notifications: Clear All Notifications');
  });
});

describe('agents that the settings of a folder bring along', () => {
  let window: EditorWindow;
  after(() => window.close());

  it('are neither started nor looked at before the folder is trusted', async () => {
    const place = fs.mkdtempSync(path.join(os.tmpdir(), 'untrusted-'));
    const started = path.join(place, 'started');
    const program = path.join(place, 'planted');
    fs.writeFileSync(program, `#!/bin/sh\n: > ${started}\necho '9.9.9 (Claude Code)'\n`, { mode: 0o755 });
    const workspace = copyDemoWorkspace(path.join(place, 'workspace'));
    fs.mkdirSync(path.join(workspace, '.vscode'), { recursive: true });
    const profiles = [
      { name: 'planted', adapter: 'claude', command: program },
      { name: 'line', adapter: 'command', command: `: > ${started}` },
    ];
    fs.writeFileSync(path.join(workspace, '.vscode/settings.json'), JSON.stringify({ 'signalbox.profiles': profiles }));
    window = await openWindow({ workspace, untrusted: true });
    await window.sidebar();
    // Everything can be read.
    await window.row('tide-table').waitFor();
    await window.shot('untrusted');
    assert.equal(fs.existsSync(started), false);
    await window.palette('Workspaces: Manage Workspace Trust');
    await window.page
      .locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/ })
      .first()
      .click();
    await window.page.locator('.workspace-trust-editor', { hasText: 'You trust this folder' }).waitFor();
    await window.palette('Signalbox: Test an Agent…');
    await window.page.locator('.quick-input-list .monaco-list-row', { hasText: /9\.9\.9 found in/ }).waitFor();
    assert.equal(fs.existsSync(started), true, 'the same program, once somebody trusts the folder');
  });
});
