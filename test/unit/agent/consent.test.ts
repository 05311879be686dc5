import assert from 'node:assert/strict';
import { lineToAllow } from '../../../src/core/agent/consent';
import type { AgentProfile } from '../../../src/core/agent/profile';
import { ok, refuse } from '../../../src/core/result';
import { say } from '../../../src/core/sentence';
import type { Consents } from '../../../src/ports/consents';
import { allowProfile } from '../../../src/services/agents/profile-consent';

const ralph: AgentProfile = { name: 'ralph', adapter: 'command', command: './ralph.sh {promptFile}' };

describe('what a person must have seen before it is run', () => {
  it('is every shell line, with the variables that it is given', () => {
    assert.equal(lineToAllow(ralph, false), './ralph.sh {promptFile}');
    assert.equal(lineToAllow({ ...ralph, env: { A: 'b c' } }, false), "A='b c' ./ralph.sh {promptFile}");
  });

  it('is no program that the person set up or installed', () => {
    assert.equal(lineToAllow({ name: 'c', adapter: 'claude', command: 'claude', args: ['-x'] }, false), undefined);
  });

  it('is whatever decides what is started, where the workspace itself brings the profile', () => {
    const shipped = (more: Partial<AgentProfile>) => lineToAllow({ name: 'c', adapter: 'claude', ...more }, true);
    assert.equal(shipped({ model: 'any' }), undefined);
    assert.equal(shipped({ command: './evil', args: ["it's"] }), `./evil 'it'\\''s'`);
    assert.equal(shipped({ env: { NODE_OPTIONS: '--require=./x.js' } }), 'NODE_OPTIONS=--require=./x.js claude');
    assert.match(shipped({ permissions: 'all' }) ?? '', /everything without asking/);
  });
});

describe('a shell line', () => {
  function remembered(): Consents & { readonly known: Set<string> } {
    const known = new Set<string>();
    return {
      known,
      has: async (workspace, line) => known.has(`${workspace} ${line}`),
      remember: async (workspace, line) => void known.add(`${workspace} ${line}`),
    };
  }

  it('is asked about once for each workspace, and again when it has changed', async () => {
    const consents = remembered();
    const asked: string[] = [];
    const allow = (workspace: string, profile = ralph) =>
      allowProfile(profile, {
        workspace,
        consents,
        trusted: true,
        fromWorkspace: false,
        ask: async (line) => {
          asked.push(line);
          return ok(true);
        },
      });
    assert.ok((await allow('/a')).ok);
    await allow('/a');
    assert.equal(asked.length, 1);
    await allow('/b');
    assert.equal(asked.length, 2);
    await allow('/a', { ...ralph, command: 'rm -rf /' });
    assert.deepEqual(asked, [ralph.command, ralph.command, 'rm -rf /']);
  });

  it('is asked about once by all who want to run it while the question stands, and again after a no', async () => {
    const consents = remembered();
    const questions: ((allowed: boolean) => void)[] = [];
    const allow = () =>
      allowProfile(ralph, {
        workspace: '/a',
        consents,
        trusted: true,
        fromWorkspace: false,
        ask: () =>
          new Promise((answer) =>
            questions.push((allowed) => answer(allowed ? ok(true) : refuse('not_allowed', say('Not allowed.')))),
          ),
      });
    for (const allowed of [false, true]) {
      const wanted = [allow(), allow()];
      await new Promise(setImmediate);
      wanted.push(allow());
      await new Promise(setImmediate);
      assert.equal(questions.length, 1);
      questions.pop()?.(allowed);
      assert.deepEqual(
        (await Promise.all(wanted)).map(({ ok }) => ok),
        [allowed, allowed, allowed],
      );
    }
    assert.ok((await allow()).ok);
    assert.equal(questions.length, 0);
  });

  it('is neither run nor asked about in a workspace that is not trusted, whatever was allowed before', async () => {
    const consents = remembered();
    await consents.remember('/a', ralph.command ?? '');
    for (const workspace of ['/a', '/b']) {
      const answer = await allowProfile(ralph, {
        workspace,
        consents,
        trusted: false,
        fromWorkspace: false,
        ask: async () => assert.fail('asked'),
      });
      assert.equal(answer.ok === false && answer.refusal.code, 'untrusted_workspace');
    }
  });

  it('that was not allowed is not remembered', async () => {
    const consents = remembered();
    const answer = await allowProfile(ralph, {
      workspace: '/a',
      consents,
      trusted: true,
      fromWorkspace: false,
      ask: async () => refuse('not_allowed', say('No.')),
    });
    assert.equal(answer.ok === false && answer.refusal.code, 'not_allowed');
    assert.equal(consents.known.size, 0);
  });
});
