import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SystemAgents } from '../../src/adapters/agents/system-agents';
import { processTable } from '../../src/adapters/processes/process-table';
import { SystemProcesses } from '../../src/adapters/processes/processes';
import { type AgentEvent, addUsage, NO_USAGE, type Usage } from '../../src/core/agent/event';
import { KNOWN_AGENTS } from '../../src/core/agent/known-agents';
import type { AgentProfile } from '../../src/core/agent/profile';
import type { AgentSession } from '../../src/ports/agent';
import { type Said, turn } from '../adapters/agents/contract';
import { ModelApi } from './model-api';

export const bin = (name: string) => path.resolve('.vscode-test/agents/node_modules/.bin', name);
/** A busy machine may need a minute until one of them answers. */
const TEST_MS = 100_000;
export const agents = () =>
  new SystemAgents({ processes: new SystemProcesses(), cli: path.resolve('dist/cli.js'), testMs: TEST_MS });

/** What an agent says when the command that Signalbox offers for signing in is asked for its help. */
export function signInHelp(name: string): string {
  const known = KNOWN_AGENTS.find(({ file }) => file === name);
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'signalbox-home-'));
  const env = { ...process.env, HOME: home };
  const { stdout, stderr } = spawnSync(bin(name), [...(known?.signIn ?? []), '--help'], { encoding: 'utf8', env });
  fs.rmSync(home, { recursive: true, force: true });
  return stdout + stderr;
}

/** Answers every permission question of the session the same way. */
export const granting = (session: AgentSession, allow: boolean) => (event: AgentEvent) => {
  if (event.type !== 'permission') return;
  const wanted = allow ? 'allow_once' : 'reject_once';
  const option = event.request.options.find(({ kind }) => kind === wanted);
  setImmediate(() => session.answer(event.request.id, option?.id ?? ''));
};

export const textsOf = ({ events }: Said) => events.filter((event) => event.type === 'text').length;
export const spentOn = ({ events }: Said): Usage =>
  events.reduce((sum, event) => (event.type === 'usage' ? addUsage(sum, event.usage) : sum), NO_USAGE);

/** A home, a folder and a stand-in for the models, new for every test. */
export class Workbench {
  api!: ModelApi;
  home = '';
  folder = '';
  readonly #sessions: AgentSession[] = [];

  /** Registers what mocha must do before and after. */
  static use(): Workbench {
    const bench = new Workbench();
    before(async () => {
      bench.api = await ModelApi.start();
    });
    after(() => bench.api.stop());
    beforeEach(() => {
      bench.home = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'signalbox-home-')));
      bench.folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'signalbox-work-')));
    });
    afterEach(async () => {
      for (const session of bench.#sessions.splice(0)) await session.close();
      for (const each of [bench.home, bench.folder])
        fs.rmSync(each, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    });
    return bench;
  }

  async open(profile: AgentProfile, resume?: string, used?: Usage): Promise<AgentSession> {
    const { folder } = this;
    const opened = await agents().open({ profile, folder, ...(resume && { resume }), ...(used && { used }) });
    assert.ok(opened.ok, opened.ok ? '' : opened.refusal.message);
    this.#sessions.push(opened.value);
    return opened.value;
  }

  file(name: string): string {
    return path.join(this.folder, name);
  }

  /** Stops a turn while the model does not answer. */
  async stopsWithinTwoSeconds(session: AgentSession): Promise<void> {
    const asked = this.api.nextRequest();
    const running = turn(session, 'do:hang');
    await asked;
    const began = performance.now();
    await session.cancel();
    assert.equal((await running).end.stop, 'cancelled');
    assert.ok(performance.now() - began < 2000, `took ${performance.now() - began} ms`);
    assert.deepEqual(await this.running(), []);
  }

  /** Stops a turn whose command ignores signals and has left a child in a session of its own. */
  async stopsWhatItStarted(session: AgentSession): Promise<void> {
    const pids = this.file('pids.txt');
    const running = turn(session, 'do:background', granting(session, true));
    const both = new Promise<void>((resolve) => {
      const look = setInterval(() => {
        if (pidsIn(pids).length < 2) return;
        clearInterval(look);
        resolve();
      }, 20);
    });
    const first = await Promise.race([both, running]);
    assert.equal(first, undefined, `the command was not run: ${JSON.stringify(first)}`);
    const began = performance.now();
    await session.cancel();
    assert.equal((await running).end.stop, 'cancelled');
    assert.ok(performance.now() - began < 2000, `took ${performance.now() - began} ms`);
    const left = await Promise.all(pidsIn(pids).map((pid) => processTable().one(pid)));
    assert.deepEqual(
      left.filter((row) => row !== undefined),
      [],
    );
    assert.deepEqual(await this.running(), []);
  }

  /** What still runs in the folder of this test. */
  async running(): Promise<readonly string[]> {
    const rows = await processTable().all();
    const here = rows.filter(({ pid }) => {
      try {
        return fs.readlinkSync(`/proc/${pid}/cwd`).startsWith(this.folder);
      } catch {
        return false;
      }
    });
    return here.map(({ command }) => command.slice(0, 120));
  }
}

function pidsIn(file: string): readonly number[] {
  try {
    return fs.readFileSync(file, 'utf8').trim().split('\n').map(Number);
  } catch {
    return [];
  }
}
