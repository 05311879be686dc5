import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ledgerOf } from '../../src/adapters/ledger-home';
import { createRunners } from '../../src/adapters/planning';
import { iterationSubject } from '../../src/services/iterations/stream';
import { copyDemoWorkspace } from '../support/demo-workspace';
import { type EditorWindow, openWindow } from '../support/editor-window';
import { becomes } from '../support/eventually';
import { pickFromMenu } from '../support/menus';
import { answerNotification } from '../support/notifications';

const ORIGINAL = Buffer.from('\ufeff# Tides\r\n\r\nThe height of water, every hour.\r\nno end');
const demo = (name: string, delay: number, more: object = {}) => ({
  name,
  adapter: 'acp',
  command: 'signalbox-demo-agent',
  env: { SIGNALBOX_DEMO_DELAY_MS: String(delay) },
  ...more,
});

describe('improving a document in the window', () => {
  let window: EditorWindow;
  let workspace: string;
  let document: string;

  before(async () => {
    workspace = copyDemoWorkspace(path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'iterations-')), 'workspace'));
    document = path.join(workspace, 'tide-table/design.md');
    fs.writeFileSync(document, ORIGINAL);
    window = await openWindow({
      workspace,
      settings: {
        'signalbox.iterations.pauseSeconds': 0,
        'signalbox.profiles': [demo('quick', 1), demo('slow', 5_000), demo('asking', 1, { permissions: 'ask' })],
        'workbench.editor.enablePreview': true,
      },
    });
    await window.sidebar();
    await window.row('tide-table').waitFor();
  });

  after(() => window.close());

  const input = () => window.page.locator('.quick-input-widget input.input');
  const fill = async (answers: readonly string[], first = 1) => {
    for (const [index, words] of answers.entries()) {
      await window.page.locator('.quick-input-title', { hasText: `(${index + first}/` }).waitFor();
      await input().fill(words);
      await input().press('Enter');
    }
  };
  const answer = async (answers: readonly string[]) => {
    await window.palette('Signalbox: Improve a Document');
    await fill(answers);
  };
  const meanwhile = async (choice: string) => {
    await answer(['tide-table']);
    await window.page.locator('.quick-input-list .monaco-list-row', { hasText: choice }).click();
  };
  const dialogButton = (text: string) => window.page.locator('.monaco-dialog-box .monaco-button', { hasText: text });
  const improve = async (answers: readonly string[]) => {
    await answer(answers);
    await window.page.locator('.quick-input-widget').first().waitFor({ state: 'hidden' });
  };
  const plans = (text: string) => window.page.locator('.sidebar .monaco-list-row', { hasText: text });
  const lens = (text: string) => window.page.locator('.codelens-decoration', { hasText: text });
  const verb = (hunk: string, name: string) => lens(hunk).locator('a', { hasText: name });
  const title = (name: string) =>
    window.page
      .locator('.editor-actions .action-label', { hasText: '' })
      .and(window.page.locator(`[aria-label^="${name}"]`));
  const running = () => plans('Iteration 1').filter({ has: window.page.locator('.codicon-loading') });
  const tab = (text: string) => window.page.locator('.tab', { hasText: text });
  const cli = (...args: string[]) =>
    execFileSync(process.execPath, [path.resolve('dist/cli.js'), '--workspace', workspace, ...args], {
      encoding: 'utf8',
    });

  it('shows each iteration as a comparison in which changes are accepted, rejected and decided anew', async () => {
    await answer(['tide-table', 'Another document', '../README.md']);
    await window.page.locator('.quick-input-message', { hasText: 'must lie inside the project' }).waitFor();
    await input().press('Escape');
    await improve(['tide-table', 'design.md', 'Say how it is verified', '2', 'quick', '']);
    await plans('design.md').filter({ hasText: '2/2' }).waitFor();
    const improved = fs.readFileSync(document);
    await plans('Iteration 2').click();
    await tab('design.md: iteration 2 of 2 (+63').waitFor();
    await verb('change 1 of 2', 'Accept').click();
    await lens('Accepted').waitFor();
    await verb('change 2 of 2', 'Reject').click();
    await lens('Rejected').filter({ hasText: 'change 2 of 2' }).waitFor();
    await window.shot('iterations-decided');
    const text = fs.readFileSync(document, 'utf8');
    assert.match(text, /^Status: improved 2 of 2 times\r$/m);
    assert.ok(!text.includes('out of scope') && text.includes('How it is verified'));

    cli('plan', 'decide', 'tide-table.i1', '2', '--hunk', '2', '--undo');
    await verb('change 2 of 2', 'Accept').waitFor();
    assert.deepEqual(fs.readFileSync(document), improved);
    await verb('change 1 of 2', 'Undo').click();
    await verb('change 1 of 2', 'Accept').waitFor();

    await title('Reject All Changes').click();
    await lens('Rejected').nth(1).waitFor();
    await title('Previous Iteration').click();
    await tab('design.md: iteration 1 of 2').waitFor();
    // The lenses of the one before stand there until then.
    await verb('change 1 of 2', 'Accept').waitFor();
    await title('Reject All Changes').click();
    await lens('Rejected').nth(1).waitFor();
    assert.deepEqual(fs.readFileSync(document), ORIGINAL, 'all rejected is the original, byte for byte');
  });

  it('is decided with the keyboard alone', async () => {
    await verb('change 2 of 2', 'Undo').click();
    await verb('change 2 of 2', 'Accept').waitFor();
    await window.page.locator('.editor.modified .view-lines').click({ position: { x: 4, y: 4 } });
    await window.page.keyboard.press('Control+Alt+U');
    await verb('change 1 of 2', 'Accept').waitFor();
    // Pressed faster than a decision is written, the second key means the next change.
    await window.page.keyboard.press('Control+Alt+Y');
    await window.page.keyboard.press('Control+Alt+N');
    await lens('Accepted').filter({ hasText: 'change 1 of 2' }).waitFor();
    await lens('Rejected').filter({ hasText: 'change 2 of 2' }).waitFor();
    assert.match(fs.readFileSync(document, 'utf8'), /^Status: improved 1 of 2 times\r$/m);
  });

  it('keeps unsaved words of an open document, and says when they stand in the way', async () => {
    await window.palette('Signalbox: Open the Improved Document');
    const editor = window.page.locator('.editor-instance[data-mode-id="markdown"]').last();
    await editor.click();
    await window.page.keyboard.press('Control+End');
    await window.page.keyboard.type(' of my words');
    await plans('Iteration 1').click();
    await verb('change 1 of 2', 'Undo').click();
    await verb('change 1 of 2', 'Reject').click();
    await lens('Rejected').filter({ hasText: 'change 1 of 2' }).waitFor();
    await tab('design.md').filter({ hasNotText: 'iteration' }).click();
    await window.page.locator('.editor-instance[data-mode-id="markdown"] .monaco-editor.focused').waitFor();
    await window.page.keyboard.press('Control+S');
    await window.page.locator('.tab.dirty').first().waitFor({ state: 'detached' });
    assert.equal(fs.readFileSync(document, 'utf8'), `${ORIGINAL.toString('utf8')} of my words`);
  });

  it('saves unsaved words before the agent reads, and puts the document back to how it was before', async () => {
    await window.page.locator('.editor-instance[data-mode-id="markdown"]').last().click();
    await window.page.keyboard.press('Control+End');
    await window.page.keyboard.type(' and more');
    await improve(['tide-table', 'design.md', 'Say it once more', '3', 'quick', '']);
    await dialogButton('Save and Start').click();
    const row = plans('design.md').filter({ hasText: '3/3' });
    await row.waitFor();
    const saved = `${ORIGINAL.toString('utf8')} of my words and more`;
    const improved = fs.readFileSync(document, 'utf8');
    assert.ok(improved.includes('of my words and more') && improved !== saved, 'the agent has read what was saved');

    await row.click({ button: 'right' });
    await pickFromMenu(window.page, 'Restore the Document From Before');
    await dialogButton('Restore').click();
    await answerNotification(window.page, 'is as it was before the iterations', 'Open What It Was Until Now');
    assert.equal(fs.readFileSync(document, 'utf8'), saved);
    await tab('replaced.design.md').waitFor();
    const kept = path.join(workspace, 'tide-table/.signalbox/iterations/tide-table.i2/replaced.design.md');
    assert.equal(fs.readFileSync(kept, 'utf8'), improved);
    await window.palette('Notifications: Clear All Notifications');
  });

  it('asks before the agent writes, where the profile says so, and goes on with the answer from Needs You, also after a reload', async () => {
    await improve(['tide-table', 'design.md', 'Once more', '1', 'asking', '']);
    await window.row('Allow a change?').waitFor();
    await window.reload();
    await window.row('Allow a change?').click();
    await window.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Allow' }).first().click();
    await plans('design.md').filter({ hasText: '1/1' }).waitFor();
    await answerNotification(window.page, 'design.md is improved', 'Show Changes');
    await tab('design.md: iteration 1 of 1').waitFor();
    await window.palette('Notifications: Clear All Notifications');
  });

  it('is cancelled inside an iteration, and says so when its runner is killed', async () => {
    await improve(['tide-table', 'design.md', 'Slowly', '3', 'slow', '']);
    await running().waitFor();
    // Another cannot be started meanwhile: the person says what is to become of this one.
    await meanwhile('Watch it');
    await plans('design.md').filter({ hasText: '0/3' }).and(window.page.locator('.selected')).waitFor();
    await meanwhile('Wait for it');
    await meanwhile('Stop it and go on');
    await plans('design.md').filter({ hasText: 'cancelled' }).waitFor();
    await fill(['design.md', 'Slowly again', '3', 'slow', ''], 2);
    await running().waitFor();
    const ledger = ledgerOf(workspace, { env: {} });
    const found = await createRunners(ledger).condition(iterationSubject('tide-table.i5'));
    await ledger.close();
    assert.equal(found.is, 'alive');
    if (found.is === 'alive') process.kill(found.runner.pid, 'SIGKILL');
    await plans('failed: runner lost').waitFor();
    await window.shot('iterations-list');
  });

  it('has every session after a reload, newest first, with the comparisons of old ones', async () => {
    // The sidebar comes back by itself.
    await window.reload();
    await plans('failed: runner lost').waitFor();
    const sessions = () =>
      plans('design.md').evaluateAll((rows) =>
        rows
          .map(({ dataset, textContent }) => ({ at: Number(dataset.index), text: textContent ?? '' }))
          .sort((a, b) => a.at - b.at)
          .map(({ text }) => /failed|cancelled|\d\/\d/.exec(text)?.[0]),
      );
    await becomes(sessions, ['failed', 'cancelled', '1/1', '3/3', '2/2']);
    const oldest = plans('design.md').filter({ hasText: '2/2' });
    await oldest.click();
    const below = Number(await oldest.getAttribute('data-index')) + 1;
    await plans('Iteration 1')
      .and(window.page.locator(`[data-index="${below}"]`))
      .click();
    await lens('change 1 of 2').waitFor();
  });
});
