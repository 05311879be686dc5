import assert from 'node:assert/strict';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';

export const CLI = path.resolve('dist/cli.js');

export interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

/** An empty workspace folder of its own, and the command line in it. */
export class CommandLine {
  readonly workspace = fs.mkdtempSync(path.join(os.tmpdir(), 'signalbox-cli-'));
  readonly #env: NodeJS.ProcessEnv;
  readonly #children = new Set<ChildProcessByStdio<Writable, Readable, Readable>>();

  constructor(env: NodeJS.ProcessEnv = {}) {
    const { SIGNALBOX_LEDGER: _, SIGNALBOX_BOARD: __, FORCE_COLOR: ___, ...own } = process.env;
    this.#env = { ...own, NO_COLOR: '1', COLUMNS: '100', SIGNALBOX_ACTOR: 'mara', ...env };
  }

  start(...args: string[]): ChildProcessByStdio<Writable, Readable, Readable> {
    const child = spawn(process.execPath, [CLI, ...args], { cwd: this.workspace, env: this.#env, stdio: 'pipe' });
    this.#children.add(child);
    child.once('close', () => this.#children.delete(child));
    return child;
  }

  async run(args: readonly string[], input = ''): Promise<Said> {
    const child = this.start(...args);
    const chunks: { out: Buffer[]; error: Buffer[] } = { out: [], error: [] };
    child.stdout.on('data', (chunk: Buffer) => chunks.out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.error.push(chunk));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, out: Buffer.concat(chunks.out).toString(), error: Buffer.concat(chunks.error).toString() };
  }

  /** What a command answers as JSON where it has to work. */
  async data<T = Record<string, never>>(...args: string[]): Promise<T> {
    const { code, out, error } = await this.run([...args, '--json']);
    assert.equal(code, 0, `${args.join(' ')}\n${out}${error}`);
    return (JSON.parse(out) as { data: T }).data;
  }

  /** The code of a refusal where it has to be refused. */
  async refusal(...args: string[]): Promise<{ code: string; message: string; details?: Record<string, unknown> }> {
    const { code, out } = await this.run([...args, '--json']);
    assert.equal(code, 1, `${args.join(' ')}\n${out}`);
    return (JSON.parse(out) as { refusal: never }).refusal;
  }

  async text(...args: string[]): Promise<string> {
    const { code, out, error } = await this.run(args);
    assert.equal(code, 0, error);
    return out;
  }

  file(name: string, content: string | Uint8Array): string {
    const file = path.join(this.workspace, name);
    fs.writeFileSync(file, content);
    return file;
  }

  /** Ends what still runs and takes the folder away. */
  async dispose(): Promise<void> {
    for (const child of this.#children) {
      child.kill('SIGKILL');
      await once(child, 'close');
    }
    fs.rmSync(this.workspace, { recursive: true, force: true, maxRetries: 5 });
  }
}
