import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ledgerOf } from '../../src/adapters/ledger-home';
import { createRunners } from '../../src/adapters/planning';
import { planSubject } from '../../src/services/plans/stream';
import { CommandLine } from '../support/cli';
import { type EditorWindow, openWindow } from '../support/editor-window';
import { becomes } from '../support/eventually';
import { HELD_ANSWER, heldAgent } from '../support/held-agent';
import { answerNotification } from '../support/notifications';
import { PlanningView, stopRunners } from '../support/planning-window';
import { pickFrom } from '../support/quick-input';

describe('planning in the window', () => {
  const held = heldAgent();
  let window: EditorWindow;
  let view: PlanningView;

  before(async () => {
    // No agent but these, whatever is installed on this machine.
    window = await openWindow({
      env: {
        PATH: `${path.dirname(process.execPath) + path.delimiter}/usr/bin${path.delimiter}/bin`,
        // Nothing was ever allowed here.
        XDG_STATE_HOME: fs.mkdtempSync(path.join(os.tmpdir(), 'state-')),
      },
      settings: {
        'signalbox.profiles': [
          held.profile,
          { name: 'demo', adapter: 'acp', command: 'signalbox-demo-agent' },
          { name: 'shell', adapter: 'command', command: "printf 'Said by a shell line.'" },
        ],
      },
    });
    view = new PlanningView(() => window.frame());
    await window.sidebar();
    await window.row('lighthouse-log').waitFor();
  });

  after(async () => {
    await stopRunners(window.workspace!);
    await window.close();
  });

  /** The held agent has said its first half in answer to this. */
  const half = (said: string) =>
    view.find('.exchange', said).locator('p', { hasText: 'Paragraph 29 of the answer.' }).waitFor();
  const paragraphs = (which: PlanningView) => which.find('.exchange').last().locator('.streamed p').allTextContents();
  const answerTo = (which: PlanningView, said: string) =>
    which.find('.exchange', said).locator('.streamed p').allTextContents();

  it('begins with a wish, and keeps what is half typed over a reload', async () => {
    await window.palette('Signalbox: Plan a Project');
    await view.find('h1', 'Plan a project with an agent').waitFor();
    await view.choose('lighthouse-log', 'demo');
    await view.find('.start__hint', 'demo').waitFor();
    await view.say('A log of the light');
    await view.find('.answer', 'demo').first().waitFor();
    await view.idle();

    await view.field.fill('For two keep');
    await window.reload();
    await view.find('.said', 'A log of the light').waitFor();
    await becomes(() => view.field.inputValue(), 'For two keep');
  });

  it('goes on to a design, and asks before the agent does something', async () => {
    await view.say('For two keepers');
    await view.button('Go On to Design').click();
    await view.find('.permission').waitFor();
    await window.shot('planning-permission');
    await view.button('Allow').click();
    await view.find('.document', 'design.md').getByRole('button').first().click();
    await window.page.locator('.tab.active', { hasText: 'design.md' }).waitFor();
    await view.find('.document', 'guardrails.md').waitFor();
    await view.button('Go On to Stories').click();
  });

  it('is finalized beside what is there already: a change in between is a conflict, and nothing is lost', async () => {
    const ralph = path.join(window.workspace!, 'lighthouse-log/scripts/ralph');
    const registry = () =>
      JSON.parse(fs.readFileSync(path.join(window.workspace!, 'approved-tasks.json'), 'utf8')) as {
        projects: { name: string; status: string }[];
      };
    fs.mkdirSync(ralph, { recursive: true });
    fs.writeFileSync(path.join(ralph, 'final-plan.md'), '# By hand\n');
    await view.button('Finalize').click();
    await view.find('.review__file', 'final-plan.md').waitFor();
    await window.page.locator('.monaco-editor .line-delete', { hasText: '' }).first().waitFor({ state: 'attached' });
    await window.shot('planning-finalize');
    fs.writeFileSync(path.join(ralph, 'final-plan.md'), '# By hand, again\n');
    await view.button('Replace and Approve').click();
    await view.find('.refused', 'was changed while you looked at it').waitFor();
    assert.equal(fs.readFileSync(path.join(ralph, 'final-plan.md'), 'utf8'), '# By hand, again\n');
    assert.equal(registry().projects.find(({ name }) => name === 'lighthouse-log')?.status, 'planning');
    await view.button('Finalize').click();
    await view.button('Replace and Approve').click();
    await view.find('.next', 'The plan is written and the project approved.').waitFor();
    assert.equal(registry().projects.find(({ name }) => name === 'lighthouse-log')?.status, 'approved');
    await window.row('0/3 · approved').waitFor();
  });

  it('loses not one character of an answer over a reload in the middle of it, and a second window sees it live', async () => {
    await window.palette('Signalbox: New Plan');
    await view.choose('fog-horn', 'held');
    await view.say('do:hold reload');
    await view.find('p', 'Paragraph 29 of the answer.').waitFor();
    // Written meanwhile: it waits, over the reload too, and is said when the answer is complete.
    await view.say('And a bell');
    await view.find('.waiting__text', 'And a bell').waitFor();
    await window.reload();
    await view.find('p', 'Paragraph 29 of the answer.').waitFor();
    await becomes(() => view.field.inputValue(), '', 'what was said is not half typed as well');
    await becomes(() => view.find('.waiting__text').allTextContents(), ['And a bell']);
    const other = await window.another();
    try {
      const second = new PlanningView(() => other.frame());
      await other.palette('Signalbox: Plan a Project');
      await second.find('p', 'Paragraph 29 of the answer.').waitFor();
      for (const each of [view, second]) await each.find('.waiting__text', 'And a bell').waitFor();
      await window.shot('planning-waiting');
      held.go('reload');
      for (const each of [view, second]) {
        await each.find('.exchange', 'And a bell').locator('p', { hasText: 'Heard.' }).waitFor();
        await each.idle();
        await each.find('.waiting').waitFor({ state: 'detached' });
        assert.deepEqual(await answerTo(each, 'do:hold reload'), HELD_ANSWER);
      }

      // What one window wrote the other may take back, once.
      await view.say('do:hold both');
      await second.find('.said', 'do:hold both').waitFor();
      await second.say('And what I want');
      await view.find('.waiting__text', 'And what I want').waitFor();
      await becomes(() => second.field.inputValue(), '');
      await view.find('.waiting [aria-label="Take back and edit"]').click();
      await second.find('.waiting').waitFor({ state: 'detached' });
      await becomes(() => view.field.inputValue(), 'And what I want');
      await view.field.fill('');
      assert.equal(await view.find('.said', 'And what I want').count(), 0);
    } finally {
      await other.close();
    }
  });

  it('keeps what was received when an answer is stopped', async () => {
    await half('do:hold both');
    await view.find('.composer vscode-button', 'Stop').click();
    await view.find('.ending', 'Stopped. What had arrived is kept.').waitFor();
    assert.deepEqual(await paragraphs(view), HELD_ANSWER.slice(0, 30));
  });

  it('tells what became of an agent that dies in the middle of a line, and keeps what was whole', async () => {
    await view.say('do:die');
    const exchange = view.find('.exchange', 'do:die');
    await exchange.locator('.ending', { hasText: 'Try Again' }).waitFor();
    assert.match((await exchange.textContent()) ?? '', /Kept\./);
    assert.doesNotMatch((await exchange.textContent()) ?? '', /Lost/);
  });

  it('tells an agent that has forgotten its session all that was said, and says so', async () => {
    await view.say('do:recall');
    const exchange = view.find('.exchange', 'do:recall');
    await exchange.locator('p', { hasText: 'I was told: all that was said.' }).waitFor();
    await exchange.locator('.notice', { hasText: 'could not be resumed' }).waitFor();
  });

  it('asks in Needs You while the view is not seen; one answer counts, and who comes late is told', async () => {
    await view.idle();
    await window.page.locator('.part.auxiliarybar').waitFor();
    await view.say('do:ask');
    await view.find('.permission').waitFor();
    const row = window.row('Allow a command?');
    await row.waitFor();
    await row.hover();
    await row.locator('.action-label[aria-label^="Allow Once"]').click();
    await view.find('p', 'Answered yes.').waitFor();
    await row.waitFor({ state: 'detached' });
    await view.idle();

    // Hidden: a message with the answers comes; the command line is quicker than its button.
    await view.say('do:ask');
    await view.find('.permission').waitFor();
    await view.find('.permission vscode-button', 'No').click();
    await view.find('p', 'Answered no.').waitFor();
    await view.idle();
    await view.field.fill('do:ask');
    await view.field.press('Enter');
    await window.palette('View: Hide Secondary Side Bar');
    await row.waitFor();
    const cli = new CommandLine({ PATH: process.env.PATH });
    const show = ['--workspace', window.workspace!, 'plan', 'show', 'fog-horn'];
    const { permissions } = await cli.data<{ permissions: { request: { id: string } }[] }>(...show);
    const answer = ['plan', 'answer', 'fog-horn', permissions.at(-1)?.request.id ?? '', 'yes'];
    await cli.data('--workspace', window.workspace!, ...answer);
    await cli.dispose();
    await row.waitFor({ state: 'detached' });
    await window.row('held has answered').click();
    await view.find('.exchange').last().locator('p', { hasText: 'Answered yes.' }).waitFor();

    // The buttons of the messages: one answers, the other opens the plan.
    await view.idle();
    await window.palette('Notifications: Clear All Notifications');
    await view.say('do:hold hidden');
    await half('do:hold hidden');
    await view.say('do:ask');
    await view.find('.waiting__text', 'do:ask').waitFor();
    await window.palette('View: Hide Secondary Side Bar');
    await window.page.locator('.part.auxiliarybar').first().waitFor({ state: 'hidden' });
    // What waits is said by the runner, whoever looks.
    held.go('hidden');
    await answerNotification(window.page, 'held asks in the plan of fog-horn', 'No');
    await answerNotification(window.page, 'held has answered in the plan of fog-horn', 'Open Plan');
    await view.find('.exchange').last().locator('p', { hasText: 'Answered no.' }).waitFor();

    // Behind the list of all plans nobody sees it either.
    await view.idle();
    await window.palette('Notifications: Clear All Notifications');
    await view.say('do:hold listed');
    await half('do:hold listed');
    await view.say('do:ask');
    await view.find('.waiting__text', 'do:ask').waitFor();
    await window.palette('Signalbox: Show All Plans');
    await view.find('.page-foot').waitFor();
    held.go('listed');
    await answerNotification(window.page, 'held asks in the plan of fog-horn', 'Yes');
    await view.find('.page-head .icon-button').first().click();
    await view.find('.exchange').last().locator('p', { hasText: 'Answered yes.' }).waitFor();
  });

  it('finds out that the runner was killed, and takes the conversation up again', async () => {
    await view.idle();
    await view.say('do:hold killed');
    await half('do:hold killed');
    const ledger = ledgerOf(window.workspace!, { env: {} });
    const found = await createRunners(ledger).condition(planSubject('fog-horn.1'));
    await ledger.close();
    assert.equal(found.is, 'alive');
    if (found.is === 'alive') process.kill(found.runner.pid, 'SIGKILL');
    await view.find('.exchange', 'do:hold killed').locator('.ending', { hasText: 'Try Again' }).waitFor();
    assert.deepEqual(await paragraphs(view), HELD_ANSWER.slice(0, 30));
    held.go('killed');
    await view.button('Try Again').click();
    await view.find('.exchange').last().locator('p', { hasText: 'Paragraph 59 of the answer.' }).waitFor();
    assert.deepEqual(await paragraphs(view), HELD_ANSWER);
  });

  it('shows a shell line before it runs for the first time, and runs nothing that was not allowed', async () => {
    const dialog = window.page.locator('.monaco-dialog-box');
    await window.palette('Signalbox: New Plan');
    await view.choose('tide-table', 'shell');
    await view.say('Which tides?');
    await dialog.getByText("printf 'Said by a shell line.'").waitFor();
    await dialog.locator('.monaco-button', { hasText: 'Cancel' }).click();
    await view.find('.refused', 'The shell line was not allowed, and nothing was started.').waitFor();
    await becomes(() => view.field.inputValue(), 'Which tides?', 'what was not sent is not lost');
    assert.equal(
      fs.readFileSync(path.join(window.workspace!, 'approved-tasks.json'), 'utf8').includes('tide-table.1'),
      false,
    );
    await view.field.press('Enter');
    await dialog.locator('.monaco-button', { hasText: 'Allow in This Workspace' }).click();
    await view.find('.exchange', 'Which tides?').locator('p', { hasText: 'Said by a shell line.' }).waitFor();
    await view.idle();
    await view.say('Once more');
    await view.find('.exchange', 'Once more').locator('p', { hasText: 'Said by a shell line.' }).waitFor();
    assert.equal(await dialog.count(), 0, 'it is asked once');
  });

  it('goes back to an earlier phase with a reason, and moves to another side bar with its conversation', async () => {
    await window.palette('Signalbox: Show All Plans');
    await view.find('.page-foot', '3 plans').waitFor();
    await view.find('.plan-line', 'lighthouse-log').click();
    await view.find('.next', 'The plan is written and the project approved.').waitFor();
    assert.equal(await view.field.count(), 0, 'what is over is read only');

    // Planned and approved already: planning it anew is asked for.
    await view.button('Plan Anew').click();
    await view.choose('lighthouse-log', 'demo');
    await view.say('And the tides');
    const dialog = window.page.locator('.monaco-dialog-box');
    await dialog.locator('.monaco-button', { hasText: 'Re-plan' }).click();
    await view.find('.answer', 'And the tides').waitFor();
    await view.idle();
    await view.say('For two keepers');
    await view.button('Go On to Design').click();
    await view.find('.permission vscode-button', 'Allow').click();
    await view.button('Go On to Stories').waitFor();
    await view.find('.phase', 'Discover').getByRole('button').click();
    await view.find('.dialog textarea').fill('There are three keepers');
    await view.find('.dialog vscode-button:not([disabled])', 'Go Back').click();
    await view.find('.said', 'There are three keepers').waitFor();
    await view.find('.phase--now', 'Discover').waitFor();
    await view.idle();

    await window.palette('View: Move View');
    await pickFrom(window.page, 'Select a View to Move', 'Plan');
    await pickFrom(window.page, 'Select a Destination for the View', 'Signalbox');
    await window.page.locator('.part.sidebar .pane-header', { hasText: 'Signalbox Plan' }).waitFor();
    await view.find('.said', 'There are three keepers').waitFor();
    await window.shot('planning-moved');
  });
});
