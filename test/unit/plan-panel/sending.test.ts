import assert from 'node:assert/strict';
import { Sending } from '../../../src/services/plan-panel/sending';

describe('what pages send', () => {
  it('is taken once when it comes twice, and whoever asks waits until it is decided', async () => {
    const sending = new Sending();
    let decide: (value: string) => void = () => {};
    let times = 0;
    const take = () => {
      times += 1;
      return new Promise<string>((resolve) => {
        decide = resolve;
      });
    };
    const both = [sending.once('a', take), sending.once('a', take)];
    let known = false;
    const settled = sending.settled('a').then(() => {
      known = true;
    });
    await sending.settled('another');
    assert.equal(known, false);
    decide('taken');
    assert.deepEqual(await Promise.all(both), ['taken', 'taken']);
    await settled;
    assert.equal(times, 1);
    await sending.settled('a');
  });
});
