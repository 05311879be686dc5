import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { AgentError } from '../../core/agent/error';
import { kindOfMessage } from '../../core/agent/error';
import type { ProfileFault } from '../../core/agent/profile-fault';
import { say, spoken } from '../../core/sentence';
import type { Processes } from '../../ports/processes';

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

/** An agent's process, with everything that it starts. */
export class AgentChild {
  readonly process: ChildProcessWithoutNullStreams;
  /** Resolves when the process has ended and all of its output was read. */
  readonly ended: Promise<ChildEnd>;
  readonly #processes: Processes;
  readonly #mark: string;
  readonly #startedAt = Date.now();
  readonly #command: string;
  #stderr = '';
  #deaf = false;
  #end: ChildEnd | undefined;
  #stopping: Promise<void> | undefined;

  constructor(spec: ChildSpec, processes: Processes) {
    this.#processes = processes;
    this.#command = spec.command;
    this.#mark = spec.env?.SIGNALBOX_AGENT ?? randomUUID();
    const windows = process.platform === 'win32';
    this.process = spawn(spec.command, [...spec.args], {
      cwd: spec.cwd,
      env: environment({ ...spec.env, SIGNALBOX_AGENT: this.#mark }),
      stdio: ['pipe', 'pipe', 'pipe'],
      shell: spec.shell ?? false,
      // A group and session of its own, by which its children are found when it is gone.
      detached: !windows,
      windowsHide: true,
    });
    this.process.stdin.on('error', () => {
      // The agent closed its input or died; how it ended says the rest.
      if (!spec.listens || !this.alive) return;
      this.#deaf = true;
      void this.stop(DEAF_GRACE_MS);
    });
    this.process.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_KEPT);
    });
    this.ended = new Promise((resolve) => {
      const end = (value: ChildEnd) => {
        this.#end ??= value;
        resolve(this.#end);
      };
      this.process.on('error', (failure: NodeJS.ErrnoException) => {
        if (this.process.pid === undefined) end({ code: null, signal: null, failure });
      });
      this.process.on('close', (code, signal) => end({ code, signal }));
      // A grandchild that keeps the pipes open must not keep us waiting for ever.
      this.process.on('exit', (code, signal) => {
        setTimeout(() => {
          this.process.stdout.destroy();
          this.process.stderr.destroy();
          end({ code, signal });
        }, 300).unref();
      });
    });
  }

  /** False as soon as it is being stopped. */
  get alive(): boolean {
    return (
      this.#stopping === undefined &&
      this.#end === undefined &&
      this.process.exitCode === null &&
      this.process.signalCode === null
    );
  }

  /** The end of what it complained about. */
  get complaint(): string {
    return this.#stderr.trim();
  }

  write(text: string): boolean {
    return this.process.stdin.writable && this.process.stdin.write(text);
  }

  /** Ends it and everything that it started. */
  stop(graceMs: number): Promise<void> {
    this.#stopping ??= this.#stopTree(graceMs);
    return this.#stopping;
  }

  async #stopTree(graceMs: number): Promise<void> {
    const { pid } = this.process;
    if (pid === undefined) return;
    this.process.stdin.destroy();
    await this.#processes.stopTree({ pid, startedAt: this.#startedAt }, graceMs);
    await this.#processes.stopMarked(this.#mark);
    await this.ended;
  }

  /** Why it could not be started, when it could not. */
  get faultOfStart(): ProfileFault | undefined {
    switch (this.#end?.failure?.code) {
      case undefined:
        return undefined;
      case 'ENOENT':
        return 'not_found';
      case 'EACCES':
        return 'not_executable';
      default:
        return undefined;
    }
  }

  /** What the end of the process means when the agent has not said how its turn ended. */
  errorOf(end: ChildEnd): AgentError {
    if (end.failure) return startError(this.#command, end.failure);
    const ending = this.#deaf
      ? say('The agent closed its input')
      : end.signal
        ? say('The agent was ended by {signal}', { signal: end.signal })
        : say('The agent ended with code {code}', { code: String(end.code) });
    const complaint = lastLines(this.complaint);
    const kind = this.#deaf || end.signal ? 'crashed' : kindOfMessage(complaint);
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

export function startError(command: string, failure: NodeJS.ErrnoException): AgentError {
  const why =
    failure.code === 'ENOENT'
      ? say('"{command}" was not found.', { command })
      : failure.code === 'EACCES'
        ? say('"{command}" may not be executed.', { command })
        : say('"{command}" could not be started ({reason}).', { command, reason: failure.code ?? failure.message });
  return { kind: 'crashed', ...spoken(why) };
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
  return { ...rest, ...extra };
}
