import assert from 'node:assert/strict';
import { AGENT_ERROR_KINDS } from '../../../src/core/agent/error';
import type { AgentProfile } from '../../../src/core/agent/profile';
import {
  adviceAfterTest,
  errorOfRefusal,
  FAULT_ADVICE,
  isOlder,
  versionIn,
} from '../../../src/core/agent/profile-fault';
import { textOf } from '../../../src/core/sentence';

describe('what is wrong with a profile', () => {
  it('comes with what to do about it, whatever it is', () => {
    for (const code of [...AGENT_ERROR_KINDS, ...Object.keys(FAULT_ADVICE)])
      assert.match(adviceAfterTest(code)?.template ?? '', /^[A-Z].*\.$/, code);
    assert.equal(adviceAfterTest('never_heard_of'), undefined);
  });

  it('names the command by which one signs in, where that is known', () => {
    const advice = (command: string, adapter: AgentProfile['adapter'] = 'acp') => {
      const found = adviceAfterTest('auth', { name: 'x', adapter, command });
      return found ? textOf(found) : '';
    };
    assert.match(advice('claude', 'claude'), /^Sign in with "claude auth login", or set its key/);
    assert.match(advice('C:\\Tools\\OpenCode.cmd'), /^Sign in with "C:\\Tools\\OpenCode\.cmd auth login"/);
    assert.match(advice('gemini'), /^Sign in with "gemini"/);
    assert.match(advice('my-agent'), /^Sign in with its own command line/);
  });

  it('never tells somebody who has just tested an agent to test it', () => {
    assert.doesNotMatch(adviceAfterTest('crashed')?.template ?? '', /[Tt]est/);
  });

  it('is the error of a turn that needed the agent, with what to do about it', () => {
    assert.deepEqual(errorOfRefusal({ code: 'auth', message: 'No.' }), { kind: 'auth', message: 'No.' });
    const missing = errorOfRefusal({ code: 'not_found', message: '"x" was not found.' });
    assert.equal(missing.kind, 'crashed');
    assert.match(missing.message, /^"x" was not found\. Install it/);
    assert.equal(errorOfRefusal({ code: 'no_model', message: 'None.' }).kind, 'auth');
    assert.equal(errorOfRefusal({ code: 'never_heard_of', message: 'x' }).kind, 'unknown');
  });
});

describe('a version', () => {
  it('is found in what programs print about themselves', () => {
    const said = ['2.1.329 (Claude Code)', 'codex-cli 0.169.0', 'v1.2.3-beta.4', 'opencode\n1.18.33\n'];
    assert.deepEqual(said.map(versionIn), ['2.1.329', '0.169.0', '1.2.3', '1.18.33']);
    assert.equal(versionIn('no version at all'), undefined);
  });

  it('is older by its first number that differs', () => {
    assert.ok(isOlder('1.9.9', '2.0.0'));
    assert.ok(isOlder('0.9.0', '0.50.0'));
    assert.ok(!isOlder('2.0.0', '2.0.0'));
    assert.ok(!isOlder('10.0.0', '9.9.9'));
  });
});
