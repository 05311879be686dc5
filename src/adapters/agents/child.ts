import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import type { AgentError } from '../../core/agent/error';
import { kindOfMessage } from '../../core/agent/error';
import type { ProfileFault } from '../../core/agent/profile-fault';
import { type Sentence, say, spoken } from '../../core/sentence';
import type { Processes } from '../../ports/processes';
import { mergeEnvironment, programOf, whereIs } from '../processes/program';
import { halfOf, stamped } from '../processes/stamp';
import { windowsTool } from '../processes/windows-table';

export interface ChildSpec {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Only for the `command` adapter, whose command is a shell line by nature. */
  readonly shell?: boolean;
  /** Whether it is spoken with while it works: then one that closes its input is no use any more. */
  readonly listens?: boolean;
}

export interface ChildEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** It could not be started at all. */
  readonly failure?: NodeJS.ErrnoException;
}

const STDERR_KEPT = 8 * 1024;
/** So long an agent that has closed its input may take to say why. */
const DEAF_GRACE_MS = 400;
/** And so long one that has closed its output, to end by itself. */
const MUTE_GRACE_MS = 2_000;

/** So long nothing may come out of the pipes of a process that has ended, and so often something. */
const DRY_MS = 300;
const LOOKS = 12;

/**
 * A grandchild that keeps the pipes open must not keep us waiting for ever. What is still in them is read before they are
 * closed, also where this process got no time to read, or whoever reads takes a while.
 */
async function drained(pipes: readonly Readable[]): Promise<void> {
  const read = () => pipes.reduce((sum, pipe) => sum + ((pipe as Socket).bytesRead ?? 0), 0);
  let before = read();
  for (let looks = 0; looks < LOOKS; looks += 1) {
    await new Promise((resolve) => setTimeout(resolve, DRY_MS).unref());
    // Timers come before what can be read, and this after it.
    await new Promise((resolve) => setImmediate(resolve));
    if (pipes.every(({ closed }) => closed)) return;
    const now = read();
    if (now === before && pipes.every(({ readableLength }) => readableLength === 0)) break;
    before = now;
  }
  for (const pipe of pipes) pipe.destroy();
}

/** An agent's process, with everything that it starts. */
export class AgentChild {
  /** What it says. Ends with the process at the latest. */
  readonly stdout: Readable;
  /** Resolves when the process has ended and all of its output was read. */
  readonly ended: Promise<ChildEnd>;
  readonly #process: ChildProcessWithoutNullStreams | undefined;
  readonly #processes: Processes;
  readonly #spec: ChildSpec;
  readonly #mark: string;
  readonly #startedAt = Date.now();
  #stderr = '';
  #deaf = false;
  #mute = false;
  #end: ChildEnd | undefined;
  #stopping: Promise<void> | undefined;

  constructor(spec: ChildSpec, processes: Processes) {
    this.#processes = processes;
    this.#spec = spec;
    this.#mark = spec.env?.SIGNALBOX_AGENT ?? randomUUID();
    const started = start(spec, this.#mark);
    if (!('stdin' in started)) {
      this.stdout = Readable.from([]);
      this.#end = { code: null, signal: null, failure: started };
      this.ended = Promise.resolve(this.#end);
      return;
    }
    this.#process = started;
    this.stdout = started.stdout;
    started.stdin.on('error', () => {
      // The agent closed its input or died; how it ended says the rest.
      if (!spec.listens || !this.alive) return;
      this.#deaf = true;
      void this.stop(DEAF_GRACE_MS);
    });
    started.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_KEPT);
    });
    this.ended = new Promise((resolve) => {
      const end = (value: ChildEnd) => {
        this.#end ??= value;
        resolve(this.#end);
      };
      started.on('error', (failure: NodeJS.ErrnoException) => {
        if (started.pid === undefined) end({ code: null, signal: null, failure });
      });
      started.on('close', (code, signal) => end({ code, signal }));
      started.on('exit', (code, signal) => {
        void drained([started.stdout, started.stderr]).then(() => end({ code, signal }));
      });
    });
  }

  /** False as soon as it is being stopped. */
  get alive(): boolean {
    return this.#stopping === undefined && this.#runs;
  }

