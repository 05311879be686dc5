import assert from 'node:assert/strict';
import { readJson } from '../../../src/core/json/reader';
import { type Fix, fixesOf } from '../../../src/core/project/fixes';
import type { ProblemCode } from '../../../src/core/project/model';
import { parsePrd } from '../../../src/core/project/parse';
import { textOf } from '../../../src/core/sentence';

function apply(text: string, fix: Fix): string {
  return [...fix.edits]
    .sort((one, other) => other.offset - one.offset)
    .reduce((now, { offset, end, text: put }) => now.slice(0, offset) + put + now.slice(end), text);
}

function fixesFor(text: string, code: ProblemCode): readonly Fix[] {
  const parsed = parsePrd(text);
  const problem = parsed.problems.find((each) => each.code === code);
  assert.ok(problem, `no ${code} in ${text}`);
  return fixesOf({ text, root: readJson(text).root }, parsed, problem);
}

/** Applies the first fix and holds it to the text that a person would have written. */
function firstFix(text: string, code: ProblemCode, expected: string): void {
  const [fix] = fixesFor(text, code);
  assert.ok(fix, 'no fix was offered');
  assert.equal(apply(text, fix), expected);
  assert.deepEqual(parsePrd(expected).problems, []);
}

const story = (fields: string) => `{"userStories": [\n  ${fields}\n]}`;

describe('the quick fix', () => {
  it('removes a trailing comma', () => {
    firstFix(
      story('{"id": "A", "title": "T", "passes": true},'),
      'syntax_error',
      story('{"id": "A", "title": "T", "passes": true}'),
    );
  });

  it('adds a missing comma right after the value before it', () => {
    firstFix(
      story('{"id": "A", "title": "T"\n    "passes": true}'),
      'syntax_error',
      story('{"id": "A", "title": "T",\n    "passes": true}'),
    );
  });

  it('gives the second story of two the next free id', () => {
    const text = (id: string) =>
      story(`{"id": "US-001", "title": "A", "passes": true},\n  {"id": "${id}", "title": "B", "passes": true}`);
    firstFix(text('US-001'), 'duplicate_id', text('US-002'));
  });

  it('knows no next id where ids do not count', () => {
    const text = story('{"id": "login", "title": "A", "passes": true}, {"id": "login", "title": "B", "passes": true}');
    assert.deepEqual(fixesFor(text, 'duplicate_id'), []);
  });

  it('adds missing passes on a line of its own, after the priority, with the line ends of the file', () => {
    const text = (passes: string) =>
      `{"userStories": [\r\n\t{\r\n\t\t"id": "A",\r\n\t\t"title": "T",\r\n\t\t"priority": 1,${passes}\r\n\t\t"notes": ""\r\n\t}\r\n]}`;
    firstFix(text(''), 'bad_type', text('\r\n\t\t"passes": false,'));
  });

  it('adds missing passes within the line where the story stands on one line', () => {
    firstFix(story('{"id": "A", "title": "T"}'), 'bad_type', story('{"id": "A", "title": "T", "passes": false}'));
  });

  const depending = (list: string) =>
    story(
      `{"id": "US-001", "title": "A", "passes": true},\n  {"id": "US-002", "title": "B", "passes": false, "dependsOn": ${list}}`,
    );

  it('offers the id that was meant before taking the dependency out', () => {
    firstFix(depending('["us_1"]'), 'unknown_dependency', depending('["US-001"]'));
    assert.deepEqual(
      fixesFor(depending('["us_1"]'), 'unknown_dependency').map(({ title }) => textOf(title)),
      ['Change to "US-001"', 'Remove "us_1" from the list'],
    );
  });

  for (const [before, after] of [
    ['["X"]', '[]'],
    ['[ "X" ]', '[]'],
    ['["X", "US-001"]', '["US-001"]'],
    ['["US-001", "X"]', '["US-001"]'],
  ] as const) {
    it(`takes an unknown dependency out of ${before} with its comma`, () => {
      firstFix(depending(before), 'unknown_dependency', depending(after));
    });
  }

  it('is not offered where it is not certain what was meant', () => {
    assert.deepEqual(fixesFor('', 'empty_file'), []);
    assert.deepEqual(fixesFor('{"a": 1}', 'not_a_prd'), []);
    assert.deepEqual(
      fixesFor(
        story(
          '{"id":"A","title":"A","passes":false,"dependsOn":["B"]},{"id":"B","title":"B","passes":false,"dependsOn":["A"]}',
        ),
        'dependency_cycle',
      ),
      [],
    );
  });
});
