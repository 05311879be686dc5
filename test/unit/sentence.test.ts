import assert from 'node:assert/strict';
import { refuse } from '../../src/core/result';
import { asIs, saidBy, say, sayMany, spoken } from '../../src/core/sentence';
import { english, type Translate, tell, tellMessage, tellRefusal } from '../../src/core/translate';

/** A translator that knows one sentence in another order of words, and marks the others. */
const other: Translate = (message, args) =>
  english(message === '{child} waits for {parent}.' ? '{parent} holds {child} back.' : `~${message}~`, args);

describe('a sentence that travels as a value', () => {
  it('is English text for whoever does not translate', () => {
    const { refusal } = refuse('parents_open', say('{child} waits for {parent}.', { child: 'T-2', parent: 'T-1' }));
    assert.equal(refusal.message, 'T-2 waits for T-1.');
    assert.equal(String(refusal.said), 'T-2 waits for T-1.');
  });

  it('is said in the order of words of the reader', () => {
    const { refusal } = refuse('parents_open', say('{child} waits for {parent}.', { child: 'T-2', parent: 'T-1' }));
    assert.equal(tellMessage(refusal, other), 'T-1 holds T-2 back.');
    assert.equal(tellMessage(refuse('empty', say('Write something.')).refusal, other), '~Write something.~');
  });

  it('translates the sentences that it holds, and leaves alone what is not ours', () => {
    const why = say('{child} waits for {parent}.', { child: 'T-2', parent: 'T-1' });
    const both = say('{why} Nothing was changed: {error}', { why, error: asIs(String(new Error('EBUSY {why}'))) });
    assert.equal(both.text, 'T-2 waits for T-1. Nothing was changed: Error: EBUSY {why}');
    assert.equal(
      tell(both, (message, args) => other(message, args)),
      '~T-1 holds T-2 back. Nothing was changed: ~Error: EBUSY {why}~~',
    );
  });

  it('takes its form from the number', () => {
    assert.equal(sayMany(1, '1 card of {board}', '{count} cards of {board}', { board: 'x' }).text, '1 card of x');
    assert.equal(sayMany(2, '1 card of {board}', '{count} cards of {board}', { board: 'x' }).text, '2 cards of x');
    assert.equal(sayMany(0, '1 card', '{count} cards').text, '0 cards');
  });

  it('is not in JSON: there the contract is code, message and details', () => {
    const { refusal } = refuse('not_found', say('There is no {id}.', { id: 'T-9' }), { task: 'T-9' });
    assert.equal(JSON.stringify(refusal), '{"code":"not_found","message":"There is no T-9.","details":{"task":"T-9"}}');
    assert.deepEqual(tellRefusal(refusal, english), {
      code: 'not_found',
      message: 'There is no T-9.',
      details: { task: 'T-9' },
    });
  });

  it('is still found by its text when it came through JSON, unless it has holes', () => {
    assert.equal(tellMessage(JSON.parse(JSON.stringify(spoken(say('Write something.')))), other), '~Write something.~');
    assert.equal(saidBy({ message: 'What git said' }).text, 'What git said');
  });

  it('is written out, or it does not compile', () => {
    const name = String('x');
    // @ts-expect-error a refusal takes a sentence: a bare text could not be translated
    refuse('code', `There is no ${name}.`);
    // @ts-expect-error what is put together could not be found for translation
    say(`There is no ${name}.`);
    // @ts-expect-error a hole that nothing fills
    say('There is no {name}.');
    // @ts-expect-error a filling that is not called like the hole
    say('There is no {name}.', { id: name });
    // @ts-expect-error words of ours are not passed off as those of others
    asIs('There is no such card.');
  });
});
