import assert from 'node:assert/strict';
import { decideLink } from '../../src/core/link';

describe('a link in what an agent wrote', () => {
  it('is opened in the browser when it is https', () => {
    assert.deepEqual(decideLink('https://example.org/a?b#c'), {
      ok: true,
      value: { kind: 'https', href: 'https://example.org/a?b#c' },
    });
  });

  it('is a place in a file when it looks like one', () => {
    const places: readonly [string, string, number | undefined][] = [
      ['src/app.ts', 'src/app.ts', undefined],
      ['src/app.ts:12', 'src/app.ts', 12],
      ['app.ts:12:5', 'app.ts', 12],
      ['src/app.ts#L7', 'src/app.ts', 7],
      ['file:///home/me/x%20y.ts#L3', '/home/me/x y.ts', 3],
      ['/home/me/x.ts', '/home/me/x.ts', undefined],
    ];
    for (const [href, path, line] of places) {
      assert.deepEqual(decideLink(href), { ok: true, value: { kind: 'file', path, line } }, href);
    }
  });

  it('is refused whatever else it is', () => {
    const hostile = [
      '',
      'command:workbench.action.terminal.new',
      'COMMAND:x',
      'javascript:alert(1)',
      ' javascript:alert(1)',
      'java\nscript:alert(1)',
      'vscode://some.extension/do',
      'data:text/html,x',
      'http://example.org',
      'https:example.org',
      'https://user@evil.example',
      'https://good.example\\@evil.example',
      'file://server/share/x',
      'file:///a%00b',
      'file:///a%',
      '//server/share',
      '\\\\server\\share',
      'mailto:a@b.c',
    ];
    for (const href of hostile) {
      const decided = decideLink(href);
      assert.equal(decided.ok ? `opened ${href}` : decided.refusal.code, 'link_not_allowed');
    }
  });
});
