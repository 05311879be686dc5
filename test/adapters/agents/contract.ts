import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SystemAgents } from '../../../src/adapters/agents/system-agents';
import { processTable } from '../../../src/adapters/processes/process-table';
import { SystemProcesses } from '../../../src/adapters/processes/processes';
import { type AgentEvent, addUsage, NO_USAGE, type TurnEnd } from '../../../src/core/agent/event';
import type { AgentProfile } from '../../../src/core/agent/profile';
import type { AgentSession, OpenSession } from '../../../src/ports/agent';

const HARD_TEXT = 'Grüße, 漢字 und 👩‍💻.';

export interface ContractOptions {
  readonly profile: AgentProfile;
  readonly asks: boolean;
  /** Tells tools, thinking and usage, and resumes sessions. */
  readonly rich: boolean;
  readonly counts: { readonly costUsd: number };
}

export const standIn = (name: string) => path.resolve('test/support/stand-ins', `${name}.mjs`);

export const systemAgents = () =>
  new SystemAgents({ processes: new SystemProcesses(), cli: path.resolve('dist/cli.js') });

export interface Said {
  readonly events: readonly AgentEvent[];
  readonly end: TurnEnd;
  readonly text: string;
}

export async function turn(
  session: AgentSession,
  prompt: string,
  see: (event: AgentEvent, text: string) => void = () => {},
): Promise<Said> {
  const events: AgentEvent[] = [];
  let text = '';
  const end = await session.prompt(prompt, (event) => {
    events.push(event);
    if (event.type === 'text') text += event.text;
    see(event, text);
  });
  return { events, end, text };
}

const alive = async (pids: readonly number[]) => {
  const rows = await Promise.all(pids.map((pid) => processTable().one(pid)));
  return rows.flatMap((row) => (row ? [row.pid] : []));
};
const pidsIn = (text: string) => /pids ([\d ]+);/.exec(text)?.[1]?.split(' ').map(Number) ?? [];

