import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { SimpleGit } from 'simple-git';
import { type Machine, whereIs } from '../processes/program';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** simple-git turns whatever its error hook answers into a message, so exit code and output travel as text. */
const REFUSED = 'git-refused:';

const SAFE_REF = /^(HEAD|refs\/[A-Za-z0-9][A-Za-z0-9._/-]*)$/;
const SHA = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

/** A commit or blob name is used only in full, so that it can never be read as an option or a revision expression. */
export function sha(value: string): string {
  if (!SHA.test(value)) throw new Error(`"${value}" is not an object name`);
  return value;
}

export function ref(value: string): string {
  if (!SAFE_REF.test(value) || value.includes('..') || value.endsWith('.lock') || value.includes('//')) {
    throw new Error(`"${value}" is not a ref name that Signalbox uses`);
  }
  return value;
}

/** A path that is meant literally, whatever characters it holds. Goes behind `--`. */
export function asLiteral(file: string): string {
  return `:(literal,top)${file}`;
}

let known: { readonly path: string | undefined; readonly file: string } | undefined;

/**
 * The git of the PATH, as a whole path: given its name alone, Windows would take one that lies in the folder which is
 * worked in. Only the program itself will do there, as Node starts no batch file without a shell.
 */
export function gitProgram(env: NodeJS.ProcessEnv = process.env, folder = process.cwd(), machine?: Machine): string {
  const path = env.PATH ?? env.Path;
  if (machine === undefined && known !== undefined && known.path === path) return known.file;
  const windows = (machine?.platform ?? process.platform) === 'win32';
  const file = whereIs(windows ? 'git.exe' : 'git', env, folder, machine);
  if (file === undefined) throw new Error('git was not found on the PATH');
  if (machine === undefined) known = { path, file };
  return file;
}

/** git in one folder, without prompts, pagers or translated messages. */
export class GitCommand {
  readonly folder: string;
  #plain: Promise<SimpleGit> | undefined;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** As long as it gets nothing extra, git is prepared once. */
  #git(extra?: Record<string, string>): Promise<SimpleGit> {
    if (extra) return this.#create(extra);
    this.#plain ??= this.#create({});
    return this.#plain;
  }

  /** simple-git is a bundle of its own, so that nobody waits for it before git is needed. */
  async #create(extra: Record<string, string>): Promise<SimpleGit> {
    const { simpleGit } = await import('simple-git');
    const names = Object.keys(extra);
    const git = simpleGit({
      baseDir: this.folder,
      binary: gitProgram(process.env, this.folder),
      // Said of every path with a space in it, such as "C:\\Program Files".
      unsafe: { allowUnsafeCustomBinary: true },
      maxConcurrentProcesses: 6,
      allowEnvironment: ['GIT_TERMINAL_PROMPT', 'GIT_OPTIONAL_LOCKS', ...names],
      errors: (error, result) => {
        if (result.exitCode === 0) return undefined;
        if (result.exitCode === undefined) return error;
        const ran: Ran = {
          code: result.exitCode,
          out: Buffer.concat(result.stdOut).toString('utf8'),
          err: Buffer.concat(result.stdErr).toString('utf8').trim(),
        };
        return Buffer.from(REFUSED + JSON.stringify(ran));
      },
    });
    const ambient = Object.fromEntries(
      Object.entries(process.env).filter(([name, value]) => value !== undefined && !isGuarded(name)),
    ) as Record<string, string>;
    return git.env({ ...ambient, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', ...extra });
  }

  /** Runs and answers with exit code and output; rejects only when git itself cannot be started. */
  async run(args: readonly string[], extra?: Record<string, string>): Promise<Ran> {
    const git = await this.#git(extra);
    try {
      return { code: 0, out: await git.raw([...args]), err: '' };
    } catch (error) {
      const ran = refusedIn(error);
      if (ran) return ran;
      throw error;
    }
  }

  /** Runs a command that has no reason to fail. */
  async must(args: readonly string[], extra?: Record<string, string>): Promise<string> {
    const ran = await this.run(args, extra);
    if (ran.code !== 0) throw new Error(`git ${args[0]} failed: ${ran.err || `exit code ${ran.code}`}`);
    return ran.out;
  }

  async bytes(args: readonly string[]): Promise<Uint8Array | undefined> {
    try {
      return (await (await this.#git()).binaryCatFile([...args])) as Buffer;
    } catch (error) {
      if (refusedIn(error)) return undefined;
      throw error;
    }
  }

  /** Runs with lists of paths in pieces that fit a command line. */
  async mustInPieces(
    args: readonly string[],
    tail: readonly string[],
    extra?: Record<string, string>,
  ): Promise<string> {
    let out = '';
    for (const piece of pieces(tail)) out += await this.must([...args, ...piece], extra);
    return out;
  }
}

/** What simple-git keeps from the caller's environment unless it is named: it could redirect or run anything. */
function isGuarded(name: string): boolean {
  return /^GIT_/i.test(name) || /^(EDITOR|VISUAL|PAGER|PREFIX|SSH_ASKPASS)$/i.test(name);
}

function refusedIn(error: unknown): Ran | undefined {
  const message = error instanceof Error ? error.message : '';
  const at = message.indexOf(REFUSED);
  return at < 0 ? undefined : (JSON.parse(message.slice(at + REFUSED.length)) as Ran);
}

function* pieces(list: readonly string[], most = 60_000): Generator<string[]> {
  let piece: string[] = [];
  let size = 0;
  for (const item of list) {
    if (piece.length > 0 && size + item.length > most) {
      yield piece;
      piece = [];
      size = 0;
    }
    piece.push(item);
    size += item.length + 1;
  }
  if (piece.length > 0) yield piece;
}

/** A folder of our own for as long as `use` runs. */
export async function withScratch<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'signalbox-'));
  try {
    return await use(folder);
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
}
