import assert from 'node:assert/strict';
import type { BoardModel } from '../../../src/protocol/board';
import { type BoardPage, openBoardPage } from '../../support/board-page';
import { boardModel, card } from '../../support/fake-board';

const WHY = 'An agent brings it here when it begins to work.';

/** Projects by their status: made of files, not stored. */
function projects(): BoardModel {
  const project = (slug: string, column: string, offers: NonNullable<ReturnType<typeof card>['offers']>) =>
    card({ id: `/w/${slug}`, column, title: slug, opens: { kind: 'project', project: slug }, offers });
  return {
    ...boardModel([
      project('lamp', 'pending', ['approve', 'plan', 'openFolder', 'cancel']),
      project('buoy', 'approved', ['plan', 'stories', 'openSource', 'unapprove']),
    ]),
    board: {
      ref: 'made:projects',
      kind: 'projects',
      name: 'Projects',
      readOnly: 'Made from your projects.',
      movable: true,
    },
    columns: [
      { id: 'pending', title: 'Pending', count: 1 },
      { id: 'approved', title: 'Approved', count: 1 },
      { id: 'running-ralph', title: 'Running', count: 0 },
    ],
  };
}

describe('a board that is made of projects', () => {
  let board: BoardPage;
  beforeEach(async () => {
    board = await openBoardPage(projects(), { size: { width: 1400, height: 900 } });
    board.fake.refusals['running-ralph'] = WHY;
  });
  afterEach(() => board.close());

  const offered = () => board.said('takeOffer');

  it('hides no card by a filter that only other boards have, which is on again there', async () => {
    const { page, fake } = board;
    const made = fake.model;
    const stored = boardModel([
      card({ id: 't_00000001', column: 'ready', title: 'Of codex', assignee: { name: 'codex', kind: 'agent' } }),
      card({ id: 't_00000002', column: 'ready', title: 'Of nobody' }),
    ]);
    fake.show({ ...stored, people: [{ name: 'codex', kind: 'agent', open: 1 }] });
    await page.getByRole('button', { name: 'Assignee' }).click();
    await page.getByRole('menuitemcheckbox', { name: /codex/ }).click();
    await page.keyboard.press('Escape');
    await board.card('t_00000002').waitFor({ state: 'detached' });
    fake.show(made);
    await board.card('/w/lamp').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Clear filters' }).count(), 0);
    fake.show(stored);
    await board.card('t_00000001').waitFor();
    assert.equal(await board.card('t_00000002').count(), 0);
  });

  it('has the verbs of its project in the menu of a card, by keyboard', async () => {
    await board.page.focus('[data-card="/w/lamp"]');
    await board.page.keyboard.press('.');
    const items = board.page.getByRole('menuitem');
    await items.first().waitFor();
    assert.deepEqual(
      (await items.allTextContents()).map((text) => text.replace(/[↵m]$/, '').trim()),
      ['Open', 'Approve', 'Plan', 'Reveal its folder', 'Cancel project…', 'Move to…', 'Copy ID'],
    );
    await board.page.getByRole('menuitem', { name: 'Approve' }).click();
    await board.page.waitForFunction(() => document.querySelector('[role=menu]') === null);
    assert.deepEqual(await offered(), [{ id: '/w/lamp', verb: 'approve' }]);
  });

  it('has them as buttons in the drawer, the one that waits for a person first', async () => {
    await board.card('/w/lamp').click();
    const buttons = board.page.locator('.drawer__offers vscode-button');
    await buttons.first().waitFor();
    assert.deepEqual(
      (await buttons.allTextContents()).map((text) => text.trim()),
      ['Approve', 'Plan', 'Reveal its folder', 'Cancel project…'],
    );
    await board.page.locator('.drawer__offers').getByRole('button', { name: 'Plan' }).click();
    await board.page.keyboard.press('Escape');
    await board.page.locator('aside').first().waitFor({ state: 'detached' });
    assert.deepEqual(await offered(), [{ id: '/w/lamp', verb: 'plan' }]);
  });

  it('says in the move menu why a place is refused, and moves to another with a modifier', async () => {
    await board.page.focus('[data-card="/w/lamp"]');
    await board.page.keyboard.press('m');
    const refused = board.page.getByRole('menuitem', { name: WHY });
    await refused.waitFor();
    assert.equal(await refused.getAttribute('aria-disabled'), 'true');
    await board.page.keyboard.press('Escape');
    await board.page.keyboard.press('Alt+ArrowRight');
    await board.page.locator('[data-column=approved] [data-card="/w/lamp"]').waitFor();
    assert.deepEqual((await board.asked('move'))[0], {
      ids: ['/w/lamp'],
      to: 'approved',
      from: { '/w/lamp': 'pending' },
    });
  });

  it('says why nothing else of a task can be done to it', async () => {
    await board.page.focus('[data-card="/w/lamp"]');
    await board.page.keyboard.press('p');
    await board.page.waitForFunction(() =>
      document.querySelector('[role=alert].unseen')?.textContent?.includes('Made from your projects.'),
    );
  });
});
