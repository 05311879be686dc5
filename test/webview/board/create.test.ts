import assert from 'node:assert/strict';
import { type BoardPage, openBoardPage } from '../../support/board-page';
import { boardModel } from '../../support/fake-board';
import { sampleBoard } from '../../support/sample-board';

describe('the form for a new task', () => {
  let board: BoardPage;
  beforeEach(async () => {
    board = await openBoardPage(sampleBoard(), { size: { width: 1400, height: 1000 } });
    await board.page.keyboard.press('c');
    await board.page.getByRole('dialog', { name: 'New task' }).waitFor();
  });
  afterEach(() => board.close());

  const created = () => board.asked('create');

  it('sends every field, chosen by keyboard in menus that open above the form', async () => {
    const { page } = board;
    await page.keyboard.type('Tide table');
    await page.getByRole('textbox', { name: 'Description' }).fill('By **Friday**');
    await page.getByRole('group', { name: 'Assignee' }).getByRole('button').click();
    await page.getByRole('combobox', { name: 'Assign to' }).fill('gem');
    await page.keyboard.press('Enter');
    await page.getByRole('group', { name: 'Column' }).getByRole('button').press('Enter');
    await page.getByRole('menuitem', { name: 'Triage' }).click();
    await page.getByRole('textbox', { name: 'Priority' }).fill('15');
    await page.getByRole('button', { name: 'Add a parent…' }).click();
    await page.getByRole('combobox', { name: 'Parent: title or ID' }).fill('clinics');
    await page.getByRole('option', { name: /Import clinics/ }).click();
    await page.getByRole('button', { name: 'Schedule, workspace, skills, retries…' }).click();
    await page.getByRole('textbox', { name: 'Skills' }).fill('git, sql');
    await page.getByRole('textbox', { name: 'Retries' }).fill('2');
    await page.getByRole('textbox', { name: 'Run time, minutes' }).fill('30');
    await page.getByRole('group', { name: 'Workspace' }).getByRole('button').click();
    await page.getByRole('menuitemcheckbox', { name: 'git worktree' }).click();
    await page.getByRole('button', { name: 'Create task' }).click();
    await page.getByRole('dialog').first().waitFor({ state: 'detached' });
    const [asked] = (await created()) as [{ key: string }];
    assert.match(asked.key, /^[\w-]{36}$/);
    assert.deepEqual(await created(), [
      {
        key: asked.key,
        board: 'default',
        title: 'Tide table',
        body: 'By **Friday**',
        column: 'triage',
        assignee: 'gemini',
        priority: 15,
        parents: ['t_0000000c'],
        workspace: 'worktree',
        skills: ['git', 'sql'],
        maxRetries: 2,
        maxRuntimeSeconds: 1800,
      },
    ]);
    await page.waitForFunction(() => (document.activeElement as HTMLElement).dataset.card === 't_new1');
  });

  it('says what there is to know about a card that was made, which is no refusal', async () => {
    await board.close();
    board = await openBoardPage(sampleBoard(), {
      answers: { create: () => ({ ok: true, value: { id: 't_00000009', warning: 'No agent is called zoe.' } }) },
    });
    await board.page.keyboard.press('c');
    await board.page.getByRole('dialog', { name: 'New task' }).waitFor();
    await board.page.keyboard.type('For zoe');
    await board.page.getByRole('button', { name: 'Create task' }).click();
    await board.page.locator('.notice--warned', { hasText: 'No agent is called zoe.' }).waitFor();
    assert.equal(await board.page.locator('.notice--refused').count(), 0);
  });

  it('makes one card, however often the button is pressed before the answer comes', async () => {
    const { page, fake } = board;
    const { promise, resolve } = Promise.withResolvers<void>();
    fake.held = promise;
    await page.keyboard.type('Only once');
    await page.getByRole('button', { name: 'Create task' }).dblclick();
    assert.equal((await created()).length, 1);
    resolve();
    await page.getByRole('dialog').first().waitFor({ state: 'detached' });
    assert.equal((await created()).length, 1);
  });

  it('stays open when the answer comes to what was asked for in another form before', async () => {
    await board.close();
    board = await openBoardPage(sampleBoard(), {
      size: { width: 1400, height: 1000 },
      answers: { complete: () => ({ ok: true, value: null }) },
    });
    const { page, fake } = board;
    await board.card('t_00000009').click();
    await page.locator('aside').getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Complete…' }).click();
    await page.getByRole('textbox', { name: 'What was done?' }).fill('All of it');
    const { promise, resolve } = Promise.withResolvers<void>();
    fake.held = promise;
    await page.getByRole('dialog').getByRole('button', { name: 'Complete' }).click();
    assert.equal((await board.asked('complete')).length, 1);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').first().waitFor({ state: 'detached' });
    await page.keyboard.press('c');
    await page.getByRole('dialog', { name: 'New task' }).waitFor();
    resolve();
    await board.webview.heardAll();
    fake.move('t_00000009', 'review');
    await page.locator('[data-column=review] [data-card="t_00000009"]').waitFor();
    assert.equal(await page.getByRole('dialog', { name: 'New task' }).count(), 1);
  });

  it('takes a time as people write it, says what it means, and what is wrong with it when it is sent', async () => {
    const { page } = board;
    await page.keyboard.type('Nightly report');
    await page.getByRole('button', { name: 'Schedule, workspace, skills, retries…' }).click();
    const when = page.getByRole('textbox', { name: 'Not before' });
    const meaning = page.locator('.when [role=status]');
    await when.fill('in 2 h');
    await meaning.getByText('in 2 h').waitFor();
    await when.fill('some day');
    assert.equal(await meaning.innerText(), '');
    await page.getByRole('button', { name: 'Create task' }).click();
    await page.locator('.when [role=alert]', { hasText: /^\s*No time\. Write it such as tomorrow 09:00 or/ }).waitFor();
    await page.getByRole('button', { name: 'Monday 09:00' }).click();
    await meaning.getByText(/^Mon .* 09:00/).waitFor();
    await page.getByRole('button', { name: 'Create task' }).click();
    await page.getByRole('dialog').first().waitFor({ state: 'detached' });
    const [{ scheduledAt }] = (await created()) as [{ scheduledAt: number }];
    const at = new Date(scheduledAt);
    assert.deepEqual([at.getDay(), at.getHours(), at.getMinutes()], [1, 9, 0]);
    assert.ok(scheduledAt > Date.now());
  });

  it('says what is missing or wrong, and sends nothing', async () => {
    const { page } = board;
    await page.getByRole('textbox', { name: 'Priority' }).fill('soon');
    await page.getByRole('button', { name: 'Create task' }).click();
    await page.getByText('A title says what is to be done.').waitFor();
    assert.equal(await page.getByText('A whole number.').count(), 1);
    assert.deepEqual(await created(), []);
  });

  it('keeps the form over a reload, and says a refusal where it can be read', async () => {
    await board.close();
    board = await openBoardPage(sampleBoard(), {
      size: { width: 1400, height: 1000 },
      answers: { create: () => ({ ok: false, refusal: { code: 'no', message: 'This board is full.' } }) },
    });
    const { page, webview } = board;
    await page.keyboard.press('c');
    await page.getByRole('dialog', { name: 'New task' }).waitFor();
    await page.keyboard.type('Half a tit');
    while (!JSON.stringify(webview.state() ?? '').includes('Half a tit'))
      await page.evaluate(() => new Promise(requestAnimationFrame));
    await webview.reload();
    await page.getByRole('dialog', { name: 'New task' }).waitFor();
    assert.equal(await page.getByRole('textbox', { name: 'Title', exact: true }).inputValue(), 'Half a tit');
    await page.getByRole('button', { name: 'Create task' }).click();
    await page.getByRole('dialog').locator('.notice', { hasText: 'This board is full.' }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Dismiss' }).click();
    assert.equal(await page.getByRole('textbox', { name: 'Title', exact: true }).inputValue(), 'Half a tit');
  });
});

describe('the first cards of a board', () => {
  let board: BoardPage;
  afterEach(() => board.close());

  it('are written one after the other, though the columns change as the board is no longer empty', async () => {
    board = await openBoardPage(boardModel([]), { size: { width: 1070, height: 800 } });
    const { page } = board;
    await page.keyboard.press('n');
    await page.locator('input.quick:focus').waitFor();
    await page.keyboard.type('First');
    await page.keyboard.press('Enter');
    await page.locator('[data-column=triage] .card__title', { hasText: 'First' }).waitFor();
    await page.keyboard.type('Second');
    await page.keyboard.press('Enter');
    await page.locator('[data-column=triage] .card__title', { hasText: 'Second' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('input.quick').first().waitFor({ state: 'detached' });
    assert.equal(await page.locator('[data-column=triage] [data-card]').count(), 2, 'they stay in sight');
  });

  it('belong to their board: what is half typed does not go along to another one', async () => {
    const { ref } = sampleBoard().board;
    const made: (string | undefined)[] = [];
    board = await openBoardPage(sampleBoard(), {
      answers: {
        create: (task) => {
          made.push(task.board);
          return { ok: false, refusal: { code: 'ledger_full', message: 'The disk is full.' } };
        },
      },
    });
    const { page, fake } = board;
    const line = page.locator('input.quick');
    const show = async (other: string, name: string) => {
      fake.show({ ...fake.model, board: { ...fake.model.board, ref: other, name } });
      await page.locator('.toolbar', { hasText: name }).waitFor();
    };
    await page.keyboard.press('n');
    await line.fill('For this bo');
    await show('next', 'Next');
    assert.equal(await line.count(), 0);
    // Whoever wrote just now would be taken to write on.
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    assert.equal(await line.inputValue(), '');
    await line.press('Escape');
    await show(ref, 'Release 2.4');
    await page.keyboard.press('n');
    assert.equal(await line.inputValue(), 'For this bo');
    const { promise, resolve } = Promise.withResolvers<void>();
    fake.held = promise;
    await line.fill('First');
    await line.press('Enter');
    await page.keyboard.type('Sec');
    resolve();
    await page.locator('.notice--refused', { hasText: 'The disk is full.' }).waitFor();
    assert.equal(await line.inputValue(), 'First Sec', 'neither is lost');
    assert.deepEqual(made, [ref]);
  });

  it('may stand on a board that was made by Enter in its name', async () => {
    board = await openBoardPage(boardModel([]), {
      answers: {
        createBoard: ({ slug }) => ({ ok: true, value: { ref: slug } }),
        useBoard: () => ({ ok: true, value: null }),
      },
    });
    const { page } = board;
    await page.locator('.toolbar button').first().click();
    await page.getByText('New board…').click();
    await page.getByRole('dialog', { name: 'New board' }).waitFor();
    await page.keyboard.type('Release 3');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').first().waitFor({ state: 'detached' });
    const [made] = (await board.asked('createBoard')) as { slug: string }[];
    assert.equal(made?.slug, 'release-3');
  });
});
