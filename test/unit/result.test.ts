import assert from 'node:assert/strict';
import { ok, refuse } from '../../src/core/result';
import { say } from '../../src/core/sentence';

describe('a result', () => {
  it('carries a value, or a refusal with a code, a sentence and its details', () => {
    assert.deepEqual(ok(1), { ok: true, value: 1 });
    assert.deepEqual(refuse('stale', say('It changed.'), { currentVersion: 2 }), {
      ok: false,
      refusal: { code: 'stale', message: 'It changed.', details: { currentVersion: 2 } },
    });
  });
});
