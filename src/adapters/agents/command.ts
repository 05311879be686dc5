import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type AgentErrorKind, kindOfMessage } from '../../core/agent/error';
import type { AgentEvent, TurnEnd } from '../../core/agent/event';
import { ok, type Result, refuse } from '../../core/result';
import { type Sentence, say, spoken } from '../../core/sentence';
import type { AgentSession, OpenSession, ProfileReport } from '../../ports/agent';
import type { Processes } from '../../ports/processes';
import type { ChildSpec } from './child';
import { OneShot, type OneShotReader } from './one-shot';
import type { TestCode } from './probe';

/** More bytes do not fit into one variable of a process. */
const LONGEST_PROMPT = 120_000;

/**
 * Any shell line, once for each turn: `{prompt}` stands for what is asked, `{promptFile}` for a file that holds it;
 * without either it comes over standard input. It remembers nothing, and only its exit code says how it went.
 */
class CommandSession implements AgentSession {
  readonly id = undefined;
  readonly remembers = false;
  readonly alive = true;
  readonly #spec: ChildSpec;
  readonly #shot: OneShot;

  constructor(spec: ChildSpec, processes: Processes) {
    this.#spec = spec;
    this.#shot = new OneShot(processes);
  }

  async prompt(prompt: string, emit: (event: AgentEvent) => void): Promise<TurnEnd> {
    const line = this.#spec.command;
    const inVariable = line.includes('{prompt}');
    const inFile = line.includes('{promptFile}');
    const unfit = inVariable ? unfitForVariable(prompt) : undefined;
    if (unfit) return { stop: 'error', error: { kind: 'context_overflow', ...spoken(unfit) } };
    const folder = inFile ? fs.mkdtempSync(path.join(os.tmpdir(), 'signalbox-prompt-')) : undefined;
    const file = folder === undefined ? '' : path.join(folder, 'prompt.md');
    if (folder !== undefined) fs.writeFileSync(file, prompt, { mode: 0o600 });
    // The shell gets names of variables, never the text itself: nothing in it can be taken for a command.
    const variable = (name: string) => (process.platform === 'win32' ? `"%${name}%"` : `"$${name}"`);
    const command = line
      .replaceAll('{promptFile}', variable('SIGNALBOX_PROMPT_FILE'))
      .replaceAll('{prompt}', variable('SIGNALBOX_PROMPT'));
    const env = {
      ...this.#spec.env,
      ...(inVariable ? { SIGNALBOX_PROMPT: prompt } : {}),
      ...(inFile ? { SIGNALBOX_PROMPT_FILE: file } : {}),
    };
    const input = inVariable || inFile ? '' : prompt;
    try {
      return await this.#shot.run({ ...this.#spec, command, args: [], env, shell: true }, input, READER, emit);
    } finally {
      if (folder !== undefined) fs.rmSync(folder, { recursive: true, force: true });
    }
  }

  answer(): boolean {
    return false;
  }

  cancel(): Promise<void> {
    return this.#shot.cancel();
  }

  close(): Promise<void> {
    return this.#shot.close();
  }
}

function unfitForVariable(prompt: string): Sentence | undefined {
  const names = { prompt: '{prompt}', promptFile: '{promptFile}' };
  // What cmd.exe puts in the place of a variable it reads as a part of the line.
  if (process.platform === 'win32')
    return say('On Windows a shell line cannot hold {prompt}. Use {promptFile} in the command of this profile.', names);
  if (Buffer.byteLength(prompt) <= LONGEST_PROMPT) return undefined;
  return say('What is asked is too long for {prompt} here. Use {promptFile} in the command of this profile.', names);
}

const READER: OneShotReader = {
  judgedByEnd: true,
  line(line, emit) {
    emit({ type: 'text', text: `${line}\n` });
    return undefined;
  },
  silent(end, child) {
    if (end.code === 0) return { stop: 'end_turn' };
    const error = child.errorOf(end);
    // A shell says by a code above 128 that what it ran was killed.
    const kind = end.code === null || end.code > 128 ? error.kind : kindOfMessage(child.complaint);
    return { stop: 'error', error: { ...error, kind } };
  },
};

export async function openCommand(
  spec: ChildSpec,
  _request: OpenSession,
  processes: Processes,
): Promise<Result<AgentSession, AgentErrorKind>> {
  return ok(new CommandSession(spec, processes));
}

/** A shell line can only be tried by running it; what can be said is whether its first word is there. */
export async function testShellLine(
  spec: ChildSpec,
  isThere: (command: string) => boolean,
): Promise<Result<ProfileReport, TestCode>> {
  const first = /^\s*([^\s"'|&;<>$`(){}]+)/.exec(spec.command)?.[1];
  if (first !== undefined && !isThere(first) && !SHELL_WORDS.has(first))
    return refuse('not_found', say('"{command}" was not found.', { command: first }));
  return ok({ agent: spec.command, canResume: false });
}

const SHELL_WORDS = new Set([
  'cd',
  'echo',
  'exec',
  'export',
  'if',
  'for',
  'while',
  'set',
  'source',
  'test',
  'printf',
  'cat',
]);
