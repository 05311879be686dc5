import { execFile } from 'node:child_process';
import { KNOWN_AGENTS, knownAgent } from '../../core/agent/known-agents';
import { type AgentProfile, DEMO_PROFILE } from '../../core/agent/profile';
import { versionIn } from '../../core/agent/profile-fault';
import { mergeEnvironment, programOf, whereIs } from '../processes/program';

export interface DetectedProfile {
  readonly profile: AgentProfile;
  /** As people call it. */
  readonly product: string;
  /** Where it was found; empty for what ships with Signalbox. */
  readonly file: string;
}

/** The agents that are installed, then the demo agent. Looks at names only and starts nothing. */
export function detectProfiles(env: NodeJS.ProcessEnv = process.env): readonly DetectedProfile[] {
  const found = KNOWN_AGENTS.flatMap(({ file, product, profile }) => {
    const where = whereIs(file, env);
    return where === undefined ? [] : [{ profile, product, file: where }];
  });
  return [...found, { profile: DEMO_PROFILE, product: 'Demo agent', file: '' }];
}

const VERSION_MS = 5_000;

/** What a program says that its version is; undefined when it says nothing in time. */
export function versionOf(file: string, env: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  return new Promise((resolve) => {
    const program = programOf(file, ['--version'], env, process.cwd());
    if (program === undefined) return resolve(undefined);
    const { file: started, args, verbatim = false } = program;
    const options = { timeout: VERSION_MS, env, windowsHide: true, windowsVerbatimArguments: verbatim };
    try {
      execFile(started, [...args], options, (error, stdout) => resolve(error ? undefined : versionIn(stdout)));
    } catch {
      // Node itself refuses to start it.
      resolve(undefined);
    }
  });
}

/** A program that a profile would start. */
export interface FoundProgram {
  /** As people call it; what is written in the profile when nobody knows the program. */
  readonly product: string;
  readonly version?: string;
  readonly file: string;
}

/** What a profile would start, as far as can be seen from outside; undefined when it is not there or no program. */
export async function findProgram({ adapter, command, env }: AgentProfile): Promise<FoundProgram | undefined> {
  if (adapter === 'lm' || adapter === 'command' || command === DEMO_PROFILE.command) return undefined;
  const environment = mergeEnvironment(process.env, env ?? {});
  const name = command ?? adapter;
  const file = whereIs(name, environment);
  if (file === undefined) return undefined;
  const product = knownAgent({ name, adapter, command: file })?.product ?? name;
  const version = await versionOf(file, environment);
  return { product, file, ...(version === undefined ? {} : { version }) };
}
