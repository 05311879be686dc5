import assert from 'node:assert/strict';
import type { AgentEvent } from '../../../src/core/agent/event';
import type { AgentSession } from '../../../src/ports/agent';
import { ModelError, type ModelMessage, type Models } from '../../../src/ports/models';
import { ModelAgents } from '../../../src/services/agents/model-agents';

const profile = { name: 'editor', adapter: 'lm' as const };

/** What makers of models say in words, where the editor has no code for it. */
const SAID: Readonly<Record<string, string>> = {
  rate_limit: 'Too Many Requests',
  context_overflow: 'The prompt is too long for the context window',
  overloaded: 'Service Unavailable',
  network: 'fetch failed',
  unknown: 'something odd',
};

/** A model that answers by what the last message says. */
function models(heard: (readonly ModelMessage[])[] = []): Models {
  return {
    choose: async (name) =>
      name === 'none'
        ? undefined
        : name === 'ask'
          ? 'dismissed'
          : {
              name: 'A model',
              ...(name === 'forbidden' ? { allowed: false } : {}),
              async *answer(messages) {
                heard.push([...messages]);
                const last = messages.at(-1)?.text ?? '';
                if (last in SAID) throw new ModelError('unknown', SAID[last] ?? '');
                if (last === 'auth' || last === 'quota' || last === 'refused')
                  throw new ModelError(last, `No: ${last}`);
                yield 'turn ';
                if (last === 'hang') await new Promise(() => {});
                yield `${messages.filter(({ from }) => from === 'person').length}.`;
              },
            },
  };
}

async function say(session: AgentSession, text: string, see: (event: AgentEvent) => void = () => {}) {
  let answer = '';
  const end = await session.prompt(text, (event) => {
    if (event.type === 'text') answer += event.text;
    see(event);
  });
  return { answer, end };
}

describe('a model of the editor as an agent', () => {
  const open = async (heard?: (readonly ModelMessage[])[]) => {
    const opened = await new ModelAgents(models(heard)).open({ profile, folder: '/' });
    assert.ok(opened.ok);
    return opened.value;
  };

  it('answers in pieces and is told the whole conversation each time', async () => {
    const heard: (readonly ModelMessage[])[] = [];
    const session = await open(heard);
    assert.deepEqual(await say(session, 'one'), { answer: 'turn 1.', end: { stop: 'end_turn' } });
    assert.equal((await say(session, 'two')).answer, 'turn 2.');
    assert.deepEqual(
      heard.at(-1)?.map(({ from }) => from),
      ['person', 'model', 'person'],
    );
  });

  for (const kind of ['auth', 'quota', 'refused', ...Object.keys(SAID)]) {
    it(`says that it failed by ${kind}`, async () => {
      const { end } = await say(await open(), kind);
      assert.equal(end.stop, 'error');
      assert.equal(end.error?.kind, kind);
    });
  }

  it('is stopped at once, even when the model does not listen, and goes on afterwards', async () => {
    const session = await open();
    const stopped = await say(session, 'hang', () => void session.cancel());
    assert.deepEqual(stopped, { answer: 'turn ', end: { stop: 'cancelled' } });
    assert.equal((await say(session, 'again')).end.stop, 'end_turn');
    await session.cancel();
  });

  it('cannot resume a conversation, and says when there is no model', async () => {
    const resumed = await new ModelAgents(models()).open({ profile, folder: '/', resume: 'x' });
    assert.equal(resumed.ok === false && resumed.refusal.code, 'cannot_resume');
    const missing = await new ModelAgents(models()).test({ ...profile, model: 'none' });
    assert.equal(missing.ok === false && missing.refusal.code, 'no_model');
    const dismissed = await new ModelAgents(models()).open({ profile: { ...profile, model: 'ask' }, folder: '/' });
    assert.equal(dismissed.ok === false && dismissed.refusal.code, 'cancelled');
    const forbidden = await new ModelAgents(models()).test({ ...profile, model: 'forbidden' });
    assert.equal(forbidden.ok === false && forbidden.refusal.code, 'auth');
  });
});
