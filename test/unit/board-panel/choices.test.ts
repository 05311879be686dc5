import assert from 'node:assert/strict';
import type { BoardChoice } from '../../../src/protocol/board';
import { Choices } from '../../../src/services/board-panel/choices';
import { FakeClock } from '../../support/fake-clock';

describe('the boards of the picker', () => {
  it('are the newest that were read, however long an older reading takes', async () => {
    const readings: ((list: readonly BoardChoice[]) => void)[] = [];
    const choices = new Choices({
      clock: new FakeClock(),
      read: () => new Promise((resolve) => readings.push(resolve)),
      renewed: async () => {},
      problem: assert.fail,
    });
    const list = (open: number): BoardChoice[] => [{ ref: 'default', kind: 'stored', name: 'Default', open, total: 9 }];
    const both = [choices.read(), choices.read()];
    readings[1]?.(list(2));
    await both[1];
    readings[0]?.(list(1));
    await both[0];
    assert.deepEqual(choices.list, list(2));
  });
});
