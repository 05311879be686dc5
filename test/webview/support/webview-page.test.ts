import assert from 'node:assert/strict';
import { openWebview, type WebviewPage } from '../../support/webview-page';

const page = (script: string) => (origin: string, nonce: string) =>
  `<!DOCTYPE html><html><head>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-${nonce}'; img-src ${origin}">
</head><body><p id="said"></p><script nonce="${nonce}">${script}</script></body></html>`;

const ECHO = `
const api = acquireVsCodeApi();
api.postMessage({ was: api.getState() ?? 'new' });
api.setState({ visits: (api.getState()?.visits ?? 0) + 1 });
addEventListener('message', ({ data }) => { document.getElementById('said').textContent = data; api.postMessage(data + '!'); });
`;

function next(webview: WebviewPage): Promise<unknown> {
  return new Promise((resolve) => {
    const stop = webview.channel.onMessage((message) => {
      stop();
      resolve(message);
    });
  });
}

describe('the fake host of webview tests', () => {
  it('carries messages both ways, and keeps the state of a page that was hidden', async () => {
    const webview = await openWebview({ app: 'echo', html: page(ECHO) });
    await webview.heardAll();
    assert.deepEqual(webview.received, [{ was: 'new' }]);
    const answer = next(webview);
    assert.equal(await webview.channel.post('hello'), true);
    assert.equal(await answer, 'hello!');
    assert.equal(await webview.page.textContent('#said'), 'hello');
    await webview.hide();
    assert.equal(await webview.channel.post('lost'), false);
    await webview.show();
    await webview.heardAll();
    assert.deepEqual(webview.received.at(-1), { was: { visits: 1 } });
    await webview.close();
  });

  it('gives the page the variables and classes of the theme', async () => {
    for (const [theme, color, kind] of [
      ['dark', 'rgb(31, 31, 31)', 'vscode-dark'],
      ['hc-light', 'rgb(255, 255, 255)', 'vscode-high-contrast-light'],
    ] as const) {
      const webview = await openWebview({ app: 'empty', theme, html: page('') });
      const seen = await webview.page.evaluate(() => {
        document.body.style.background = 'var(--vscode-editor-background)';
        return [getComputedStyle(document.body).backgroundColor, document.body.dataset.vscodeThemeKind];
      });
      assert.deepEqual(seen, [color, kind]);
      await webview.close();
    }
  });

  it('reports what the CSP refuses, and does not close without saying so', async () => {
    const webview = await openWebview({ app: 'csp', html: page(`eval('1')`) });
    while (webview.problems.length === 0) await webview.heardAll();
    assert.match(webview.problems.join('\n'), /unsafe-eval/);
    await assert.rejects(webview.close(), /The page complained/);
  });

  it('reports exceptions of the page', async () => {
    const webview = await openWebview({ app: 'boom', html: page('') });
    const thrown = webview.page.waitForEvent('pageerror');
    await webview.page.evaluate(() => void setTimeout(() => Promise.reject(new Error('boom'))));
    await thrown;
    while (webview.problems.length === 0) await webview.heardAll();
    assert.match(webview.problems.join('\n'), /boom/);
    await assert.rejects(webview.close(), /boom/);
  });
});
