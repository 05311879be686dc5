import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { AgentEvent } from '../../src/core/agent/event';
import { parseProfiles } from '../../src/core/agent/profile';
import type { AgentSession } from '../../src/ports/agent';
import { ModelAgents } from '../../src/services/agents/model-agents';
import { EditorModels } from '../../src/vscode/agents/editor-models';
import { EditorProfiles } from '../../src/vscode/agents/profiles';
import { activated } from '../support/editor-workspace';
import { eventually } from '../support/eventually';

/** What the extension gets from the editor, for models that need no consent. */
function context() {
  const kept = new Map<string, unknown>();
  return {
    kept,
    workspaceState: {
      keys: () => [...kept.keys()],
      get: <T>(key: string) => kept.get(key) as T | undefined,
      update: async (key: string, value: unknown) => void kept.set(key, value),
    } as vscode.Memento,
    languageModelAccessInformation: {
      onDidChange: () => ({ dispose() {} }),
      canSendRequest: () => true,
    } as vscode.LanguageModelAccessInformation,
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

describe("the editor's own models", () => {
  let models: EditorModels;
  let given: ReturnType<typeof context>;
  before(async () => {
    await activated();
    await eventually(async () => (await vscode.lm.selectChatModels()).length >= 2, 'the models are there');
  });
  beforeEach(() => {
    given = context();
    models = new EditorModels(given);
  });
  afterEach(() => models.dispose());
  const open = async (model: string) => {
    const opened = await new ModelAgents(models).open({ profile: { name: 'x', adapter: 'lm', model }, folder: '/' });
    assert.ok(opened.ok, opened.ok ? '' : opened.refusal.message);
    return opened.value;
  };

  it('are an agent of their own as soon as there are any, before the demo agent', async () => {
    const profiles = new EditorProfiles({
      detected: () => parseProfiles([{ name: 'demo', adapter: 'acp', command: 'signalbox-demo-agent' }]).profiles,
      models,
      consents: { has: async () => false, remember: async () => {} },
    });
    assert.deepEqual(
      (await profiles.all()).map(({ name, adapter }) => `${name} ${adapter}`),
      ['editor lm', 'demo acp'],
    );
    const none = new EditorProfiles({
      detected: () => [],
      models: { any: async () => false },
      consents: { has: async () => false, remember: async () => {} },
    });
    assert.deepEqual(
      (await none.all()).map(({ name }) => name),
      ['demo'],
    );
  });

  it('answer in pieces, and are told the whole conversation', async () => {
    const session = await open('parrot');
    let pieces = 0;
    const first = await say(session, 'Hello', () => {
      pieces += 1;
    });
    assert.deepEqual(first, { answer: 'Parrot heard 1: Hello', end: { stop: 'end_turn' } });
    assert.ok(pieces > 1);
    assert.equal((await say(session, 'Again')).answer, 'Parrot heard 2: Again');
  });

  it('are stopped in the middle of an answer', async () => {
    const session = await open('parrot');
    const stopped = await say(session, 'go on for ever', () => void session.cancel());
    assert.equal(stopped.end.stop, 'cancelled');
    assert.match(stopped.answer, /^Parrot/);
    assert.equal((await say(session, 'Hello')).end.stop, 'end_turn');
  });

  it('fail by kind, as far as their words tell', async () => {
    const session = await open('parrot');
    const kindOf = async (words: string) => (await say(session, `fail: ${words}`)).end.error?.kind;
    assert.equal(await kindOf('Rate limit exceeded'), 'rate_limit');
    assert.equal(await kindOf('fetch failed'), 'network');
    assert.equal(await kindOf('something odd'), 'unknown');
  });

  it('are chosen from a list, which is remembered for the workspace', async () => {
    const choosing = models.choose(undefined);
    let settled = false;
    void choosing.then(() => {
      settled = true;
    });
    await eventually(async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return settled;
    }, 'a model was chosen');
    const chosen = await choosing;
    assert.ok(chosen && chosen !== 'dismissed');
    assert.equal(given.kept.size, 1);
    const again = await models.choose(undefined);
    assert.equal(again !== 'dismissed' && again?.name, chosen.name);
  });

  it('are named when they are not there, with what to do', async () => {
    const tested = await new ModelAgents(models).test({ name: 'x', adapter: 'lm', model: 'ostrich' });
    assert.equal(tested.ok === false && tested.refusal.code, 'no_model');
    assert.match(tested.ok ? '' : tested.refusal.message, /no model "ostrich"/);
  });
});
