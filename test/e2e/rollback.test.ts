import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { InstalledGit } from '../../src/adapters/git/git';
import { ledgerOf } from '../../src/adapters/ledger-home';
import { createRunners } from '../../src/adapters/planning';
import type { Turn } from '../../src/core/plan/model';
import type { Git } from '../../src/ports/git';
import { openPlan, planSubject } from '../../src/services/plans/stream';
import { CLI } from '../support/cli';
import { type EditorWindow, openWindow } from '../support/editor-window';
import { answerNotification, notification } from '../support/notifications';
import { rollbackService } from '../support/rollback';

describe('rolling a story back in the window', () => {
  let window: EditorWindow;

  before(async () => {
    window = await openWindow();
    await window.sidebar();
  });

  after(() => window.close());

  const git = (...args: string[]) => execFileSync('git', args, { cwd: window.workspace!, encoding: 'utf8' }).trim();
  const passes = () => {
    const prd = path.join(window.workspace!, 'tide-table/scripts/ralph/prd.json');
    const { userStories } = JSON.parse(fs.readFileSync(prd, 'utf8')) as {
      userStories: { id: string; passes: boolean }[];
    };
    return userStories.filter((story) => story.passes).map((story) => story.id);
  };
  const dialogButton = (text: string) => window.page.locator('.monaco-dialog-box .monaco-button', { hasText: text });

  it('asks with everything named, shows the changes first, does it, and undoes it', async () => {
    const head = git('rev-parse', 'HEAD');
    await window.row('tide-table').waitFor();
    await window.palette('Signalbox: Roll Back Last Story…');
    const picker = window.page.locator('.quick-input-widget .monaco-list-row', { hasText: 'tide-table' });
    await picker.first().click();

    const dialog = window.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    assert.match((await dialog.textContent()) ?? '', /Roll back US-004 of tide-table\?[\s\S]*Mark spring tides/);
    await dialogButton('Show Changes').click();
    await window.page.locator('.multiDiffEntry', { hasText: 'springs.js' }).first().waitFor();
    await window.shot('rollback-preview');

    await answerNotification(window.page, 'Roll back US-004', 'Roll Back');
    await notification(window.page, 'Rolled back US-004');
    await window.row('3/6').waitFor();
    assert.deepEqual(passes(), ['US-001', 'US-002', 'US-003']);
    assert.equal(git('rev-parse', 'HEAD~1'), head);

    await answerNotification(window.page, 'Rolled back US-004', 'Undo');
    await notification(window.page, 'US-004 passes again');
    await window.row('4/6').waitFor();
    assert.equal(git('rev-parse', 'HEAD'), head);
    assert.equal(git('status', '--porcelain'), '');
  });

  it('is taken back at the next start when it was interrupted, and an answer whose runner is gone is over', async () => {
    const workspace = window.workspace!;
    const head = git('rev-parse', 'HEAD');
    const ledger = ledgerOf(workspace, { env: {} });
    const plan = await openPlan(ledger, 'tide-table.1');
    const reached = (what: (turn: Turn | undefined) => boolean) =>
      new Promise<void>((resolve) => {
        const look = () => what(plan.state?.turns[0]) && resolve();
        plan.onChange(look);
        look();
      });
    const answer = spawn(process.execPath, [CLI, 'plan', 'start', 'tide-table', 'Spring tides', '--force'], {
      cwd: workspace,
      env: { ...process.env, SIGNALBOX_DEMO_DELAY_MS: '5000', PATH: path.dirname(process.execPath) },
      stdio: 'ignore',
    });
    const ended = once(answer, 'close');
    try {
      await reached((turn) => turn?.status === 'running');
      const runner = await createRunners(ledger).condition(planSubject('tide-table.1'));
      assert.ok(runner.is === 'alive');
      // Nobody is there to notice when the runner dies, nor does the editor start another host before all is done.
      window.signalExtensionHost('SIGSTOP');
      answer.kill('SIGKILL');
      await ended;
      process.kill(runner.runner.pid, 'SIGKILL');
      await killedRollback(workspace, head);
      assert.notEqual(git('rev-parse', 'HEAD'), head, 'half of it is done');
      window.signalExtensionHost('SIGKILL');
      await notification(window.page, 'A rollback was interrupted. Everything is as it was before it.');
      assert.equal(git('rev-parse', 'HEAD'), head);
      assert.equal(git('for-each-ref', 'refs/signalbox/under-way'), '');
      await reached((turn) => turn?.status === 'lost');
    } finally {
      answer.kill('SIGKILL');
      await plan.close();
      await ledger.close();
    }
  });
});

/** A rollback whose process dies as soon as HEAD has moved. */
async function killedRollback(workspace: string, head: string): Promise<void> {
  const real = new InstalledGit();
  const alive = () => {
    const now = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: workspace, encoding: 'utf8' }).trim();
    if (now !== head) throw new Error('killed');
  };
  const git: Git = {
    open: async (folder) => {
      const repository = await real.open(folder);
      return (
        repository &&
        new Proxy(repository, {
          get(object, key) {
            const member: unknown = Reflect.get(object, key);
            if (typeof member !== 'function') return member;
            return async (...args: unknown[]) => {
              alive();
              return member.apply(object, args);
            };
          },
        })
      );
    },
  };
  const self = { pid: 999_999, startedAt: 1, host: os.hostname() };
  const folder = path.join(workspace, 'tide-table');
  const project = { slug: 'tide-table', folder, prdPath: path.join(folder, 'scripts/ralph/prd.json') };
  await assert.rejects(rollbackService({ git, self }).rollBack(project, { kind: 'last-story' }), /killed/);
}
