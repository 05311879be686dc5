import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import type { Story } from '../../../src/core/project/model';
import { parsePrd } from '../../../src/core/project/parse';
import { skipBecause } from '../../support/skip';

const storiesOf = (value: unknown): readonly Story[] => parsePrd(JSON.stringify(value)).prd?.stories ?? [];
const codesOf = (text: string) => parsePrd(text).problems.map(({ code, line, column }) => `${code} ${line}:${column}`);

describe('a PRD of another dialect', () => {
  it('has its stories under any of the usual names, in phases, or is a list', () => {
    const story = { id: 'a', title: 'A', passes: true };
    for (const key of ['userStories', 'stories', 'tasks', 'features', 'items']) {
      assert.deepEqual(
        storiesOf({ [key]: [story] }).map(({ id, path: at }) => [id, at]),
        [['a', [key, 0]]],
        key,
      );
    }
    assert.equal(storiesOf([story]).length, 1);
    const phases = [
      { name: 'One', stories: [story] },
      { title: 'Two', tasks: [{ id: 'b' }, { id: 'c' }] },
    ];
    assert.deepEqual(
      storiesOf({ phases }).map(({ id, group, path: at }) => [id, group, at.join('.')]),
      [
        ['a', 'One', 'phases.0.stories.0'],
        ['b', 'Two', 'phases.1.tasks.0'],
        ['c', 'Two', 'phases.1.tasks.1'],
      ],
    );
    assert.deepEqual(
      storiesOf({ stories: { first: { title: 'F' }, second: { title: 'S' } } }).map(({ id }) => id),
      ['first', 'second'],
    );
  });

  it('gets ids and titles made up where they are missing, and says so', () => {
    const [story] = storiesOf([
      { category: 'ui', description: 'The user sees a list.\nMore.', steps: ['one', 'two'], passes: null },
    ]);
    assert.deepEqual(
      [
        story?.id,
        story?.idMadeUp,
        story?.title,
        story?.titleMadeUp,
        story?.acceptanceCriteria,
        story?.passes,
        story?.group,
      ],
      ['#1', true, 'The user sees a list.', true, ['one', 'two'], null, 'ui'],
    );
  });

  it('says by words or other flags what passes, and `passes` outranks them', () => {
    const state = (story: object) => storiesOf([{ id: 'a', ...story }])[0]?.state;
    assert.equal(state({ status: 'DONE' }), 'passed');
    assert.equal(state({ status: 'not_started' }), 'open');
    assert.equal(state({ status: 'in progress' }), 'in-progress');
    assert.equal(state({ passes: false, status: 'completed' }), 'open');
    assert.equal(state({ passes: null, status: 'completed' }), 'passed');
    assert.equal(state({ passed: true }), 'passed');
    assert.equal(state({ completed: '2026-01-01', status: 'todo' }), 'open');
    assert.equal(state({ passes: false, blocked: true }), 'blocked');
    assert.equal(state({ passes: false, failed: true }), 'failed');
    assert.equal(state({ passes: true, failed: true }), 'passed');
  });

  it('ranks by numbers, digits and words', () => {
    const ranks = ['critical', 'P1', 'Medium', 'low', '7', 2.5].map(
      (priority) => storiesOf([{ id: 'a', priority }])[0]?.priority,
    );
    assert.deepEqual(ranks, [0, 1, 2, 3, 7, 2.5]);
  });

  it('depends by any of the names, by id or by title', () => {
    for (const key of ['dependsOn', 'dependencies', 'deps', 'blockedBy', 'prerequisites']) {
      const stories = storiesOf([
        { id: 'a', title: 'First' },
        { id: 'b', title: 'Second', [key]: ['a', 'First'] },
      ]);
      assert.deepEqual(stories[1]?.dependsOn, ['a', 'a'], key);
    }
    assert.deepEqual(storiesOf([{ id: 'b', dependsOn: 'x, y' }])[0]?.dependsOn, ['x', 'y']);
    assert.deepEqual(storiesOf([{ id: 'b', dependsOn: [{ id: 'x', type: 'soft' }, 7] }])[0]?.dependsOn, ['x', '7']);
  });
});

