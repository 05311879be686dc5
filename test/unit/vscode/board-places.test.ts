import assert from 'node:assert/strict';
import { Places } from '../../../src/vscode/boards/places';
import { unownedTabs } from '../../../src/vscode/boards/unowned';

class Memory {
  stored: unknown;
  get<T>(): T {
    return this.stored as T;
  }
  async update(_key: string, value: unknown): Promise<void> {
    this.stored = JSON.parse(JSON.stringify(value));
  }
}

const tab = (label: string, column: number, isActive = true) => ({ label, column, isActive });
const panel = (title: string, column: number | undefined, visible = true) => ({ title, column, visible });

describe('the places of the panels', () => {
  const former = () => {
    const memory = new Memory();
    const before = new Places(memory);
    before.set({ keep: 'a', title: 'Default', ref: 'default', column: 1 });
    before.set({ keep: 'b', title: 'Release', ref: 'release', column: 2 });
    return memory;
  };

  it('are known to the next extension host, by title first and by column then', () => {
    const places = new Places(former());
    assert.equal(places.take({ label: 'Release', column: 1 })?.keep, 'b');
    assert.equal(places.take({ label: 'Default (Mon 12:00)', column: 1 })?.keep, 'a');
  });

  it('tell at which tab a board was, so that it comes back there and not beside it', () => {
    const places = new Places(former());
    const tabs = [tab('Release', 1), tab('Release', 2), tab('Default', 3)];
    assert.equal(places.tabOf('release', tabs), tabs[1]);
    assert.equal(places.tabOf('default', tabs), tabs[2], 'it was put elsewhere');
    assert.equal(places.tabOf('other', tabs), undefined);
    places.set({ keep: 'b', title: 'Release', ref: 'release', column: 2 });
    assert.equal(places.tabOf('release', tabs), undefined, 'a panel that is there needs no tab');
  });

  it('are given away once', () => {
    const places = new Places(former());
    assert.equal(places.take({ label: 'Default', column: 1 })?.keep, 'a');
    assert.equal(places.take({ label: 'Default', column: 1 }), undefined);
  });

  it('are not given away when the editor handed the panel over itself', () => {
    const places = new Places(former());
    places.set({ keep: 'a', title: 'Default', ref: 'default', column: 1 });
    assert.equal(places.take({ label: 'Default', column: 1 }), undefined);
  });

  it('of a panel that a person closed are for who opens that board again, and for no tab', () => {
    const memory = former();
    const places = new Places(memory);
    places.set({ keep: 'a', title: 'Default', ref: 'default', column: 1 });
    places.close('a');
    const next = new Places(memory);
    assert.equal(next.take({ label: 'Default', column: 1 }), undefined);
    assert.equal(next.take({ label: 'Release', column: 2 })?.keep, 'b');
    assert.equal(next.reopen('release'), undefined);
    assert.equal(next.reopen('default'), 'a');
    assert.equal(next.reopen('default'), undefined, 'once');
  });

  it('count only if they can be places', () => {
    const memory = new Memory();
    for (const stored of [undefined, 'x', [null, 3, { keep: '../..', title: 'Default' }, { keep: 'a' }]]) {
      memory.stored = stored;
      assert.equal(new Places(memory).take({ label: 'Default', column: 1 }), undefined);
    }
  });
});

describe('a tab that nobody owns', () => {
  it('is one that no panel stands in', () => {
    assert.deepEqual(unownedTabs([tab('Default', 1)], []), [tab('Default', 1)]);
    assert.deepEqual(unownedTabs([tab('Default', 1)], [panel('Default', 1)]), []);
    assert.deepEqual(unownedTabs([tab('Default', 1)], [panel('Default', 2)]), [tab('Default', 1)]);
  });

  it('is not one whose panel has a new title or no column yet', () => {
    assert.deepEqual(unownedTabs([tab('Board', 1)], [panel('Default', 1)]), []);
    assert.deepEqual(unownedTabs([tab('Default', 3)], [panel('Board', undefined)]), []);
  });

  it('is the one in sight when the panel beside it is out of sight', () => {
    const tabs = [tab('Default', 1, true), tab('Default', 1, false)];
    assert.deepEqual(unownedTabs(tabs, [panel('Default', 1, false)]), [tabs[0]]);
    assert.deepEqual(unownedTabs(tabs, [panel('Default', 1, true)]), [tabs[1]]);
  });

  it('is not mistaken while a panel and its tab disagree on who is in sight', () => {
    assert.deepEqual(unownedTabs([tab('Default', 1, true)], [panel('Default', 1, false)]), []);
  });
});
