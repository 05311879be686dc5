import { type AgentProfile, DEMO_PROFILE } from '../../core/agent/profile';
import { type Result, refuse } from '../../core/result';
import { saidBy, say } from '../../core/sentence';
import type { AgentSession, Agents, OpenSession, ProfileReport } from '../../ports/agent';
import type { Processes } from '../../ports/processes';
import { mergeEnvironment, whereIs } from '../processes/program';
import { openAcp, testAcp } from './acp';
import type { ChildSpec } from './child';
import { openClaude } from './claude';
import { openCodex } from './codex';
import { openCommand, testShellLine } from './command';
import { CLAUDE_CODE, CODEX, type TestCode, testProgram } from './probe';

type OpenCode = TestCode | 'cannot_resume';

export interface SystemAgentsOptions {
  readonly processes: Processes;
  /** Our own command line, which also is the demo agent. */
  readonly cli: string;
  /** So long a test waits for an agent to answer; by default as long as a person might. */
  readonly testMs?: number;
}

/** Agents that run as processes of this machine. */
export class SystemAgents implements Agents {
  readonly #processes: Processes;
  readonly #cli: string;
  readonly #testMs: number | undefined;

  constructor({ processes, cli, testMs }: SystemAgentsOptions) {
    this.#processes = processes;
    this.#cli = cli;
    this.#testMs = testMs;
  }

  open(request: OpenSession): Promise<Result<AgentSession, OpenCode>> {
    const { profile } = request;
    const spec = this.#spec(profile, request.folder, request.env);
    switch (profile.adapter) {
      case 'acp':
        return openAcp(spec, request, this.#processes);
      case 'claude':
        return openClaude(spec, request, this.#processes);
      case 'codex':
        return openCodex(spec, request, this.#processes);
      case 'command':
        return openCommand(spec, request, this.#processes);
      default:
        return Promise.resolve(notHere(profile));
    }
  }

  async test(profile: AgentProfile, folder: string): Promise<Result<ProfileReport, TestCode>> {
    const spec = this.#spec(profile, folder, undefined);
    switch (profile.adapter) {
      case 'acp':
        return testedAcp(await testAcp(spec, this.#processes, this.#testMs));
      case 'claude':
        return testProgram(spec, CLAUDE_CODE, this.#processes, this.#testMs);
      case 'codex':
        return testProgram(spec, CODEX, this.#processes, this.#testMs);
      case 'command':
        return testShellLine(
          spec,
          (command) => whereIs(command, mergeEnvironment(process.env, spec.env ?? {}), folder) !== undefined,
        );
      default:
        return Promise.resolve(notHere(profile));
    }
  }

  #spec(profile: AgentProfile, cwd: string, extra: Readonly<Record<string, string>> | undefined): ChildSpec {
    const env = { ...profile.env, ...extra };
    if (profile.command === DEMO_PROFILE.command) {
      return {
        command: process.execPath,
        args: [this.#cli, 'demo-agent'],
        cwd,
        env: { ...env, ELECTRON_RUN_AS_NODE: '1' },
      };
    }
    return { command: profile.command ?? profile.adapter, args: profile.args ?? [], cwd, env };
  }
}

/** A session that is begun anew cannot be one that is not to be resumed. */
function testedAcp(tested: Result<ProfileReport, OpenCode>): Result<ProfileReport, TestCode> {
  if (tested.ok || tested.refusal.code !== 'cannot_resume') return tested as Result<ProfileReport, TestCode>;
  return refuse('unknown', saidBy(tested.refusal));
}

const notHere = (profile: AgentProfile) =>
  refuse('unknown', say('Profile "{name}" cannot run in a process of its own.', { name: profile.name }));
