import assert from 'node:assert/strict';
import { ADVICE, AGENT_ERROR_KINDS, HELP, kindOfMessage, wordsOfApi } from '../../../src/core/agent/error';
import { counted, NO_USAGE, type PermissionRequest, preview, usageSince } from '../../../src/core/agent/event';
import { decidePermission, parseProfiles } from '../../../src/core/agent/profile';
import { textOf } from '../../../src/core/sentence';

describe('errors of agents', () => {
  /** As agents of today word them; those that people have reported are quoted as they stand there. */
  const cases = {
    'unexpected status 401 Unauthorized': 'auth',
    'Invalid API key · Fix external API key': 'auth',
    'Not logged in · Please run /login': 'auth',
    'API Error: 401 {"type":"error","error":{"type":"authentication_error","message":"OAuth token has expired. Please obtain a new token or refresh your existing token."}} · Please run /login':
      'auth',
    'Your access token could not be refreshed because your refresh token was already used. Please log out and sign in again.':
      'auth',
    'Please set an Auth method in your settings.json': 'auth',
    'got status: INVALID_ARGUMENT. {"error":{"code":400,"message":"API key not valid. Please pass a valid API key."}}':
      'auth',
    'This organization has been disabled.': 'auth',
    'exceeded retry limit, last status: 429 Too Many Requests': 'rate_limit',
    'Error: 429 {"type":"error","error":{"type":"rate_limit_error","message":"This request would exceed your account\'s rate limit. Please try again later."}}':
      'rate_limit',
    'stream disconnected before completion: Rate limit is exceeded. Try again in 11 seconds.': 'rate_limit',
    "Quota exceeded for quota metric 'Generate Content API requests per minute'": 'rate_limit',
    'Quota exceeded. Check your plan and billing details.': 'quota',
    'Credit balance is too low': 'quota',
    "You've hit your limit · resets 1:30am (Asia/Dhaka)": 'quota',
    'Claude AI usage limit reached|1755615600': 'quota',
    "You've hit your usage limit. To get more access now, send a request to your admin or try again at 12:16 PM.":
      'quota',
    'You have exhausted your capacity on this model. Your quota will reset after 3h.': 'quota',
    'You exceeded your current quota, please check your plan and billing details.': 'quota',
    'Insufficient balance': 'quota',
    "Codex ran out of room in the model's context window": 'context_overflow',
    'Prompt is too long': 'context_overflow',
    '[API Error: [{"error":{"code":400,"message":"The input token count (461428) exceeds the maximum number of tokens allowed (131072).","status":"INVALID_ARGUMENT"}}]]':
      'context_overflow',
    "This model's maximum context length is 128000 tokens.": 'context_overflow',
    Overloaded: 'overloaded',
    'Internal server error': 'overloaded',
    'Selected model is at capacity. Please try a different model.': 'overloaded',
    'No capacity available for model gemini-3-flash-preview on the server': 'overloaded',
    'The model is overloaded. Please try again later.': 'overloaded',
    'connect ECONNREFUSED 127.0.0.1:1': 'network',
    'API Error: Request timed out.': 'network',
    'API Error: Connection error.': 'network',
    'stream disconnected before completion: error sending request for url': 'network',
    'unable to get local issuer certificate': 'network',
    'API Error: Claude Code is unable to respond to this request, which appears to violate our Usage Policy': 'refused',
    'Reached maximum number of turns (1)': 'max_turns',
    'Reached maximum budget ($0.01)': 'budget',
    'The model gpt-9 does not exist or you do not have access to it.': 'unknown',
    'stream disconnected before completion: Incomplete response returned, reason: content_filter': 'refused',
    terminated: 'network',
    'The session was terminated by its owner': 'unknown',
    'something else entirely': 'unknown',
  } as const;
  for (const [message, kind] of Object.entries(cases)) {
    it(`takes "${message}" for ${kind}`, () => assert.equal(kindOfMessage(message), kind));
  }

  it('are told in the words of an API where an agent hands on its very answer', () => {
    const words = { code: 401, message: 'API key not valid.', status: 'UNAUTHENTICATED' };
    assert.equal(wordsOfApi(JSON.stringify({ error: words })), 'API key not valid.');
    assert.equal(wordsOfApi(JSON.stringify([{ error: words }])), 'API key not valid.');
    assert.equal(wordsOfApi('{"message":"No."}'), 'No.');
    for (const other of ['{"half":', '{}', '[]', '[null]', 'No {"message":"x"}', '{"error":{"message":7}}'])
      assert.equal(wordsOfApi(other), other);
  });

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

  it('are nothing where they are no amounts', () => {
    for (const odd of [-1, Number.NaN, Number.POSITIVE_INFINITY, JSON.parse('1e999'), '5', null, undefined])
      assert.equal(counted(odd), 0);
    assert.equal(counted(0.25), 0.25);
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
