import assert from 'node:assert/strict';
import fc from 'fast-check';
import { initialView } from '../../../src/protocol/board';
import { boardCommands, boardNotifications, boardRequests } from '../../../src/protocol/board-messages';
import { boardCommandSchemas, boardRequestSchemas } from '../../../src/protocol/board-schemas';
import { checksOf } from '../../../src/protocol/check';

const commandChecks = checksOf(boardCommandSchemas);
const requestChecks = checksOf(boardRequestSchemas);

describe('what a board page may say', () => {
  it('has names that equal the keys of its messages, so that no two messages share one', () => {
    for (const group of [boardCommands, boardRequests, boardNotifications]) {
      for (const [key, message] of Object.entries(group)) assert.equal(message.name, key);
    }
  });

  it('is checked for every command and request', () => {
    assert.deepEqual(Object.keys(commandChecks).sort(), Object.keys(boardCommands).sort());
    assert.deepEqual(Object.keys(requestChecks).sort(), Object.keys(boardRequests).sort());
  });

  it('passes when it is what the message asks for', () => {
    assert.equal(commandChecks.rememberView(initialView).ok, true);
    assert.equal(requestChecks.create({ title: 'x', parents: ['t_00000001'] }).ok, true);
    assert.equal(requestChecks.travel({ to: { step: -1 } }).ok, true);
    assert.equal(requestChecks.travel({ to: 'now' }).ok, true);
    assert.equal(requestChecks.edit({ id: 't_1', change: { assignee: null } }).ok, true);
  });

  it('is refused with the place of the fault', () => {
    const answer = requestChecks.create({ title: 'x', parents: ['a', 7] });
    assert.equal(answer.ok, false);
    assert.equal(!answer.ok && answer.refusal.code, 'invalid_payload');
    assert.match(answer.ok ? '' : answer.refusal.message, /parents\.1/);
  });

  it('is refused when it carries what nobody asked for, or too much', () => {
    const hostile: readonly [keyof typeof requestChecks, unknown][] = [
      ['create', { title: 'x', status: 'running' }],
      ['create', { title: 'x'.repeat(10_001) }],
      ['move', { ids: Array.from({ length: 100_001 }, () => 't'), to: 'ready' }],
      ['move', { ids: 't_1', to: 'ready' }],
      ['edit', { id: 't_1', change: { priority: Number.NaN } }],
      ['edit', { id: 't_1', change: { priority: 1e300 } }],
      ['travel', { to: { at: Number.POSITIVE_INFINITY } }],
      ['travel', { to: { step: 0.5 } }],
      ['block', { id: 't_1', reason: 'x', kind: 'because' }],
      ['bulk', { ids: ['t_1'], change: { archive: false } }],
      ['snapshot', undefined],
    ];
    for (const [name, payload] of hostile) assert.equal(requestChecks[name](payload).ok, false, name);
  });

  it('never throws, whatever arrives', () => {
    const checks = [...Object.values(commandChecks), ...Object.values(requestChecks)];
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }), (junk) => {
        for (const check of checks) check(junk);
      }),
    );
  });
});
