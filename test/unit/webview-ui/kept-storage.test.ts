import assert from 'node:assert/strict';
import { forgetOld, newest, readKept, writeKept } from '../../../webview-ui/ui/kept-storage';

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
    assert.deepEqual(newest({ savedAt: 1, a: 1 }, { savedAt: 2, a: 2 }), { savedAt: 2, a: 2 });
    assert.deepEqual(newest({ savedAt: 2, a: 1 }, { savedAt: 2, a: 2 }), { savedAt: 2, a: 1 });
    assert.deepEqual(newest(undefined, { a: 2 }), { a: 2 });
    assert.deepEqual(newest({ a: 1 }, undefined), { a: 1 });
    assert.deepEqual(newest(undefined, undefined), {});
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
