import assert from 'node:assert/strict';
import fc from 'fast-check';
import { editJson, type JsonEdit } from '../../../src/core/json/edit';

function edited(text: string, edits: readonly JsonEdit[], jsonc = false): string {
  const result = editJson(text, edits, { jsonc });
  assert.ok(result.ok, result.ok ? '' : result.refusal.message);
  return result.value;
}

describe('an edit of a JSON text', () => {
  it('replaces one value and leaves every other character alone', () => {
    const text = '{\r\n\t"b" : 1.50,\r\n\t"a": "\\u00e9",\r\n\t"list": [1,2,   3]\r\n}\r\n';
    assert.equal(edited(text, [{ path: ['list', 1], value: 9 }]), text.replace('1,2', '1,9'));
    assert.equal(edited(text, [{ path: ['b'], value: true }]), text.replace('1.50', 'true'));
  });

  it('adds a property in the style of its neighbours', () => {
    assert.equal(edited('{\n    "a": 1\n}\n', [{ path: ['b'], value: 2 }]), '{\n    "a": 1,\n    "b": 2\n}\n');
    assert.equal(edited('{"a": 1}', [{ path: ['b'], value: 2 }]), '{"a": 1, "b": 2}');
    assert.equal(edited('{}', [{ path: ['b'], value: [1] }]), '{"b": [1]}');
    assert.equal(
      edited('{\r\n\t"a": [\r\n\t\t{ "x": 1 }\r\n\t]\r\n}', [{ path: ['a', 0, 'y'], value: false }]),
      '{\r\n\t"a": [\r\n\t\t{ "x": 1, "y": false }\r\n\t]\r\n}',
    );
  });

  it('adds an entry to a list, an empty one too', () => {
    const before = '{\n  "projects": [],\n  "version": 0\n}\n';
    const once = edited(before, [{ path: ['projects', 0], value: { name: 'a' } }]);
    assert.equal(once, '{\n  "projects": [\n    {\n      "name": "a"\n    }\n  ],\n  "version": 0\n}\n');
    const twice = edited(once, [{ path: ['projects', 1], value: { name: 'b' } }]);
    assert.equal(
      twice,
      '{\n  "projects": [\n    {\n      "name": "a"\n    },\n    {\n      "name": "b"\n    }\n  ],\n  "version": 0\n}\n',
    );
  });

  it('makes the objects that are missing on the way', () => {
    assert.equal(edited('{"a": 1}', [{ path: ['m', 'n'], value: 1 }]), '{"a": 1, "m": {"n":1}}');
  });

  it('removes a value with its comma', () => {
    const text = '{\n  "a": 1,\n  "b": 2,\n  "c": 3\n}';
    assert.equal(edited(text, [{ path: ['a'], value: undefined }]), '{\n  "b": 2,\n  "c": 3\n}');
    assert.equal(edited(text, [{ path: ['c'], value: undefined }]), '{\n  "a": 1,\n  "b": 2\n}');
    assert.deepEqual(JSON.parse(edited('{"a": 1}', [{ path: ['a'], value: undefined }])), {});
    assert.equal(edited(text, [{ path: ['x'], value: undefined }]), text);
  });

  it('keeps comments and trailing commas of JSONC', () => {
    const text = '{\n  // why\n  "a": 1, // this\n  "b": [1, 2,], /* that */\n}\n';
    const after = edited(text, [{ path: ['c'], value: 3 }], true);
    assert.ok(after.includes('// why') && after.includes('// this') && after.includes('/* that */'));
    assert.match(after, /"c": 3/);
    assert.equal(edited(text, [{ path: ['a'], value: 7 }], true), text.replace('"a": 1', '"a": 7'));
  });

  it('refuses a text with a mistake, and names the line', () => {
    const result = editJson('{\n"a": 1,\n}', [{ path: ['a'], value: 2 }]);
    assert.equal(result.ok ? '' : result.refusal.code, 'syntax_error');
    assert.deepEqual(result.ok ? {} : result.refusal.details, { line: 2, column: 7 });
  });

  it('refuses a path that leads through a plain value', () => {
    assert.equal(editJson('{"a": 1}', [{ path: ['a', 'b'], value: 2 }]).ok, false);
  });

  it('is harmless on a text of any depth', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    assert.equal(edited(`{"deep":${deep},"a":1}`, [{ path: ['a'], value: 2 }]), `{"deep":${deep},"a":2}`);
  });

  it('takes a text of one very long line', () => {
    const text = `{"text": "${'x y '.repeat(500_000)}", "a": 1}\n`;
    assert.ok(edited(text, [{ path: ['a'], value: 2 }]).endsWith('"a": 2}\n'));
  });

  it('gives what setting the value in the object gives, for any object and either layout', () => {
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.constant(null),
        fc.boolean(),
        fc.integer(),
        fc.string(),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.stringMatching(/^[a-d]{1,2}$/), tie('value'), { maxKeys: 4, noNullPrototype: true }),
      ),
    })).value;
    const object = fc.dictionary(fc.stringMatching(/^[a-d]{1,2}$/), json, { maxKeys: 4, noNullPrototype: true });
    fc.assert(
      fc.property(
        object,
        fc.stringMatching(/^[a-e]{1,2}$/),
        json,
        fc.constantFrom(undefined, 2, '\t'),
        fc.constantFrom('\n', '\r\n'),
        (before, key, value, indent, eol) => {
          const text = JSON.stringify(before, null, indent).replaceAll('\n', eol);
          const after = edited(text, [{ path: [key], value }]);
          assert.deepEqual(JSON.parse(after), { ...before, [key]: value });
          if (eol === '\r\n') assert.ok(!/[^\r]\n/.test(after), 'line ends stay as they are');
        },
      ),
      { numRuns: 400 },
    );
  });
});
