import assert from 'node:assert/strict';
import { toJson } from '../../../src/cli/json';
import { refuse } from '../../../src/core/result';
import { say, spoken } from '../../../src/core/sentence';

describe('the JSON of the command line', () => {
  it('has a refusal as code, message and details, without how its sentence was made', () => {
    const { refusal } = refuse('not_found', say('There is no {id}.', { id: 'T-9' }), { task: 'T-9' });
    assert.equal(
      toJson({ ok: false, refusal }),
      '{"ok":false,"refusal":{"code":"not_found","message":"There is no T-9.","details":{"task":"T-9"}}}',
    );
  });

  it('keeps what somebody else called the same', () => {
    const turn = {
      error: { kind: 'crashed', ...spoken(say('"{command}" was not found.', { command: 'x' })) },
      said: 'yes',
    };
    assert.equal(toJson(turn), '{"error":{"kind":"crashed","message":"\\"x\\" was not found."},"said":"yes"}');
  });
});
