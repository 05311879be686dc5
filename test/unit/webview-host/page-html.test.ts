import assert from 'node:assert/strict';
import { contentSecurityPolicy, pageHtml } from '../../../src/vscode/webview/page-html';

const page = (strings: Record<string, string>) =>
  pageHtml({
    title: 'A "board" & <more>',
    script: 'https://x/board.js',
    begin: 'https://x/begin.js',
    icons: 'https://x/codicon.ttf',
    style: 'https://x/board.css',
    source: 'https://x',
    nonce: 'abc123',
    data: { strings, locale: 'de', keep: 'abc' },
  });

describe('the page of a panel', () => {
  it('has a policy that allows nothing inline, evaluated or remote', () => {
    const policy = contentSecurityPolicy('https://x', 'abc123');
    assert.match(policy, /^default-src 'none';/);
    assert.doesNotMatch(policy, /unsafe|\*|data:|https:(?!\/\/x)/);
    assert.match(policy, /script-src 'nonce-abc123'(;|$)/);
  });

  it('gives its nonce to the script that runs and the one that this loads, and to nothing else', () => {
    const html = page({});
    assert.equal(html.match(/nonce="abc123"/g)?.length, 2);
    assert.equal(html.match(/<script/g)?.length, 2);
    assert.doesNotMatch(html, / style=| on[a-z]+=/);
  });

  it('cannot be broken out of by a translation or a title', () => {
    const html = page({ Board: '</script><script>alert(1)</script>' });
    assert.equal(html.match(/<script/g)?.length, 2);
    assert.match(html, /<title>A &quot;board&quot; &amp; &lt;more&gt;<\/title>/);
    const data = /id="signalbox-page">(.*?)<\/script>/.exec(html)?.[1] ?? '';
    assert.equal(JSON.parse(data).strings.Board, '</script><script>alert(1)</script>');
  });
});
