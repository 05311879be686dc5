import assert from 'node:assert/strict';
import { Underway } from '../../src/services/underway';

describe('what is asked for twice', () => {
  it('is done once, and whoever asks waits until it is decided', async () => {
    const underway = new Underway();
    let decide: (value: string) => void = () => {};
    let times = 0;
    const work = () => {
      times += 1;
      return new Promise<string>((resolve) => {
        decide = resolve;
      });
    };
    const both = [underway.once('a', work), underway.once('a', work)];
    let known = false;
    const settled = underway.settled('a').then(() => {
      known = true;
    });
    await underway.settled('another');
    assert.equal(known, false);
    decide('done');
    assert.deepEqual(await Promise.all(both), ['done', 'done']);
    await settled;
    assert.equal(times, 1);
    await underway.settled('a');
  });
});
