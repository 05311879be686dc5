import assert from 'node:assert/strict';
import { HostEndpoint } from '../../../src/protocol/transport';
import { type BoardPage, openBoardPage } from '../../support/board-page';
import { sampleBoard, sampleDetail } from '../../support/sample-board';

const ID = 't_7be1f09c';

describe('a board whose page is made anew', () => {
  let board: BoardPage;
  beforeEach(async () => {
    board = await openBoardPage(sampleBoard(), { size: { width: 1400, height: 1000 } });
    board.fake.details.set(ID, sampleDetail);
    await board.card(ID).click();
    await box().click();
    await board.page.keyboard.type('Half a sentence');
    await board.page.keyboard.press('ArrowLeft');
  });
  afterEach(() => board.close());

  const box = () => board.page.locator('[data-comment]');
  const field = () =>
    box().evaluate((each: HTMLTextAreaElement) => ({
      text: each.value,
      caret: each.selectionStart,
      focused: document.activeElement === each,
    }));

  it('goes on where it was after a reload, to the very place in the text', async () => {
    await board.webview.reload();
    await board.page.locator('[data-comment]:focus').waitFor();
    assert.deepEqual(await field(), { text: 'Half a sentence', caret: 14, focused: true });
  });

  it('goes on in a panel that the editor knows nothing of, as after a crash of the extension host', async () => {
    await board.webview.replace();
    await board.page.locator('[data-comment]:focus').waitFor();
    assert.deepEqual(await field(), { text: 'Half a sentence', caret: 14, focused: true });
    assert.equal(await board.page.locator('.drawer__id').innerText(), ID);
  });

  it('says quietly that it waits for a host that said goodbye, and stops saying so when one answers', async () => {
    board.fake.dispose();
    await board.page.locator('.reconnecting').waitFor();
    assert.match(await board.heard(), /Reconnecting/);
    await box().click();
    await board.page.keyboard.type('!');
    const host = new HostEndpoint({
      channel: board.webview.channel,
      timers: {
        after: (ms, call) =>
          (
            (timer) => () =>
              clearTimeout(timer)
          )(setTimeout(call, ms)),
      },
      newName: () => 'another',
    });
    await board.page.locator('.reconnecting').waitFor({ state: 'detached' });
    host.dispose();
  });
});
