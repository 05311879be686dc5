import assert from 'node:assert/strict';
import { NOTHING_EARLIER } from '../../../src/protocol/board';
import { type BoardPage, openBoardPage } from '../../support/board-page';
import { emptied, holds } from '../../support/fields';
import { sampleBoard, sampleDetail } from '../../support/sample-board';

const ID = 't_7be1f09c';

describe('the drawer', () => {
  let board: BoardPage;
  beforeEach(async () => {
    board = await openBoardPage(sampleBoard(), { size: { width: 1400, height: 1000 } });
    board.fake.details.set(ID, sampleDetail);
    await board.card(ID).click();
    await board.page.locator('.drawer__id').waitFor();
  });
  afterEach(() => board.close());

  const asked = (name: string) => board.asked(name);

  it('draws the beginning of a very long text, and all of it when asked', async () => {
    const part = '## Part\n\nSome *words* with `code`.\n\n```ts\nconst one: number = 1;\n```\n\n';
    board.fake.patch({ drawer: { id: ID, set: { body: part.repeat(1_500) } } });
    const more = board.page.getByRole('button', { name: /^Show the whole text/ });
    await more.waitFor();
    const parts = () => board.page.locator('.drawer .markdown h2').count();
    assert.ok((await parts()) < 300, `${await parts()} parts`);
    const all = await board.page.evaluate(() => document.querySelectorAll('*').length);
    assert.ok(all < 4_000, `${all} elements`);
    await more.click();
    await more.waitFor({ state: 'detached' });
    assert.equal(await parts(), 1_500);
  });

  it('asks for what is earlier when a person does, and keeps it while newer comes', async () => {
    const { page, fake } = board;
    const at = Date.now();
    const comments = Array.from({ length: 105 }, (_, n) => ({
      id: `${n}`,
      author: 'mara',
      at,
      text: `Comment no. ${n}`,
    }));
    fake.lives.set(ID, { comments });
    const earlier = { ...NOTHING_EARLIER, comments: 85 };
    const open = { ...fake.detailOf(ID)!, comments: comments.slice(85), earlier };
    fake.patch({ drawer: { open } });
    const section = page.locator('.section', { has: page.locator('h3', { hasText: 'Comments' }) });
    const more = section.getByRole('button', { name: 'Show 50 earlier' });
    await section.locator('.section__count', { hasText: '105' }).waitFor();
    assert.equal(await section.locator('li').count(), 10);
    await more.click();
    await section.getByText('Comment no. 45', { exact: true }).waitFor();
    assert.equal(await section.locator('li').count(), 60);
    assert.deepEqual(await asked('earlier'), [{ id: ID, of: 'comments', before: 85, limit: 40 }]);
    fake.patch({ drawer: { id: ID, comments: [{ id: '105', author: 'codex', at, text: 'Comment no. 105' }] } });
    await section.getByText('Comment no. 105', { exact: true }).waitFor();
    assert.equal(await section.getByText('Comment no. 46', { exact: true }).count(), 1);
    await section.getByRole('button', { name: 'Show 46 earlier' }).click();
    await section.getByText('Comment no. 0', { exact: true }).waitFor();
    assert.equal(await section.locator('li').count(), 106);
    // Opened anew with other newest ones: what was fetched for the old ones would leave a gap.
    fake.patch({
      drawer: { open: { ...open, comments: comments.slice(100), earlier: { ...earlier, comments: 100 } } },
    });
    await section.getByText('Comment no. 99', { exact: true }).waitFor({ state: 'detached' });
    assert.equal(await section.locator('li').count(), 5);
  });

  it('asks for further links when a person does', async () => {
    const { page, fake } = board;
    const children = Array.from({ length: 20 }, (_, n) => ({ id: `t_c${n}`, title: `Child ${n}`, column: 'todo' }));
    fake.patch({ drawer: { id: ID, set: { parents: [], children, moreLinks: 980 } } });
    const section = page.locator('.section', { has: page.locator('h3', { hasText: 'Links' }) });
    await section.locator('.section__count', { hasText: '1000' }).waitFor();
    await section.getByRole('button', { name: 'Show 50 more' }).click();
    assert.deepEqual(await board.said('showLinks'), [{ id: ID, count: 70 }]);
  });

  it('draws a page of what there is much of, and further ones when asked: links, runs, comments', async () => {
    const { page, fake } = board;
    const many = <T>(count: number, make: (index: number) => T) =>
      Array.from({ length: count }, (_, index) => make(index));
    const at = Date.now();
    fake.patch({
      drawer: {
        id: ID,
        set: { children: many(300, (index) => ({ id: `t_c${index}`, title: `Child ${index}`, column: 'todo' })) },
        runs: many(200, (index) => ({
          id: `x${index}`,
          attempt: index + 4,
          profile: 'codex',
          outcome: 'failed',
          startedAt: at,
        })),
        comments: many(5_000, (index) => ({ id: `x${index}`, author: 'mara', at, text: `Comment *${index}*` })),
      },
    });
    const section = (name: string) => page.locator('.section', { has: page.locator('h3', { hasText: name }) });
    const rows = (name: string) => section(name).locator('li').count();
    await section('Comments').getByText('Comment 4999').waitFor();
    assert.deepEqual([await rows('Links'), await rows('Runs'), await rows('Comments')], [20, 10, 10]);
    await section('Runs').getByText('203', { exact: true }).waitFor();
    const elements = await page.evaluate(() => document.querySelectorAll('*').length);
    assert.ok(elements < 2_000, `${elements} elements`);
    for (const left of [281, 231, 181, 131, 81, 31]) {
      const more = section('Links').getByRole('button', { name: `Show ${Math.min(50, left)} more` });
      await more.focus();
      await more.press('Enter');
    }
    await section('Links').getByText('Child 299').waitFor();
    // The focus stays in the section.
    await page.waitForFunction(() => document.activeElement?.textContent === 'Links301');
  });

  it('loses nothing of what is nested deeper than anybody means it, and leaves it room', async () => {
    const list = Array.from({ length: 80 }, (_, depth) => `${'  '.repeat(depth)}- item ${depth}`).join('\n');
    board.fake.patch({ drawer: { id: ID, set: { body: `${'> '.repeat(300)}deep words\n\n${list}\n\nlast words` } } });
    const text = board.page.locator('.drawer .markdown').first();
    await text.getByText('last words').waitFor();
    assert.match(await text.innerText(), /deep words.*item 0.*item 79.*last words/s);
    const least = await text
      .locator('li, p')
      .evaluateAll((boxes) => Math.min(...boxes.map((box) => box.getBoundingClientRect().width)));
    assert.ok(least > 100, `${least} px are left for words`);
  });

  it('says in full why a card stands where it does, with what gets it on, and what came of one that is done', async () => {
    const { page, fake } = board;
    const reason = 'Which region? '.repeat(30).trim();
    const state = { kind: 'blocked' as const, text: reason.slice(0, 240) };
    const { diagnostic: _none, ...calm } = fake.find(ID)!;
    fake.patch({
      set: [{ ...calm, state }],
      drawer: {
        id: ID,
        set: { diagnostics: [], blocked: { reason, kind: 'needs_input' }, can: ['unblock', 'comment'] },
      },
    });
    await page.locator('.standing__words').getByText(reason).waitFor();
    await page.locator('.standing').getByRole('button', { name: 'Unblock' }).click();
    await page.locator('.notice').waitFor();
    assert.deepEqual(await asked('unblock'), [{ id: ID }]);
    fake.patch({
      set: [{ ...calm, column: 'review', state: { kind: 'in_review', text: 'Waits for your review.' } }],
      drawer: { id: ID, set: { can: ['requestChanges', 'complete'], result: 'All **done**.' } },
    });
    await page.locator('.standing').getByRole('button', { name: 'Complete…' }).waitFor();
    await page.locator('.section', { hasText: 'Result' }).locator('strong', { hasText: 'done' }).waitFor();
    assert.deepEqual(await board.webview.accessibility(), []);
  });

  it('keeps a title of 500 characters to four lines', async () => {
    board.fake.patch({ drawer: { id: ID, set: { title: 'Averylongword'.repeat(38) } } });
    const title = board.page.getByRole('textbox', { name: 'Title' });
    await board.page.waitForFunction(() => document.querySelector('.drawer__title textarea')!.scrollHeight > 150);
    assert.ok((await title.boundingBox())!.height < 100);
  });

  it('says what is wrong first, then what it is, then what happened', async () => {
    assert.deepEqual(await board.page.locator('.drawer .section h3').allTextContents(), [
      'Diagnostics',
      'Description',
      'Links',
      'Runs',
      'Events',
      'Worker log',
      'Comments',
    ]);
    assert.equal(
      await board.page
        .locator('.trouble b')
        .innerText()
        .then((text) => text.includes('typecheck failed')),
      true,
    );
    const [drawer, main] = await Promise.all([
      board.page.locator('.drawer').boundingBox(),
      board.page.locator('.main').boundingBox(),
    ]);
    assert.ok(drawer && main && main.x + main.width <= drawer.x + 1, 'it pushes the board and covers nothing');
  });

  it('closes with Escape also while the focus is on the board', async () => {
    assert.equal(await board.page.locator('.drawer :focus').count(), 0);
    await board.page.keyboard.press('Escape');
    await board.page.locator('.drawer').first().waitFor({ state: 'detached' });
  });

  it('shows text of agents without letting it do anything', async () => {
    const evil =
      '<script>window.evil = 1</script> <img src=x onerror="window.evil = 1"> [a](javascript:alert(1)) [b](command:workbench.action.files.save) ![c](https://example.com/c.png) [d](https://example.com/d)';
    board.fake.patch({ drawer: { id: ID, set: { body: evil } } });
    await board.page.locator('.markdown [data-href="https://example.com/d"]').waitFor();
    assert.equal(await board.page.evaluate(() => 'evil' in window), false);
    assert.equal(await board.page.locator('.markdown script, .markdown img, .markdown a[href]').count(), 0);
    assert.equal(
      await board.page.locator('.markdown [data-href^="javascript"], .markdown [data-href^="command"]').count(),
      0,
    );
    await board.page.locator('.markdown [data-href="https://example.com/d"]').click();
    await board.page.locator('.markdown [data-href="https://example.com/d"]').press('Enter');
    assert.deepEqual(await board.said('openLink'), [
      { href: 'https://example.com/d' },
      { href: 'https://example.com/d' },
    ]);
  });

  it('colours code and ticks task lists', async () => {
    assert.ok((await board.page.locator('.markdown .hljs-keyword, .markdown .hljs-title').count()) > 0);
    assert.deepEqual(
      await board.page
        .locator('.markdown .task')
        .evaluateAll((boxes) => boxes.map((box) => box.getAttribute('aria-label'))),
      ['Done', 'Open', 'Open'],
    );
  });

  it('saves the body when it is left, and takes it back on Escape', async () => {
    const { page } = board;
    await page.getByRole('button', { name: 'Edit the description' }).click();
    const field = page.getByRole('textbox', { name: 'Description' });
    await field.fill('Thrown away');
    await field.press('Escape');
    await page.locator('.drawer .markdown').first().waitFor();
    assert.deepEqual(await asked('edit'), []);
    await page.getByRole('button', { name: 'Edit the description' }).click();
    await field.fill('# Better');
    await page.locator('.drawer__id').click();
    await page.locator('.drawer .markdown h1', { hasText: 'Better' }).waitFor();
    assert.deepEqual(await asked('edit'), [{ id: ID, change: { body: '# Better' } }]);
  });

  it('keeps what is half typed over a reload: the open card, its body and its comment', async () => {
    const { page, webview } = board;
    await page.getByRole('textbox', { name: 'Comment' }).fill('half a comm');
    await page.getByRole('button', { name: 'Edit the description' }).click();
    await page.getByRole('textbox', { name: 'Description' }).fill('half a bod');
    while (!JSON.stringify(webview.state() ?? '').includes('half a bod'))
      await page.evaluate(() => new Promise(requestAnimationFrame));
    await webview.reload();
    await page.locator('.drawer__id').waitFor();
    assert.equal(await page.getByRole('textbox', { name: 'Description' }).inputValue(), 'half a bod');
    assert.equal(await page.getByRole('textbox', { name: 'Comment' }).inputValue(), 'half a comm');
  });

  it('closes when its card is gone, and not when another one was opened meanwhile', async () => {
    const { page, fake } = board;
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await board.card('t_00000009').click();
    await page.locator('.drawer__id', { hasText: 't_00000009' }).waitFor();
    fake.patch({ gone: ['t_00000009'], drawer: null });
    await page.locator('.drawer').first().waitFor({ state: 'detached' });
    assert.equal(await page.locator('.main').count(), 1);
  });

  it('stays under who writes in it, when it was closed and opened again faster than the host heard of it', async () => {
    const { page, fake } = board;
    const comment = page.getByRole('textbox', { name: 'Comment' });
    const answers = Promise.withResolvers<void>();
    fake.heldOpening = answers.promise;
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await page.locator('.drawer').first().waitFor({ state: 'detached' });
    await board.card(ID).click();
    await page.locator('.drawer').first().waitFor();
    assert.equal(await comment.count(), 0, 'it would go away once more');
    answers.resolve();
    await comment.click();
    await page.keyboard.type('Enough');
    await holds(page, '[data-comment]', 'Enough');
    assert.equal(await comment.evaluate((field) => field.matches(':focus, :focus-within')), true);
  });

  it('does nothing with letters that were meant for a comment whose card is gone', async () => {
    const { page, fake } = board;
    await page.getByRole('textbox', { name: 'Comment' }).click();
    await page.keyboard.type('Half a s');
    fake.patch({ gone: [ID], drawer: null });
    // Whoever writes does not stop for that.
    while ((await page.locator('.drawer').count()) > 0) await page.keyboard.type('e');
    await page.keyboard.type('ntence');
    assert.deepEqual(await asked('archive'), []);
    assert.equal(await page.getByRole('dialog').count(), 0);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('c');
    await page.getByRole('dialog', { name: 'New task' }).waitFor();
  });

  it('comments, and shows the comment when the store has it', async () => {
    await board.page.getByRole('textbox', { name: 'Comment' }).fill('Try **again**');
    await board.page.getByRole('textbox', { name: 'Comment' }).press('Control+Enter');
    await board.page.locator('.comment strong', { hasText: 'again' }).waitFor();
    await emptied(board.page, '[data-comment]');
  });

  it('keeps what is typed while a comment or the title is on its way', async () => {
    const { page, fake } = board;
    const comment = page.getByRole('textbox', { name: 'Comment' });
    const title = page.getByRole('textbox', { name: 'Title' });
    const answers = Promise.withResolvers<void>();
    fake.held = answers.promise;
    await comment.fill('First');
    await comment.press('Control+Enter');
    await comment.press('End');
    await page.keyboard.type(' and a second');
    await title.fill('Better');
    await title.press('Enter');
    await title.press('End');
    await page.keyboard.type(' still');
    answers.resolve();
    await page.locator('.comment', { hasText: 'First' }).waitFor();
    await holds(page, '[data-comment]', 'and a second');
    await board.card(ID).getByText('Better').waitFor();
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Title');
    assert.equal(await title.inputValue(), 'Better still', 'and who types on stays where they type');
    assert.equal(await page.getByText('Somebody changed the title').count(), 0);
    await title.press('Enter');
    await board.card(ID).getByText('Better still').waitFor();
    assert.deepEqual(
      (await asked('edit')).map((edit) => (edit as { change: unknown }).change),
      [{ title: 'Better' }, { title: 'Better still' }],
    );
  });

  it('links with cards that are found by typing', async () => {
    await board.close();
    const linked: unknown[] = [];
    board = await openBoardPage(sampleBoard(), {
      size: { width: 1400, height: 1000 },
      answers: {
        link: (payload) => {
          linked.push(payload);
          return { ok: true, value: null };
        },
      },
    });
    await board.card(ID).click();
    await board.page.getByRole('button', { name: 'Add a link' }).click();
    await board.page.getByRole('menuitem', { name: /Add a parent/ }).click();
    // At once: what is chosen answers the text that was typed, not the list that stood there before.
    await board.page.getByRole('combobox', { name: 'Parent: title or ID' }).fill('clinics');
    await board.page.keyboard.press('Enter');
    await board.page.locator('.finder').first().waitFor({ state: 'detached' });
    await board.webview.heardAll();
    assert.deepEqual(linked, [{ parent: 't_0000000c', child: ID }]);
  });

  it('follows the log until somebody scrolls up', async () => {
    const log = board.page.locator('.log');
    const more = (text: string) => board.fake.patch({ drawer: { id: ID, log: { append: text, bytes: 1 } } });
    more('line\n'.repeat(200));
    await board.page.waitForFunction(() => {
      const box = document.querySelector('.log');
      return box && box.scrollHeight > box.clientHeight && box.scrollHeight - box.scrollTop - box.clientHeight < 2;
    });
    await log.evaluate((box) => box.scrollTo(0, 0));
    await board.page.evaluate(() => new Promise(requestAnimationFrame));
    more('the last line\n');
    await board.page.locator('.log', { hasText: 'the last line' }).waitFor();
    assert.equal(await log.evaluate((box) => box.scrollTop), 0);
  });

  it('does what a diagnostic suggests', async () => {
    await board.page.getByRole('button', { name: 'Copy command' }).click();
    await board.page.getByRole('button', { name: 'Open log' }).click();
    await board.page.getByRole('button', { name: 'Reassign and retry…' }).click();
    await board.page.getByRole('combobox', { name: 'Assign to' }).fill('gem');
    await board.page.keyboard.press('Enter');
    await board.page
      .locator('.drawer__facts', { hasText: 'gemini' })
      .or(board.card(ID).locator('.who', { hasText: 'GE' }))
      .first()
      .waitFor();
    assert.deepEqual(await asked('edit'), [{ id: ID, change: { assignee: 'gemini' } }]);
    assert.deepEqual(await board.said('copyText'), [{ text: 'signalbox task why t_7be1f09c' }]);
    assert.deepEqual(await board.said('openLog'), [{ id: ID }]);
  });

  it('opens from the strip, and the strip says that one of its cards is open', async () => {
    await board.page.getByRole('button', { name: 'Close', exact: true }).click();
    await board.page.getByRole('button', { name: /^Nobody has been assigned/ }).click();
    await board.page.locator('.drawer__id', { hasText: 't_00000008' }).waitFor();
    assert.equal(await board.page.locator('.strip__end').textContent(), '1 of them is open here');
  });
});
