import assert from 'node:assert/strict';
import { formsOf } from '../../src/core/plural';
import { refuse } from '../../src/core/result';
import { asIs, changeWords, fill, saidBy, say, sayMany, spoken, textOf } from '../../src/core/sentence';
import { english, type Translate, tell, tellMessage, tellRefusal } from '../../src/core/translate';

/** A translator that knows one sentence in another order of words, and marks the others. */
const other: Translate = (message, args) =>
  english(message === '{child} waits for {parent}.' ? '{parent} holds {child} back.' : `~${message}~`, args);

describe('a sentence that travels as a value', () => {
  it('is English text for whoever does not translate', () => {
    const { refusal } = refuse('parents_open', say('{child} waits for {parent}.', { child: 'T-2', parent: 'T-1' }));
    assert.equal(refusal.message, 'T-2 waits for T-1.');
    assert.equal(textOf(saidBy(refusal)), 'T-2 waits for T-1.');
  });

  it('is said in the order of words of the reader', () => {
    const { refusal } = refuse('parents_open', say('{child} waits for {parent}.', { child: 'T-2', parent: 'T-1' }));
    assert.equal(tellMessage(refusal, other), 'T-1 holds T-2 back.');
    assert.equal(tellMessage(refuse('empty', say('Write something.')).refusal, other), '~Write something.~');
  });

  it('translates the sentences that it holds, and leaves alone what is not ours', () => {
    const why = say('{child} waits for {parent}.', { child: 'T-2', parent: 'T-1' });
    const both = say('{why} Nothing was changed: {error}', { why, error: asIs(String(new Error('EBUSY {why}'))) });
    assert.equal(textOf(both), 'T-2 waits for T-1. Nothing was changed: Error: EBUSY {why}');
    assert.equal(
      tell(both, (message, args) => other(message, args)),
      '~T-1 holds T-2 back. Nothing was changed: ~Error: EBUSY {why}~~',
    );
  });

  it('takes its form from the number', () => {
    assert.equal(textOf(sayMany(1, '1 card of {board}', '{count} cards of {board}', { board: 'x' })), '1 card of x');
    assert.equal(textOf(sayMany(2, '1 card of {board}', '{count} cards of {board}', { board: 'x' })), '2 cards of x');
    assert.equal(textOf(sayMany(0, '1 card', '{count} cards')), '0 cards');
  });

  it('takes as many forms as the reader’s language has, where its translation lists them', () => {
    const polish = formsOf('pl');
    const cards = '{count, plural, one {# karta} few {# karty} many {# kart} other {# karty}} na „{board}”';
    const t: Translate = (message, args) =>
      fill(message === '{count} cards of {board}' ? cards : message, args ?? {}, polish);
    const said = (count: number) =>
      tell(sayMany(count, '1 card of {board}', '{count} cards of {board}', { board: '#1' }), t);
    assert.deepEqual(
      [2, 5, 12, 22, 0].map(said),
      ['2 karty', '5 kart', '12 kart', '22 karty', '0 kart'].map((words) => `${words} na „#1”`),
    );
    const french =
      '{0, plural, =0 {aucune carte} one {# carte} other {# cartes}} sur {1, plural, one {#} other {les #}}';
    assert.equal(fill(french, { 0: 0, 1: 1 }, formsOf('fr')), 'aucune carte sur 1');
    assert.equal(fill(french, { 0: 1, 1: 4 }, formsOf('fr')), '1 carte sur les 4');
    assert.equal(fill('{0, plural, one {#} other {{0, plural, =2 {ein Paar} other {# Stück}}}}', { 0: 2 }), 'ein Paar');
    assert.equal(fill('{0, plural, other {# {1}}}', { 0: 3, 1: '{0}' }, formsOf('no such')), '3 {0}');
  });

  it('is still translated when it went through JSON, into the ledger and back', () => {
    const stored = JSON.parse(
      JSON.stringify(spoken(say('{child} waits for {parent}.', { child: 'T-2', parent: 'T-1' }))),
    );
    assert.equal(tellMessage(stored, other), 'T-1 holds T-2 back.');
    assert.equal(tellMessage(JSON.parse(JSON.stringify(spoken(say('Write something.')))), other), '~Write something.~');
  });

  it('is shown as it is where only its text is known', () => {
    assert.deepEqual(saidBy({ message: 'What git said' }), asIs(['What git', 'said'].join(' ')));
  });

  it('reaches a page as a refusal in the language of the reader', () => {
    const { refusal } = refuse('not_found', say('There is no {id}.', { id: 'T-9' }), { task: 'T-9' });
    assert.deepEqual(tellRefusal(refusal, other), {
      code: 'not_found',
      message: '~There is no T-9.~',
      details: { task: 'T-9' },
    });
  });

  it('has its secrets masked in every part of it', () => {
    const inner = say('"{command}" was not found.', { command: 'agent --key s3cret' });
    const masked = changeWords(spoken(say('{why} Line {line}.', { why: inner, line: 3 })), (text) =>
      text.replaceAll('s3cret', '***'),
    );
    assert.equal(masked.message, '"agent --key ***" was not found. Line 3.');
    assert.doesNotMatch(JSON.stringify(masked), /s3cret/);
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
