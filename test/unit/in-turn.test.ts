import assert from 'node:assert/strict';
import { ok, refuse } from '../../src/core/result';
import { say } from '../../src/core/sentence';
import { InTurn } from '../../src/services/in-turn';

describe('what is asked for quickly one after the other', () => {
  it('is done in turn, each where the one before has led', async () => {
    const turns = new InTurn();
    let place = 1;
    const decided: number[] = [];
    const decide = async () => {
      const here = place;
      await new Promise(setImmediate);
      decided.push(here);
      place += 1;
      return ok(here);
    };
    await Promise.all([turns.run(decide), turns.run(decide), turns.run(decide)]);
    assert.deepEqual(decided, [1, 2, 3]);
  });

  it('is dropped when the one before it is refused meanwhile, and not when that was over', async () => {
    const turns = new InTurn();
    const refused = async () => refuse('stale', say('Nobody asks that any more.'));
    const granted = async () => ok('done');
    const answers = await Promise.all([turns.run(refused), turns.run(granted), turns.run(granted)]);
    assert.deepEqual(
      answers.map((answer) => answer?.ok),
      [false, undefined, undefined],
    );
    assert.deepEqual(await turns.run(granted), ok('done'));
  });
});
