import assert from 'node:assert/strict';
import { beginningOf } from '../../../webview-ui/board/drawer/beginning';

describe('the beginning of a long text', () => {
  it('is the text itself while it is short', () => {
    assert.equal(beginningOf('short', 10), undefined);
  });

  it('ends between two blocks where it can, else between two lines, else where it must', () => {
    assert.equal(beginningOf('first block\n\nsecond block', 15), 'first block');
    assert.equal(beginningOf('first line\nsecond line', 15), 'first line');
    assert.equal(beginningOf('x'.repeat(30), 15), 'x'.repeat(15));
  });

  it('ends the code block that it cut', () => {
    assert.equal(beginningOf('```ts\none\n\ntwo three four five', 14), '```ts\none\n```');
    assert.equal(beginningOf('````\n```\none\n\ntwo three four', 15), '````\n```\none\n````');
    assert.equal(beginningOf('```\none\n```\n\ntwo three four', 16), '```\none\n```');
  });
});
