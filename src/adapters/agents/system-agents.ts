import type { AgentErrorKind } from '../../core/agent/error';
import { type AgentProfile, DEMO_PROFILE } from '../../core/agent/profile';
import { type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import type { AgentSession, Agents, OpenSession, ProfileReport } from '../../ports/agent';
import type { Processes } from '../../ports/processes';
import { openAcp, testAcp } from './acp';
import type { ChildSpec } from './child';
import { openClaude, testCommand } from './claude';
import { openCodex } from './codex';
import { openCommand, testShellLine } from './command';
import { whereIs } from './detect';

type OpenCode = AgentErrorKind | 'cannot_resume';

export interface SystemAgentsOptions {
  readonly processes: Processes;
  /** Our own command line, which also is the demo agent. */
  readonly cli: string;
}

/** Agents that run as processes of this machine. */
export class SystemAgents implements Agents {
  readonly #processes: Processes;
  readonly #cli: string;

  constructor({ processes, cli }: SystemAgentsOptions) {
    this.#processes = processes;
    this.#cli = cli;
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

  test(profile: AgentProfile, folder: string): Promise<Result<ProfileReport, AgentErrorKind>> {
    const spec = this.#spec(profile, folder, undefined);
    switch (profile.adapter) {
      case 'acp':
        return testAcp(spec, this.#processes);
      case 'claude':
        return testCommand(spec, 'Claude Code');
      case 'codex':
        return testCommand(spec, 'Codex');
      case 'command':
        return testShellLine(spec, (command) => whereIs(command, { ...process.env, ...spec.env }) !== undefined);
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

const notHere = (profile: AgentProfile) =>
  refuse('unknown', say('Profile "{name}" cannot run in a process of its own.', { name: profile.name }));
