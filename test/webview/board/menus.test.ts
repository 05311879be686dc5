import assert from 'node:assert/strict';
import fs from 'node:fs';
import { type BoardPage, openBoardPage } from '../../support/board-page';
import { sampleBoard } from '../../support/sample-board';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly menus: Readonly<
      Record<string, readonly { readonly command: string; readonly when: string; readonly group: string }[]>
    >;
  };
}

const read = (file: string) => JSON.parse(fs.readFileSync(file, 'utf8'));

/** What VS Code's own menu shows for a card, in its order: by the manifest and what the page says of the card. */
function nativeMenu(context: { readonly signalboxOffers: string }): readonly string[] {
  const { commands, menus } = (read('package.json') as Manifest).contributes;
  const words = read('package.nls.json') as Readonly<Record<string, string>>;
  return [...(menus['webview/context'] ?? [])]
    .filter(({ when }) => {
      const offer = /signalboxOffers =~ \/(.+)\/$/.exec(when)?.[1];
      return offer === undefined || new RegExp(offer).test(context.signalboxOffers);
    })
    .map(({ command, group }) => {
      const title = commands.find((each) => each.command === command)?.title ?? '';
      return [group, words[title.replaceAll('%', '')] ?? title] as const;
    })
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, title]) => title.toLowerCase());
}

describe('the menus of a card', () => {
  let board: BoardPage;
  afterEach(() => board.close());

  const own = async (id: string) => {
    await board.page.focus(`[data-card="${id}"]`);
    await board.page.keyboard.press('.');
    await board.page.getByRole('menuitem').first().waitFor();
    const labels = await board.page.locator('.menu__label').allTextContents();
    await board.page.keyboard.press('Escape');
    return labels.map((label) => label.toLowerCase());
  };
  const native = async (id: string) =>
    nativeMenu(JSON.parse((await board.card(id).getAttribute('data-vscode-context')) ?? '{}'));
  const sorted = (labels: readonly string[]) => [...labels].sort();

  it('offer the same, ours and VS Code’s, for a card of each column, for several, and where nothing can be changed', async () => {
    board = await openBoardPage(sampleBoard(), { size: { width: 1400, height: 900 } });
    const { page, fake } = board;
    for (const column of ['triage', 'todo', 'ready', 'running', 'blocked', 'review', 'done']) {
      const [id] = await board.drawn(column);
      assert.deepEqual(sorted(await native(id!)), sorted(await own(id!)), column);
    }
    const [first, second] = await board.drawn('running');
    assert.ok((await own(first!)).includes('take back from the worker'));
    await page.focus(`[data-card="${first}"]`);
    await page.keyboard.press('x');
    await page.focus(`[data-card="${second}"]`);
    await page.keyboard.press('x');
    assert.deepEqual(sorted(await native(first!)), sorted(await own(first!)), 'several');
    assert.deepEqual(await native(first!), ['open', 'move to…', 'assign…', 'priority…', 'archive', 'copy id']);
    await page.keyboard.press('Escape');
    fake.patch({ board: { ...fake.model.board, readOnly: 'The disk is full.' } });
    await page.locator('.read-only').waitFor();
    assert.deepEqual(await native(first!), ['open', 'open in prd.json', 'copy id']);
  });

  it('do what was chosen in VS Code’s menu as if it had been chosen in ours', async () => {
    board = await openBoardPage(sampleBoard(), { size: { width: 1400, height: 900 } });
    const { page, fake } = board;
    const [first, second] = await board.drawn('ready');
    fake.perform({ verb: 'priority', ids: [first!, second!] });
    await page.getByRole('option', { name: '30' }).click();
    await page.locator('.notice', { hasText: '2 cards have priority 30 now.' }).waitFor();
    const [running] = await board.drawn('running');
    fake.perform({ verb: 'block', ids: [running!] });
    await page.getByRole('dialog', { name: /^Block: / }).waitFor();
    await page.keyboard.press('Escape');
    fake.perform({ verb: 'archive', ids: [second!] });
    await board.card(second!).waitFor({ state: 'detached' });
    assert.deepEqual((await board.asked('archive')).at(-1), { ids: [second] });
  });

  it('stay at what is chosen by key when the list changes under it', async () => {
    board = await openBoardPage(sampleBoard(), { size: { width: 1400, height: 900 } });
    const { page, fake } = board;
    const projects = page.locator('.menu__item.is-active', { hasText: 'Projects' });
    await page.getByRole('button', { name: 'Release 2.4' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Projects' }).waitFor();
    while ((await projects.count()) === 0) await page.keyboard.press('ArrowDown');
    const [first] = fake.model.boards;
    fake.patch({ boards: [{ ...first!, ref: 'night', name: 'Night shift' }, ...fake.model.boards] });
    await page.getByRole('menuitemcheckbox', { name: 'Night shift' }).waitFor();
    assert.equal(await projects.count(), 1);
    await page.keyboard.press('Enter');
    assert.deepEqual(await board.asked('useBoard'), [{ ref: 'made:projects' }]);
  });

  it('say so when the card left the board while the menu was open', async () => {
    board = await openBoardPage(sampleBoard(), { size: { width: 1400, height: 900 } });
    const { page, fake } = board;
    const [first] = await board.drawn('ready');
    await page.focus(`[data-card="${first}"]`);
    await page.keyboard.press('m');
    const choice = page.getByRole('menuitem', { name: 'Move to Blocked' });
    await choice.waitFor();
    fake.patch({ gone: [first!] });
    await board.card(first!).waitFor({ state: 'detached' });
    await choice.click();
    await page.locator('.notice--refused', { hasText: 'The card is not on this board any more.' }).waitFor();
    assert.deepEqual(await board.asked('move'), []);
  });
});