/** What every adapter must do, whichever protocol its agent speaks. */
export function agentContract(name: string, options: ContractOptions): void {
  describe(`an agent behind the adapter "${name}"`, () => {
    const sessions: AgentSession[] = [];
    const open = async (more: Partial<OpenSession> = {}): Promise<AgentSession> => {
      const opened = await systemAgents().open({ profile: options.profile, folder: os.tmpdir(), ...more });
      assert.ok(opened.ok, opened.ok ? '' : opened.refusal.message);
      sessions.push(opened.value);
      return opened.value;
    };
    afterEach(async () => {
      for (const session of sessions.splice(0)) await session.close();
    });

    it('answers, and answers again in the same session', async () => {
      const session = await open();
      const first = await turn(session, 'do:say');
      assert.equal(first.text.trim(), 'turn 1.');
      assert.deepEqual(first.end, { stop: 'end_turn' });
      const second = await turn(session, 'do:say');
      assert.equal(second.text.trim(), options.rich ? 'turn 2.' : 'turn 1.');
      if (!options.rich) return;
      const spent = (said: Said) =>
        said.events.reduce((sum, event) => (event.type === 'usage' ? addUsage(sum, event.usage) : sum), NO_USAGE);
      assert.deepEqual(spent(second), spent(first), 'totals that only grow have become additions');
      assert.deepEqual(spent(first), {
        inputTokens: 5,
        outputTokens: 3,
        cachedTokens: 1,
        costUsd: options.counts.costUsd,
      });
    });

    it('is heard right however its characters are cut', async () => {
      assert.equal((await turn(await open(), 'do:utf8')).text.trim(), HARD_TEXT);
    });

    it('may print anything beside its protocol', async () => {
      const said = await turn(await open(), 'do:garbage');
      assert.match(said.text, /fine\n?$/);
      assert.equal(said.end.stop, 'end_turn');
    });

    it('may say what belongs to no question and no turn', async () => {
      const session = await open();
      const said = await turn(session, 'do:strange');
      assert.match(said.text, /^fine\n?$/);
      assert.equal(said.end.stop, 'end_turn');
      assert.equal((await turn(session, 'do:say')).end.stop, 'end_turn');
    });

    it('has not succeeded when it just goes, whatever its exit code; what it said is kept', async () => {
      const said = await turn(await open(), 'do:quit');
      assert.equal(said.text.trim(), 'kept');
      if (!options.rich) {
        // Of a shell line its exit code is the only word.
        assert.equal(said.end.stop, 'end_turn');
        return;
      }
      assert.equal(said.end.error?.kind, 'crashed');
      assert.match(said.end.error?.message ?? '', /ended with code 0/);
    });

    it('may complain without end, and is stopped all the same', async () => {
      const session = await open();
      let stopped: Promise<void> | undefined;
      const said = await turn(session, 'do:grumble', (_event, text) => {
        if (text !== '') stopped ??= session.cancel();
      });
      await stopped;
      assert.equal(said.end.stop, 'cancelled');
    });

    it('is told apart from a success when it dies in the middle of a line, and what came before is kept', async () => {
      const said = await turn(await open(), 'do:crash');
      assert.match(said.text, /^kept/);
      assert.doesNotMatch(said.text, /lost/);
      assert.equal(said.end.stop, 'error');
      assert.match(said.end.error?.message ?? '', /boom: out of luck/);
      assert.ok(['crashed', 'unknown'].includes(said.end.error?.kind ?? ''));
    });

    it('is stopped with all that it started, whatever it ignores', async () => {
      const session = await open();
      let stopped: Promise<void> | undefined;
      const said = await turn(session, 'do:hang', (_event, text) => {
        if (stopped || pidsIn(text).length === 0) return;
        stopped = session.cancel();
      });
      await stopped;
      assert.equal(said.end.stop, 'cancelled');
      const pids = pidsIn(said.text);
      assert.equal(pids.length, 5);
      assert.deepEqual(await alive(pids), []);
    });

    it('is stopped when it is frozen', async () => {
      const session = await open();
      let stopped: Promise<void> | undefined;
      const said = await turn(session, 'do:frozen', (_event, text) => {
        if (text !== '') stopped ??= session.cancel();
      });
      await stopped;
      assert.equal(said.end.stop, 'cancelled');
    });

    it('leaves nothing behind when it is killed itself', async () => {
      const said = await turn(await open(), 'do:suicide');
      assert.equal(said.end.stop, 'error');
      assert.equal(said.end.error?.kind, 'crashed');
      assert.equal(pidsIn(said.text).length, 5);
      assert.deepEqual(await alive(pidsIn(said.text)), []);
    });

    it('has not succeeded when all it did was to complain, whatever its exit code', async () => {
      const said = await turn(await open(), 'do:complain');
      if (!options.rich) {
        // Of a shell line its exit code is the only word.
        assert.equal(said.end.stop, 'end_turn');
        return;
      }
      assert.equal(said.end.error?.kind, 'crashed');
      assert.match(said.end.error?.message ?? '', /boom: out of luck/);
    });

    if (options.rich)
      it('has crashed when it closes its output and lives on', async () => {
        const said = await turn(await open(), 'do:mute');
        assert.equal(said.text, 'kept');
        assert.equal(said.end.error?.kind, 'crashed');
        assert.match(said.end.error?.message ?? '', /closed its output/);
      });

    it('may say without end more than anybody wants to hear', async () => {
      const session = await open();
      let length = 0;
      let stopped: Promise<void> | undefined;
      const said = await session.prompt('do:flood', (event) => {
        if (event.type === 'text') length += event.text.length;
        if (length > 4_000_000) stopped ??= session.cancel();
      });
      await stopped;
      assert.equal(said.stop, 'cancelled');
    });

    it('may print a line that is too long for any memory; what it says afterwards is heard', async () => {
      const said = await turn(await open(), 'do:long');
      assert.match(said.text, /^fine\n?$/);
      assert.equal(said.end.stop, 'end_turn');
      assert.ok(said.events.some((event) => event.type === 'notice' && /left out/.test(event.text)));
    });

    it('is no longer listened to after it was stopped, however much it goes on to say', async () => {
      const session = await open();
      let stopped: Promise<void> | undefined;
      const said = await turn(session, 'do:late', (_event, text) => {
        if (text !== '') stopped ??= session.cancel();
      });
      const heard = said.events.length;
      await stopped;
      assert.equal(said.end.stop, 'cancelled');
      assert.equal(said.events.length, heard);
    });

    it('can be told to stop when nothing runs', async () => {
      await (await open()).cancel();
    });

    if (options.asks) {
      for (const [word, index] of [
        ['yes', 0],
        ['no', 1],
      ] as const) {
        it(`asks a permission and is answered ${word}`, async () => {
          const session = await open();
          const said = await turn(session, 'do:ask', (event) => {
            if (event.type !== 'permission') return;
            assert.equal(event.request.kind, 'execute');
            assert.match(event.request.detail, /rm -rf build/);
            const option = event.request.options[index]?.id ?? '';
            assert.equal(session.answer(event.request.id, 'nonsense-request'), false);
            assert.equal(session.answer('nonsense', option), false);
            setImmediate(() => {
              assert.equal(session.answer(event.request.id, option), true);
              assert.equal(session.answer(event.request.id, option), false, 'answered once');
            });
          });
          assert.equal(said.text, word);
        });
      }

      it('may ask the same thing twice', async () => {
        const session = await open();
        const said = await turn(session, 'do:asktwice', (event) => {
          if (event.type === 'permission')
            setImmediate(() => session.answer(event.request.id, event.request.options[0]!.id));
        });
        assert.match(said.text, /^yes(,yes)?$/);
      });

      it('has crashed when it does not listen to the answer', async () => {
        const session = await open();
        const said = await turn(session, 'do:deaf', (event) => {
          if (event.type === 'permission')
            setImmediate(() => session.answer(event.request.id, event.request.options[0]!.id));
        });
        assert.equal(said.end.error?.kind, 'crashed');
        assert.match(said.end.error?.message ?? '', /closed its input/);
      });

      it('is answered no when it asks after it was stopped, and nobody is asked', async () => {
        const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'signalbox-asked-')), 'answer');
        const session = await open({ env: { ANSWER_FILE: file } });
        let stopped: Promise<void> | undefined;
        const said = await turn(session, 'do:askafter', (_event, text) => {
          if (text !== '') stopped ??= session.cancel();
        });
        await stopped;
        assert.equal(said.end.stop, 'cancelled');
        assert.ok(said.events.every(({ type }) => type !== 'permission'));
        assert.match(fs.readFileSync(file, 'utf8'), /^(?:no|cancelled)$/);
        fs.rmSync(path.dirname(file), { recursive: true });
      });

      it('is stopped while it waits for an answer', async () => {
        const session = await open();
        const said = await turn(session, 'do:ask', (event) => {
          if (event.type === 'permission') void session.cancel();
        });
        assert.equal(said.end.stop, 'cancelled');
      });
    }

    if (options.rich) {
      it('tells what it thinks, which tools it uses and what they answered', async () => {
        const { events, text } = await turn(await open(), 'do:tool');
        assert.ok(events.some((event) => event.type === 'thinking' && event.text === 'hm'));
        const call = events.find((event) => event.type === 'tool_call');
        assert.equal(call?.type === 'tool_call' && call.call.input, 'ls');
        const result = events.find((event) => event.type === 'tool_result');
        assert.deepEqual(result, { type: 'tool_result', id: 't1', ok: true, output: 'a.txt' });
        assert.equal(text, 'done');
      });

      it('resumes a session, and counts only what is new', async () => {
        const used = { inputTokens: 5, outputTokens: 3, cachedTokens: 1, costUsd: 0.01 };
        const session = await open({ resume: 'session-7', used });
        const said = await turn(session, 'do:say');
        assert.equal(said.text, 'turn 2.');
        assert.equal(session.id, 'session-7');
        const cost = said.events.reduce((sum, event) => sum + (event.type === 'usage' ? event.usage.costUsd : 0), 0);
        assert.equal(cost, options.counts.costUsd);
      });

      it('says when it no longer knows a session', async () => {
        const opened = await systemAgents().open({
          profile: options.profile,
          folder: os.tmpdir(),
          resume: 'forgotten',
        });
        if (!opened.ok) {
          assert.equal(opened.refusal.code, 'cannot_resume');
          return;
        }
        sessions.push(opened.value);
        assert.equal((await turn(opened.value, 'do:say')).end.forgotten, true);
      });
    }

    it('goes on after it was stopped', async () => {
      const session = await open();
      await turn(session, 'do:polite', (_event, text) => {
        if (text !== '') void session.cancel();
      });
      const next = session.alive ? session : await open(session.id === undefined ? {} : { resume: session.id });
      assert.equal((await turn(next, 'do:say')).end.stop, 'end_turn');
    });

    it('can be tested without asking a model', async () => {
      const tested = await systemAgents().test(options.profile, os.tmpdir());
      assert.ok(tested.ok, tested.ok ? '' : tested.refusal.message);
    });

    it('is named when it is not there', async () => {
      const profile = { ...options.profile, command: 'no-such-agent-anywhere' };
      const tested = await systemAgents().test(profile, os.tmpdir());
      assert.ok(!tested.ok);
      assert.match(tested.refusal.message, /"no-such-agent-anywhere" was not found/);
    });
  });
}
