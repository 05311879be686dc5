import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { AgentErrorKind } from '../../core/agent/error';
import { isOlder, type ProfileFault, versionIn } from '../../core/agent/profile-fault';
import { ok, type Result, refuse } from '../../core/result';
import { type Sentence, saidBy, say } from '../../core/sentence';
import type { ProfileReport } from '../../ports/agent';
import type { Processes } from '../../ports/processes';
import { mergeEnvironment, whereIs } from '../processes/program';
import { AgentChild, type ChildSpec, startError } from './child';

export type TestCode = AgentErrorKind | ProfileFault;
type Tested = Result<ProfileReport, TestCode>;

/** A command line that an adapter of its own drives. */
export interface KnownProgram {
  /** As people know it. */
  readonly name: string;
  /** What only this program says when it is asked for its version. */
  readonly says: RegExp;
  /** Older ones do not know what we ask of it. */
  readonly oldest: string;
  /** Whether it is signed in; undefined when that cannot be told. */
  signedIn(spec: ChildSpec, version: string, run: Run): Promise<boolean | undefined>;
}

/** Runs the program with these arguments and without a prompt. */
type Run = (...args: readonly string[]) => Promise<Ran>;

interface Ran {
  readonly code: number | null;
  readonly output: string;
  readonly complaint: string;
  readonly late: boolean;
  readonly fault?: TestCode;
  readonly why: Sentence;
}

const TEST_MS = 15_000;
const MOST_OUTPUT = 64 * 1024;

export const CLAUDE_CODE: KnownProgram = {
  name: 'Claude Code',
  says: /claude/i,
  oldest: '2.0.0',
  async signedIn(_spec, version, run) {
    // Earlier ones would take the words for a prompt and ask their model.
    if (isOlder(version, '2.1.60')) return undefined;
    const { output } = await run('auth', 'status', '--json');
    try {
      const { loggedIn } = JSON.parse(output) as { readonly loggedIn?: unknown };
      return typeof loggedIn === 'boolean' ? loggedIn : undefined;
    } catch {
      return undefined;
    }
  },
};

export const CODEX: KnownProgram = {
  name: 'Codex',
  says: /codex/i,
  oldest: '0.50.0',
  async signedIn(spec, _version, run) {
    // Who brings a provider of models of his own signs in there, if at all.
    const own = spec.args.some((arg) => arg.includes('model_provider')) || configOf(spec).includes('model_provider');
    if (own || spec.env?.CODEX_API_KEY || process.env.CODEX_API_KEY) return undefined;
    const { code, complaint, output } = await run('login', 'status');
    return code === 0 ? true : /not logged in/i.test(complaint + output) ? false : undefined;
  },
};

function configOf({ env }: ChildSpec): string {
  const home = env?.CODEX_HOME ?? process.env.CODEX_HOME ?? path.join(env?.HOME ?? os.homedir(), '.codex');
  try {
    return fs.readFileSync(path.join(home, 'config.toml'), 'utf8');
  } catch {
    return '';
  }
}

/** Whether a command line is there, is what it should be, new enough, and signed in. Asks no model anything. */
export async function testProgram(
  spec: ChildSpec,
  program: KnownProgram,
  processes: Processes,
  withinMs = TEST_MS,
): Promise<Tested> {
  const missing = checkCommand(spec);
  if (missing) return missing;
  const run: Run = (...args) => runOnce({ ...spec, args: [...spec.args, ...args] }, processes, withinMs);
  const asked = await run('--version');
  const { name } = program;
  if (asked.fault) return refuse(asked.fault, asked.why);
  if (asked.late)
    return refuse(
      'no_answer',
      say('"{command} --version" said nothing within {seconds} seconds.', {
        command: spec.command,
        seconds: withinMs / 1000,
      }),
    );
  const said = asked.output.trim().split('\n', 1)[0]?.slice(0, 100) ?? '';
  if (asked.code !== 0) return refuse('crashed', asked.why);
  if (!program.says.test(said))
    return refuse(
      'another_program',
      say('"{command}" is not {name}: it says "{said}".', { command: spec.command, name, said }),
    );
  const version = versionIn(said);
  if (version === undefined) return ok({ agent: name, canResume: true });
  if (isOlder(version, program.oldest))
    return refuse(
      'too_old',
      say('{name} {version} is too old. Signalbox needs {oldest} or newer.', { name, version, oldest: program.oldest }),
    );
  if ((await program.signedIn(spec, version, run)) === false)
    return refuse('auth', say('{name} {version} was found and is not signed in.', { name, version }));
  return ok({ agent: `${name} ${version}`, canResume: true });
}

/** A program that is not there, or not one. */
export function checkCommand(spec: ChildSpec): Result<never, TestCode> | undefined {
  const env = mergeEnvironment(process.env, spec.env ?? {});
  if (whereIs(spec.command, env, spec.cwd)) return undefined;
  const there = /[\\/]/.test(spec.command) && fs.existsSync(path.resolve(spec.cwd, spec.command));
  const error = startError(spec, { name: '', message: '', code: there ? 'EACCES' : 'ENOENT' });
  return refuse(there ? 'not_executable' : 'not_found', saidBy(error));
}

async function runOnce(spec: ChildSpec, processes: Processes, withinMs: number): Promise<Ran> {
  const child = new AgentChild(spec, processes);
  child.endInput();
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(0, MOST_OUTPUT);
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), withinMs);
  });
  const end = await Promise.race([child.ended, late]);
  clearTimeout(timer);
  await child.stop(0);
  const fault = child.faultOfStart;
  return {
    code: end?.code ?? null,
    output,
    complaint: child.complaint,
    late: end === undefined,
    ...(fault ? { fault } : {}),
    why: end ? saidBy(child.errorOf(end)) : say('The agent said nothing in time.'),
  };
}
