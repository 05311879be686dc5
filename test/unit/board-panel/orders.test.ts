import assert from 'node:assert/strict';
import { Orders } from '../../../src/services/board-panel/orders';

describe('what a page of the board is to do', () => {
  let told: string[];
  let orders: Orders<string>;

  beforeEach(() => {
    told = [];
    orders = new Orders((order) => told.push(order));
  });

  it('is told at once where a page is there, and in its order as soon as one has come', async () => {
    orders.give('one');
    orders.give('two');
    assert.deepEqual(told, []);
    await orders.come(Promise.resolve());
    orders.give('three');
    assert.deepEqual(told, ['one', 'two', 'three']);
  });

  it('is not lost with a page that is hidden before it was ready', async () => {
    orders.give('one');
    const ready = Promise.withResolvers<void>();
    const coming = orders.come(ready.promise);
    orders.gone();
    ready.resolve();
    await coming;
    orders.give('two');
    assert.deepEqual(told, []);
    assert.equal(orders.hasPage, false);
    await orders.come(Promise.resolve());
    assert.deepEqual(told, ['one', 'two']);
  });

  it('is told to the newest of two pages, once', async () => {
    const first = Promise.withResolvers<void>();
    const second = Promise.withResolvers<void>();
    const both = [orders.come(first.promise), orders.come(second.promise)];
    orders.give('one');
    first.resolve();
    await both[0];
    assert.deepEqual(told, []);
    second.resolve();
    await both[1];
    assert.deepEqual(told, ['one']);
  });
});
