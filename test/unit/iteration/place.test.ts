import assert from 'node:assert/strict';
import { placeFault, spelledOnDisk } from '../../../src/core/iteration/place';

describe('the name of a document', () => {
  const fault = (name: string) => [placeFault(name, false), placeFault(name, true)];

  it('leads nowhere out of the project, on any system', () => {
    for (const name of [
      '',
      '../x.md',
      'a/../../x',
      'a\\..\\x',
      '/etc/hosts',
      '\\\\server\\x',
      'C:\\x',
      'c:x.md',
      'x.md\0',
      '\\\\?\\C:\\x',
    ])
      assert.deepEqual(fault(name), ['outside', 'outside'], name);
    for (const name of [
      'docs/design.md',
      './design.md',
      'a b/c.md',
      '..design.md',
      'docs/...md',
      'console.md',
      'com10.txt',
    ])
      assert.deepEqual(fault(name), [undefined, undefined], name);
  });

  it('is no device, no stream and no second name on Windows, where those are no files', () => {
    const odd = [
      'con',
      'docs/NUL.md',
      'aux.tar.gz',
      'COM1',
      'lpt9.txt',
      'x.md.',
      'x.md ',
      'docs./x.md',
      'x.md:hidden',
      'x.md::$DATA',
      'a?.md',
      'CONIN$',
    ];
    for (const name of odd) assert.deepEqual(fault(name), [undefined, 'outside'], name);
  });

  it('is none of git or of our own store, however it is written; what plans wrote there is', () => {
    const names = [
      '.git/config',
      'docs/.GIT/hooks/x',
      '.git./config',
      '.git /config',
      'GIT~1/config',
      '.signalbox/ledger.db',
      '.SignalBox/iterations/shop.i1/1.before.x.md',
    ];
    for (const name of names) assert.equal(placeFault(name, false), 'internal', name);
    for (const name of ['.gitignore', '.github/x.md', '.signalbox/plans/shop.1/design.md', 'my.signalbox/x.md'])
      assert.equal(placeFault(name, false), undefined, name);
  });

  it('is spelled as the disk has it, up to where a link was followed', () => {
    const spelled = (named: string, real: string) => spelledOnDisk(named.split('/'), real.split('/')).join('/');
    assert.equal(spelled('DOCS/Design.MD', '/w/docs/design.md'), 'docs/design.md');
    assert.equal(spelled('Docs/u\u0308.md', '/w/docs/\u00fc.md'), 'docs/\u00fc.md');
    assert.equal(spelled('docs/design.md', '/w/docs/design.md'), 'docs/design.md');
    assert.equal(spelled('Link/a/X.md', '/w/real/a/x.md'), 'Link/a/x.md');
    assert.equal(spelled('link.md', '/w/real.md'), 'link.md');
  });
});