describe('what is wrong with a PRD', () => {
  it('is named with its line, column and code', () => {
    assert.deepEqual(codesOf(''), ['empty_file 1:1']);
    assert.deepEqual(codesOf(' \r\n\t'), ['empty_file 1:1']);
    assert.deepEqual(codesOf('{"name": "tool"}'), ['not_a_prd 1:1']);
    assert.deepEqual(codesOf('"just text"'), ['not_a_prd 1:1']);
    assert.deepEqual(codesOf('[1, 2]'), ['not_a_prd 1:1']);
    assert.deepEqual(codesOf('{"userStories": "none"}'), ['bad_type 1:17']);
    assert.deepEqual(codesOf('{"stories": [\n {"id":"a","passes":true},\n {"id":"a","passes":true}]}'), [
      'duplicate_id 3:8',
    ]);
    assert.deepEqual(codesOf('{"stories": [{"id":"a","passes":true,"dependsOn":["zz"]}]}'), [
      'unknown_dependency 1:51',
    ]);
    assert.deepEqual(
      codesOf('{"stories": [\n{"id":"a","deps":["b"]},\n{"id":"b","deps":["c"]},\n{"id":"c","deps":["a"]}]}'),
      ['dependency_cycle 2:19'],
    );
    assert.deepEqual(codesOf('{"stories": [{"id":"a","deps":["a"]}]}'), ['dependency_cycle 1:32']);
    assert.deepEqual(codesOf('{"stories": [7, {"id":"a","priority":{},"passes":"maybe"}]}'), [
      'bad_type 1:14',
      'bad_type 1:38',
      'bad_type 1:50',
    ]);
    assert.deepEqual(codesOf('{"userStories": [\r\n\t{"id": "a"}]}'), ['bad_type 2:9']);
  });

  it('is the mistake itself when the text is no JSON', () => {
    const mistakes = (text: string) =>
      parsePrd(text).problems.map(({ details, line, column }) => `${details?.mistake} ${line}:${column}`);
    assert.deepEqual(mistakes('{"stories": [\n{"id": "a"},\n]}'), ['trailing_comma 2:12']);
    assert.deepEqual(mistakes('{"stories": [\n{"id": "a"}\n{"id": "b"}]}'), ['missing_comma 3:1']);
    assert.deepEqual(mistakes('{"stories": [{"id" "a"}]}'), ['missing_colon 1:20']);
    assert.deepEqual(mistakes('{"stories": [{"id": "a\u0000b"}]}'), ['control_character 1:23']);
    assert.deepEqual(mistakes('{"stories": [{"id": "a"}'), ['unexpected_end 1:25']);
    assert.deepEqual(mistakes('{"stories": [{"id": "a'), ['unterminated_string 1:21']);
    assert.deepEqual(mistakes('// hello\n{"stories": []}'), ['comment 1:1']);
    assert.deepEqual(mistakes('../tasks/prd.json'), ['bad_symbol 1:1']);
    assert.deepEqual(mistakes('{"stories": []}\0'), ['trailing_content 1:16']);
  });

  it('is one problem for a file with too long a title or text, and the rest is shown', () => {
    const { prd, problems } = parsePrd(
      JSON.stringify([{ id: 'a', title: 'x'.repeat(501), description: 'y'.repeat(300_000), passes: true }]),
    );
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['too_large', 'too_large'],
    );
    assert.equal(prd?.stories[0]?.title.length, 500);
  });

  it('never throws, and every place lies inside the text, whatever the text is', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"id"',
      '"a"',
      '"stories"',
      '"deps"',
      'true',
      'null',
      '1e9',
      '\n',
      '"x',
      '\\',
      '/*',
      '//',
      '\u0000',
      'é',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(pieces, { maxLength: 25 }).map((all) => all.join('')),
          // Code units, halves of pairs as well: the library's own strings of any character first build a table of all of them.
          fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
        ),
        (text) => {
          const lines = text.split(/\r\n|\r|\n/);
          for (const { line, column } of parsePrd(text).problems) {
            assert.ok(line >= 1 && line <= lines.length, `line ${line}`);
            assert.ok(column >= 1 && column <= (lines[line - 1]?.length ?? 0) + 1, `column ${column}`);
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('is nothing where valid JSON in a known dialect has every key in any order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ title: fc.string({ minLength: 1 }), passes: fc.boolean() }), { maxLength: 20 }),
        (given) => {
          const userStories = given.map((story, index) => ({ ...story, title: `t${story.title}`, id: `US-${index}` }));
          const { prd, problems, broken } = parsePrd(JSON.stringify({ userStories }));
          assert.deepEqual([problems, broken, prd?.stories.length], [[], false, given.length]);
          assert.deepEqual(
            prd?.stories.map((story) => story.state === 'passed'),
            given.map(({ passes }) => passes),
          );
        },
      ),
    );
  });
});

describe('10,000 stories', () => {
  it('that each depend on the one before are read, checked and ordered at once', () => {
    const stories = Array.from({ length: 10_000 }, (_, n) => ({
      id: `S${n}`,
      title: `Story ${n}`,
      passes: false,
      deps: n ? [`S${n - 1}`] : [`S9999`],
    }));
    const { prd, problems } = parsePrd(JSON.stringify({ stories }));
    assert.equal(prd?.stories.length, 10_000);
    assert.deepEqual(
      problems.map(({ code, details }) => [code, details?.count]),
      [['dependency_cycle', 10_000]],
    );
  });

  it('with the same id name no more problems than a person can use', () => {
    const stories = Array.from({ length: 10_000 }, () => ({ id: 'same', passes: false }));
    assert.equal(parsePrd(JSON.stringify({ stories })).problems.length, 500);
  });
});

const CORPUS = path.resolve('../shared/corpus');

describe('files from real repositories', () => {
  before(function look() {
    if (!fs.existsSync(CORPUS)) skipBecause(this, 'the collection of real files is not beside this checkout');
  });

  const read = (folder: string) =>
    fs
      .readdirSync(path.join(CORPUS, folder))
      .map((name) => ({ name, text: fs.readFileSync(path.join(CORPUS, folder, name), 'utf8') }));

  it('load without an error, but for those that are no PRD', () => {
    for (const { name, text } of read('prd')) {
      const { prd, problems, broken } = parsePrd(text);
      assert.equal(broken, false, name);
      const errors = problems.filter(({ severity }) => severity === 'error').map(({ code }) => code);
      assert.deepEqual(errors, prd ? [] : ['not_a_prd'], name);
      const json = JSON.parse(text) as { userStories?: { passes?: boolean }[] };
      if (!json.userStories?.every(({ passes }) => typeof passes === 'boolean')) continue;
      assert.equal(prd?.stories.length, json.userStories.length, name);
      const passing = json.userStories.filter(({ passes }) => passes === true).length;
      assert.equal(prd?.stories.filter(({ state }) => state === 'passed').length, passing, name);
    }
  });

  it('that are malformed give one problem with the place of the mistake', () => {
    for (const { name, text } of read('prd-malformed')) {
      const { problems, broken } = parsePrd(text);
      assert.equal(broken, true, name);
      assert.ok(problems.length >= 1 && problems.length <= 3, name);
      assert.ok(
        problems.every(({ code }) => code === 'syntax_error' || code === 'empty_file'),
        name,
      );
    }
  });
});
