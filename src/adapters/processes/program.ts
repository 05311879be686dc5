import fs from 'node:fs';
import path from 'node:path';
import { windowsTool } from './windows-table';

type Environment = Readonly<Record<string, string | undefined>>;

/** What has to be known of a machine to start a program on it. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** Whether a file is there and may be executed. */
  isProgram(file: string): boolean;
  /** The text of a small file; undefined when it cannot be read. */
  read(file: string): string | undefined;
}

const thisMachine: Machine = {
  platform: process.platform,
  isProgram(file) {
    try {
      fs.accessSync(file, process.platform === 'win32' ? fs.constants.F_OK : fs.constants.X_OK);
      return fs.statSync(file).isFile();
    } catch {
      return false;
    }
  },
  read(file) {
    try {
      return fs.readFileSync(file, 'utf8');
    } catch {
      return undefined;
    }
  },
};

/** What is really started for a command and its arguments. */
export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  /** The arguments are quoted already, for a Windows program that reads its command line in its own way. */
  readonly verbatim?: true;
}

const WINDOWS_PROGRAMS = '.COM;.EXE;.BAT;.CMD';

/** The value of a variable; Windows does not tell `Path` from `PATH`. What was set last counts. */
export function variable(name: string, env: Environment, platform: NodeJS.Platform): string | undefined {
  if (platform !== 'win32') return env[name];
  const found = Object.keys(env).findLast((key) => key.toUpperCase() === name.toUpperCase());
  return found === undefined ? undefined : env[found];
}

/** One environment over another. On Windows `Path` replaces `PATH`, which Node would otherwise decide by the alphabet. */
export function mergeEnvironment(
  base: Environment,
  extra: Environment,
  platform: NodeJS.Platform = process.platform,
): Record<string, string | undefined> {
  if (platform !== 'win32') return { ...base, ...extra };
  const replaced = new Set(Object.keys(extra).map((key) => key.toUpperCase()));
  const kept = Object.entries(base).filter(([key]) => !replaced.has(key.toUpperCase()));
  return { ...Object.fromEntries(kept), ...extra };
}

/**
 * The file that a command name starts, as a shell would find it, but never one of the folder that is worked in: a
 * repository must not bring along what a name starts.
 */
export function whereIs(
  command: string,
  env: Environment = process.env,
  folder = process.cwd(),
  machine: Machine = thisMachine,
): string | undefined {
  const { platform } = machine;
  const windows = platform === 'win32';
  const paths = windows ? path.win32 : path.posix;
  const folders = isPath(command, platform) ? ['.'] : foldersOf(variable('PATH', env, platform) ?? '', windows);
  const endings = windows ? endingsOf(command, variable('PATHEXT', env, platform)) : [''];
  for (const each of folders) {
    for (const ending of endings) {
      const file = paths.resolve(folder, each, command + ending);
      if (machine.isProgram(file)) return file;
    }
  }
  return undefined;
}

const isPath = (command: string, platform: NodeJS.Platform) =>
  command.includes('/') || (platform === 'win32' && command.includes('\\'));

function foldersOf(list: string, windows: boolean): readonly string[] {
  const paths = windows ? path.win32 : path.posix;
  return list
    .split(paths.delimiter)
    .map((each) => (windows ? each.replace(/^"(.*)"$/, '$1') : each))
    .filter((each) => paths.isAbsolute(each));
}

/** What Windows may add to a name. A file without any ending, such as npm's script for other systems, is no program there. */
function endingsOf(command: string, list: string | undefined): readonly string[] {
  const endings = (list || WINDOWS_PROGRAMS).split(';').filter((ending) => ending.startsWith('.'));
  const has = endings.some((ending) => command.toUpperCase().endsWith(ending.toUpperCase()));
  return has ? ['', ...endings] : endings;
}

/**
 * How a command is started without a shell: by an absolute path, because Windows itself looks into the current folder first,
 * and other systems do where the PATH says so. What npm and pnpm put on the PATH of Windows are batch files, which Node refuses
 * to start (CVE-2024-27980): they are read for the program that they stand for. Undefined for a name that is on no PATH.
 */
export function programOf(
  command: string,
  args: readonly string[],
  env: Environment,
  folder: string,
  machine: Machine = thisMachine,
): Program | undefined {
  const file = whereIs(command, env, folder, machine);
  // Of a file that is named and cannot be started the system itself says best why.
  if (file === undefined) return isPath(command, machine.platform) ? { file: command, args } : undefined;
  if (machine.platform !== 'win32') return { file, args };
  if (!/\.(?:cmd|bat)$/i.test(file)) return { file, args };
  return behindShim(file, args, env, machine) ?? throughBatch(file, args, env) ?? { file, args };
}

/** Where a shim hands over all that it was given: to a file beside it. What stands before says through which program. */
const SHIM_CALL = /^(.*?)"%(?:~dp0|dp0%)\\([^"%]+)"\s+%\*\s*$/i;
const THROUGH_NODE = /(?:"%_prog%"|\bnode(?:\.exe)?"?)\s+((?:[^\s"]+\s+)*)$/i;

/** The program for which a batch file of npm or pnpm stands. */
function behindShim(shim: string, args: readonly string[], env: Environment, machine: Machine): Program | undefined {
  const text = machine.read(shim) ?? '';
  const call = text
    .split('\n')
    .map((line) => SHIM_CALL.exec(line.trim()))
    .findLast((found) => found !== null);
  if (!call) return undefined;
  const [, before = '', relative = ''] = call;
  const folder = path.win32.dirname(shim);
  const target = path.win32.resolve(folder, relative);
  if (!machine.isProgram(target)) return undefined;
  if (/\.(?:exe|com)$/i.test(target)) return { file: target, args };
  const options = THROUGH_NODE.exec(before)?.[1];
  // The variable stands for node in most shims; in those of a Python script, say, it does not.
  if (options === undefined || (before.includes('%_prog%') && !/"_prog=node"/i.test(text))) return undefined;
  const beside = path.win32.join(folder, 'node.exe');
  const node = machine.isProgram(beside) ? beside : whereIs('node.exe', env, folder, machine);
  if (node === undefined) return undefined;
  return { file: node, args: [...options.split(/\s+/).filter(Boolean), target, ...args] };
}

/** Inside quotes these still mean something to a batch file, and nothing keeps them from it. */
const UNSAFE_FOR_BATCH = /["%\r\n]/;

/** A batch file that somebody wrote by hand. What could be taken for a part of the command line is not handed to it. */
function throughBatch(file: string, args: readonly string[], env: Environment): Program | undefined {
  if ([file, ...args].some((each) => UNSAFE_FOR_BATCH.test(each))) return undefined;
  const line = [file, ...args].map((each) => `"${each.replace(/\\+$/, '$&$&')}"`).join(' ');
  const shell = variable('ComSpec', env, 'win32') ?? windowsTool('cmd.exe');
  return { file: shell, args: ['/d', '/s', '/v:off', '/c', `"${line}"`], verbatim: true };
}
