import assert from 'node:assert/strict';
import { board } from '../../../src/cli/nouns/board';
import { task } from '../../../src/cli/nouns/task';
import { helpOfVerb } from '../../../src/cli/usage';

/** The verbs that the house plan promises. */
const PROMISED: readonly [typeof board, string][] = [
  [board, 'list create use edit archive show at stats assignees watch export import'],
  [
    task,
    'create show list edit move claim heartbeat complete block unblock review request-changes archive restore reclaim reassign comment link unlink bulk log why',
  ],
];

describe('the options of boards and tasks', () => {
  it('never take a name that means something for every verb', () => {
    const taken = ['workspace', 'board', 'json', 'help'];
    const names = [board, task].flatMap((noun) => noun.verbs.flatMap((verb) => Object.keys(verb.options ?? {})));
    assert.deepEqual(
      names.filter((name) => taken.includes(name)),
      [],
    );
  });
});

describe('the help of boards and tasks', () => {
  for (const [noun, promised] of PROMISED) {
    it(`has a page with a real example for every verb of ${noun.name}`, () => {
      const names = noun.verbs.map((verb) => verb.name);
      for (const name of promised.split(' ')) assert.ok(names.includes(name), `${noun.name} ${name}`);
      for (const verb of noun.verbs) {
        const page = helpOfVerb(noun, verb);
        assert.match(verb.summary, /\.$/, `${verb.name}: a sentence`);
        assert.ok(verb.examples?.length, `${verb.name} has no example`);
        assert.ok(
          verb.examples.some((example) => example.includes(`signalbox ${noun.name} ${verb.name}`)),
          page,
        );
      }
    });
  }
});