  get #runs(): boolean {
    return this.#end === undefined && this.#process?.exitCode === null && this.#process.signalCode === null;
  }

  /** The end of what it complained about. */
  get complaint(): string {
    return this.#stderr.trim();
  }

  write(text: string): boolean {
    return this.#process?.stdin.writable === true && this.#process.stdin.write(text);
  }

  /** The last that it is told. */
  endInput(text = ''): void {
    this.#process?.stdin.end(text);
  }

  /**
   * How it ended. One that has closed its output and lives on has nothing more to say: after a while it is ended, unless
   * its end is all that it is to say.
   */
  async endAfterOutput(): Promise<ChildEnd> {
    if (!this.#runs || this.#stopping) return this.ended;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), MUTE_GRACE_MS);
    });
    const end = await Promise.race([this.ended, late]);
    clearTimeout(timer);
    if (end) return end;
    this.#mute = this.#stopping === undefined;
    await this.stop(DEAF_GRACE_MS);
    return this.ended;
  }

  /** Ends it and everything that it started. */
  stop(graceMs: number): Promise<void> {
    this.#stopping ??= this.#stopTree(graceMs);
    return this.#stopping;
  }

  async #stopTree(graceMs: number): Promise<void> {
    const pid = this.#process?.pid;
    if (pid === undefined) return;
    this.#process?.stdin.destroy();
    const target = this.#runs ? { pid, child: true as const } : { pid, startedAt: this.#startedAt };
    await this.#processes.stopTree(target, graceMs);
    await this.#processes.stopMarked(this.#mark);
    await this.ended;
  }

  /** Why it could not be started, when it could not. */
  get faultOfStart(): ProfileFault | undefined {
    switch (this.#end?.failure?.code) {
      case undefined:
        return undefined;
      case 'ENOENT':
        return fs.existsSync(this.#spec.cwd) ? 'not_found' : undefined;
      case 'EACCES':
        return 'not_executable';
      default:
        return undefined;
    }
  }

  /** What the end of the process means when the agent has not said how its turn ended. */
  errorOf(end: ChildEnd): AgentError {
    if (end.failure) return startError(this.#spec, end.failure);
    const ending = this.#deaf
      ? say('The agent closed its input')
      : this.#mute
        ? say('The agent closed its output')
        : end.signal
          ? say('The agent was ended by {signal}', { signal: end.signal })
          : say('The agent ended with code {code}', { code: String(end.code) });
    const complaint = lastLines(this.complaint);
    const kind = this.#deaf || this.#mute || end.signal ? 'crashed' : kindOfMessage(complaint);
    return {
      kind: kind === 'unknown' ? 'crashed' : kind,
      ...spoken(
        complaint
          ? say('{ending}: {complaint}', { ending, complaint })
          : say('{ending} without finishing.', { ending }),
      ),
    };
  }
}

/** The process, or why there is none: some failures are thrown by Node and others told later. */
function start(spec: ChildSpec, mark: string): ChildProcessWithoutNullStreams | NodeJS.ErrnoException {
  const { command, args, cwd, shell = false } = spec;
  const windows = process.platform === 'win32';
  const env = environment({ ...spec.env, SIGNALBOX_AGENT: mark });
  const stamp = { runner: halfOf(process.env.SIGNALBOX_RUNNER), agent: halfOf(mark) };
  const program = shell ? { file: '/bin/sh', args: ['-c', command] } : programOf(command, args, env, cwd);
  if (program === undefined) return Object.assign(new Error(`${command} is not on the PATH`), { code: 'ENOENT' });
  // What is not there is best said by the system itself, and not by what would stamp it.
  const there = shell || whereIs(command, env, cwd) !== undefined;
  const { file, args: given } = windows || !there ? program : stamped(program, stamp);
  try {
    return spawn(windows && shell ? command : file, windows && shell ? [] : [...given], {
      cwd,
      env,
      stdio: ['pipe', 'pipe', 'pipe'],
      shell: windows && shell && windowsTool('cmd.exe'),
      windowsVerbatimArguments: 'verbatim' in program,
      // A group and session of its own, by which its children are found when it is gone.
      detached: !windows,
      windowsHide: true,
    });
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
}

export function startError(spec: ChildSpec, failure: NodeJS.ErrnoException): AgentError {
  return { kind: 'crashed', ...spoken(whyNotStarted(spec, failure)) };
}

function whyNotStarted({ command, cwd, env = {} }: ChildSpec, { code, message }: NodeJS.ErrnoException): Sentence {
  switch (code) {
    case 'ENOENT':
      // Systems say the same of a folder that is gone, and of a script whose interpreter is.
      if (!fs.existsSync(cwd))
        return say('The folder {folder} in which the agent works is not there.', { folder: cwd });
      if (whereIs(command, mergeEnvironment(process.env, env), cwd))
        return say('"{command}" is a script for a program that is not there; its first line names it.', { command });
      return say('"{command}" was not found.', { command });
    case 'EACCES':
      return say('"{command}" may not be executed.', { command });
    case 'E2BIG':
      return say('What the agent is given is too long for this system.');
    default:
      return say('"{command}" could not be started ({reason}).', { command, reason: code ?? message });
  }
}

/** Where it happened is for the makers of the agent; it must not push out what happened. */
const BACKTRACE = /^\s*(?:Stack backtrace:|stack backtrace:|\d+: |at )/;
/** Agents that run as one program say what they do on the same stream. */
const CHATTER = /^(?:WARN(?:ING)?|INFO|DEBUG|TRACE)\b|\b(?:WARN|INFO|DEBUG|TRACE) [\w:]+: /;

function lastLines(text: string): string {
  const lines = text.split('\n').filter((line) => !BACKTRACE.test(line));
  const telling = lines.filter((line) => !CHATTER.test(line));
  return (telling.some((line) => line.trim() !== '') ? telling : lines)
    .join('\n')
    .trim()
    .split('\n')
    .slice(-6)
    .join('\n')
    .trim();
}

/** The editor's own variables would make an agent's Node believe that it is Electron. */
function environment(extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { ELECTRON_RUN_AS_NODE: _electron, NODE_OPTIONS: _options, ...rest } = process.env;
  return mergeEnvironment(rest, extra);
}
