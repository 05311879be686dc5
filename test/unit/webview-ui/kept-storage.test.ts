import assert from 'node:assert/strict';
import { forgetOld, newest, ownerOf, readKept, writeKept } from '../../../webview-ui/ui/kept-storage';

class Storage {
  readonly entries = new Map<string, string>();
  get length(): number {
    return this.entries.size;
  }
  getItem = (key: string) => this.entries.get(key) ?? null;
  setItem = (key: string, value: string) => void this.entries.set(key, value);
  removeItem = (key: string) => void this.entries.delete(key);
  key = (index: number) => [...this.entries.keys()][index] ?? null;
}

const DAY = 24 * 3600 * 1000;

describe('what a page keeps in the storage of its origin', () => {
  it('is read by the page of the same name alone', () => {
    const storage = new Storage();
    writeKept(storage, 'one', { drafts: 'x' });
    assert.deepEqual(readKept(storage, 'one'), { drafts: 'x' });
    assert.equal(readKept(storage, 'two'), undefined);
  });

  it('is not there where a browser forbids storage, and nothing breaks', () => {
    const forbidden = () => {
      throw new Error('denied');
    };
    const storage = { length: 0, getItem: forbidden, setItem: forbidden, removeItem: forbidden, key: forbidden };
    writeKept(storage, 'one', {});
    assert.equal(readKept(storage, 'one'), undefined);
    assert.equal(readKept(undefined, 'one'), undefined);
  });

  it('is not there when it cannot be read', () => {
    const storage = new Storage();
    for (const text of ['{', 'null', '3']) {
      storage.setItem('signalbox/kept/one', text);
      assert.equal(readKept(storage, 'one'), undefined);
    }
  });

  it('counts when it is newer than what the editor kept, and the other way round', () => {
    const [one, other] = [
      { savedAt: 1, a: 1 },
      { savedAt: 2, a: 2 },
    ];
    assert.equal(newest('me', one, other), other);
    assert.equal(newest('me', other, one), other);
    assert.equal(newest('me', one, { savedAt: 1, a: 2 }), one);
    assert.equal(newest('me', undefined, one), one);
    assert.deepEqual(newest('me', undefined, undefined), {});
  });

  it('of another window does not count where there is something of its own, however new it is', () => {
    const mine = { savedAt: 1, owner: 'me', drafts: 'half typed here' };
    const theirs = { savedAt: 9, owner: 'them', drafts: '' };
    assert.equal(newest('me', theirs, undefined, mine), mine);
    assert.equal(newest('me', mine, theirs), mine);
    assert.equal(newest('me', { ...mine, savedAt: 0 }, mine, theirs), mine);
    // The window of it is gone, or it is of an older version: nobody else has it.
    assert.equal(newest('new', mine, theirs), theirs);
    assert.equal(newest('new', { savedAt: 1 }, undefined).savedAt, 1);
  });

  it('knows its window again after a reload', () => {
    const storage = new Storage();
    assert.equal(ownerOf(storage, 'first'), 'first');
    assert.equal(ownerOf(storage, 'second'), 'first');
    assert.equal(ownerOf(undefined, 'other'), 'other');
  });

  it('is forgotten a month after it was written, and only what is ours', () => {
    const storage = new Storage();
    writeKept(storage, 'old', { savedAt: 1 * DAY });
    writeKept(storage, 'new', { savedAt: 20 * DAY });
    storage.setItem('of somebody else', '{"savedAt":1}');
    forgetOld(storage, 40 * DAY);
    assert.deepEqual([...storage.entries.keys()], ['signalbox/kept/new', 'of somebody else']);
  });
});
