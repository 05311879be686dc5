import assert from 'node:assert/strict';
import { ADVICE, AGENT_ERROR_KINDS, HELP, kindOfMessage } from '../../../src/core/agent/error';
import { NO_USAGE, type PermissionRequest, preview, usageSince } from '../../../src/core/agent/event';
import { decidePermission, parseProfiles } from '../../../src/core/agent/profile';
import { textOf } from '../../../src/core/sentence';

describe('errors of agents', () => {
  const cases = {
    'unexpected status 401 Unauthorized': 'auth',
    'exceeded retry limit, last status: 429 Too Many Requests': 'rate_limit',
    'Quota exceeded. Check your plan and billing details.': 'quota',
    "Codex ran out of room in the model's context window": 'context_overflow',
    Overloaded: 'overloaded',
    'connect ECONNREFUSED 127.0.0.1:1': 'network',
    'Internal server error': 'overloaded',
    'something else entirely': 'unknown',
  } as const;
  for (const [message, kind] of Object.entries(cases)) {
    it(`takes "${message}" for ${kind}`, () => assert.equal(kindOfMessage(message), kind));
  }

  it('come with a sentence for every kind', () => {
    for (const kind of AGENT_ERROR_KINDS) {
      assert.match(textOf(ADVICE[kind]), /^[A-Z].*\.$/);
      assert.ok(HELP[kind].length > 0 && HELP[kind].length <= 3, `${kind}: ${HELP[kind]}`);
    }
  });
});

describe('totals of an agent that only counts upwards', () => {
  it('become additions, also when the count begins anew', () => {
    const total = (costUsd: number) => ({ ...NO_USAGE, costUsd });
    assert.equal(usageSince(total(0.0116), total(0.0058)).costUsd, 0.0058);
    assert.equal(usageSince(total(0.001), total(0.0058)).costUsd, 0.001);
  });
});

describe('previews', () => {
  it('never end in half a character', () => {
    assert.equal(preview('ab👩cd', 4), 'ab…');
    assert.equal(preview('abcd', 4), 'abcd');
  });
});

describe('profiles of the setting', () => {
  it('are read, and what cannot be used is named', () => {
    const { profiles, problems } = parseProfiles([
      { name: 'Claude', adapter: 'claude', limits: { budgetUsd: 2 } },
      { name: 'claude', adapter: 'claude' },
      { name: 'x', adapter: 'telnet' },
      { name: 'y', adapter: 'acp' },
      { name: 'z', adapter: 'codex', limits: { turns: -1 } },
      'nothing',
    ]);
    assert.deepEqual(
      profiles.map((profile) => profile.name),
      ['Claude'],
    );
    assert.deepEqual(
      problems.map((problem) => problem.index),
      [1, 2, 3, 4, 5],
    );
    assert.equal(parseProfiles('no').problems.length, 1);
  });
});

describe('a permission policy', () => {
  const request = (kind: PermissionRequest['kind'], ...paths: string[]): PermissionRequest => ({
    id: 'r1',
    title: 'x',
    kind,
    detail: '',
    paths,
    options: [
      { id: 'always', name: 'Always', kind: 'allow_always' },
      { id: 'yes', name: 'Yes', kind: 'allow_once' },
      { id: 'no', name: 'No', kind: 'reject_once' },
    ],
  });
  const inside = (path: string) => path.startsWith('/p/');

  it('asks a person about everything, or allows once, or rejects', () => {
    assert.equal(decidePermission('ask', request('read', '/p/a'), inside), undefined);
    assert.equal(decidePermission('all', request('execute'), inside)?.id, 'yes');
    assert.equal(decidePermission('none', request('read'), inside)?.id, 'no');
  });

  it('of edits never lets a command run or a file outside be touched', () => {
    assert.equal(decidePermission('edits', request('edit', '/p/a'), inside)?.id, 'yes');
    assert.equal(decidePermission('edits', request('edit', '/p/a', '/etc/passwd'), inside), undefined);
    assert.equal(decidePermission('edits', request('edit'), inside), undefined);
    assert.equal(decidePermission('edits', request('execute', '/p/a'), inside), undefined);
  });
});
