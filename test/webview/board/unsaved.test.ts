import assert from 'node:assert/strict';
import { refuse } from '../../../src/core/result';
import { say } from '../../../src/core/sentence';
import { type BoardPage, openBoardPage } from '../../support/board-page';
import { sampleBoard, sampleDetail } from '../../support/sample-board';

const ID = 't_7be1f09c';

describe('what a person is typing', () => {
  let board: BoardPage;
  beforeEach(async () => {
    board = await openBoardPage(sampleBoard(), { size: { width: 1400, height: 1000 } });
    board.fake.details.set(ID, sampleDetail);
    await board.card(ID).click();
    await board.page.locator('.drawer__id').waitFor();
  });
  afterEach(() => board.close());

  const edits = () => board.asked('edit');
  const body = () => board.page.getByRole('textbox', { name: 'Description' });
  const overtaken = () => board.page.locator('.trouble', { hasText: 'Somebody changed the description' });

  async function typeWhileTheirsComes(): Promise<void> {
    await board.page.getByRole('button', { name: 'Edit the description' }).click();
    await body().fill('Mine');
    board.fake.patch({ drawer: { id: ID, set: { body: 'Theirs' } } });
    await overtaken().waitFor();
    await board.page.locator('[data-comment]').click();
  }

  it('is not saved over what somebody else wrote meanwhile, and stays', async () => {
    await typeWhileTheirsComes();
    assert.equal(await body().inputValue(), 'Mine');
    assert.equal(await board.page.locator('.unsaved').innerText(), 'Theirs');
    await board.hears('Somebody changed the description');
    assert.deepEqual(await edits(), []);
    board.fake.details.set(ID, { ...sampleDetail, body: 'Theirs' });
    await board.webview.reload();
    await overtaken().waitFor();
  });

  it('is saved over it by who has seen it', async () => {
    await typeWhileTheirsComes();
    await board.page.getByRole('button', { name: 'Save mine' }).click();
    await overtaken().waitFor({ state: 'detached' });
    assert.deepEqual(await edits(), [{ id: ID, change: { body: 'Mine' } }]);
  });

  it('is given up for it by who wants that', async () => {
    await typeWhileTheirsComes();
    await board.page.getByRole('button', { name: 'Take theirs' }).click();
    await board.page.locator('.markdown', { hasText: 'Theirs' }).waitFor();
    assert.deepEqual(await edits(), []);
  });

  it('goes for the title as well', async () => {
    await board.page.getByRole('textbox', { name: 'Title' }).fill('My title');
    board.fake.patch({ drawer: { id: ID, set: { title: 'Their title' } } });
    await board.page.getByText('Somebody changed the title while you typed.').first().waitFor();
    await board.page.locator('[data-comment]').click();
    assert.deepEqual(await edits(), []);
  });

  it('stays in sight when the card is archived by somebody else, and goes on when it is back', async () => {
    await board.page.locator('[data-comment]').fill('Half a sentence');
    board.fake.patch({ drawer: { id: ID, set: { column: 'archived', can: ['restore'] } } });
    await board.page.locator('.unsaved', { hasText: 'Half a sentence' }).waitFor();
    await board.page.getByRole('button', { name: 'Copy', exact: true }).click();
    board.fake.patch({ drawer: { id: ID, set: { column: 'ready', can: ['edit', 'comment'] } } });
    await board.page.locator('.unsaved').first().waitFor({ state: 'detached' });
    assert.equal(await board.page.locator('[data-comment]').inputValue(), 'Half a sentence');
    assert.deepEqual(await board.said('copyText'), [{ text: 'Half a sentence' }]);
  });
});

describe('what was asked for when the host went away', () => {
  const never = () => new Promise<never>(() => {});

  it('is asked for again by the page that comes back: a card under the same key', async () => {
    const board = await openBoardPage(sampleBoard(), { answers: { create: never } });
    await board.page.locator('[data-card]').first().focus();
    await board.page.keyboard.press('n');
    await board.page.locator('input.quick:focus').waitFor();
    await board.page.keyboard.type('Made once');
    await board.page.keyboard.press('Enter');
    const created = () => board.fake.asked.filter(({ name }) => name === 'create').map(({ payload }) => payload);
    await eventually(() => created().length === 1);
    await board.webview.replace();
    await eventually(() => created().length === 2);
    const [first, second] = created() as { title: string; key: string }[];
    assert.equal(first?.title, 'Made once');
    assert.ok(first?.key && first.key === second?.key);
    await board.close();
  });

  it('is a comment that is known to be perhaps said already', async () => {
    const refused = refuse('timeout', say('No answer came in time.'));
    let answer = (): unknown => refused;
    const board = await openBoardPage(sampleBoard(), {
      size: { width: 1400, height: 1000 },
      answers: { comment: () => answer() as never },
    });
    board.fake.details.set(ID, sampleDetail);
    await board.card(ID).click();
    const box = board.page.locator('[data-comment]');
    await box.fill('Once');
    await box.press('Control+Enter');
    const asked = () => board.fake.asked.filter(({ name }) => name === 'comment').map(({ payload }) => payload);
    await eventually(() => asked().length === 1);
    await board.page.locator('.notice--refused').waitFor();
    answer = () => ({ ok: true, value: null });
    await box.press('Control+Enter');
    await eventually(async () => (await box.inputValue()) === '');
    const after = sampleDetail.comments?.length ?? 0;
    assert.deepEqual(asked(), [
      { id: ID, text: 'Once' },
      { id: ID, text: 'Once', after },
    ]);
    await board.close();
  });
});

async function eventually(is: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 90_000; !(await is()); await new Promise((next) => setImmediate(next)))
    if (Date.now() > end) throw new Error(`It never came to: ${is}`);
}
