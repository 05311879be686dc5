import type { AgentErrorKind } from '../../core/agent/error';
import { type AgentProfile, DEMO_PROFILE } from '../../core/agent/profile';
import { type Result, refuse } from '../../core/result';
import type { AgentSession, Agents, OpenSession, ProfileReport } from '../../ports/agent';
import type { Processes } from '../../ports/processes';
import { openAcp, testAcp } from './acp';
import type { ChildSpec } from './child';

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
      default:
        return Promise.resolve(notHere(profile));
    }
  }

  test(profile: AgentProfile, folder: string): Promise<Result<ProfileReport, AgentErrorKind>> {
    const spec = this.#spec(profile, folder, undefined);
    switch (profile.adapter) {
      case 'acp':
        return testAcp(spec, this.#processes);
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
  refuse('unknown', `Profile "${profile.name}" cannot run in a process of its own.`);
