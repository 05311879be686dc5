import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/**
 * A complete VS Code from the npm registry, for machines that cannot download the desktop one: the package `code-server`
 * carries workbench and extension host, and its server runs straight from lib/vscode. It weighs 600 MB, so it is no
 * dependency of the project but lives in the ignored folder .vscode-test. Version and content are pinned here, and its own
 * packages by the npm-shrinkwrap.json that it brings.
 */
const RIG_VERSION = '4.139.1';
const INTEGRITY = 'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==';

const FOLDER = path.resolve('.vscode-test', `rig-${RIG_VERSION}`);

/** Native modules without which the extension host dies. The others are not needed. */
const NATIVE = ['@vscode/spdlog', '@vscode/native-watchdog'];

const TOOLS_MISSING =
  'Two modules of the editor could not be built, which takes Python 3, make and a C++ compiler (Debian: apt install python3 make g++).';

/** The file that starts the server; installs it on the first call. */
export async function ensureRig(say: (line: string) => void): Promise<string> {
  const shared = process.env.SIGNALBOX_RIG;
  const vscode = shared ? path.resolve(shared) : path.join(FOLDER, 'package/lib/vscode');
  const main = path.join(vscode, 'out/server-main.js');
  if (fs.existsSync(main)) return main;
  if (shared) throw new Error(`SIGNALBOX_RIG names ${vscode}, which has no out/server-main.js.`);
  say(`Installing the editor for tests (code-server ${RIG_VERSION} from npm, 600 MB, once) …`);
  const started = Date.now();
  // Built aside and moved into place whole, so that an install that was interrupted is never taken for a finished one.
  const aside = `${FOLDER}.${process.pid}`;
  try {
    fs.mkdirSync(aside, { recursive: true });
    await unpack(aside);
    await installPackages(path.join(aside, 'package/lib/vscode'));
    fs.rmSync(FOLDER, { recursive: true, force: true });
    fs.renameSync(aside, FOLDER);
  } finally {
    fs.rmSync(aside, { recursive: true, force: true });
  }
  say(`Editor installed in ${Math.round((Date.now() - started) / 1000)} s.`);
  return main;
}

async function unpack(folder: string): Promise<void> {
  const output = await run('npm', ['pack', '--json', `code-server@${RIG_VERSION}`], folder);
  const [packed] = JSON.parse(output.slice(output.indexOf('['))) as { filename: string; integrity: string }[];
  if (!packed) throw new Error('npm pack named no file.');
  if (packed.integrity !== INTEGRITY) throw new Error(`code-server@${RIG_VERSION} is not the expected package.`);
  await run('tar', ['xzf', packed.filename], folder);
  fs.rmSync(path.join(folder, packed.filename));
}

async function installPackages(vscode: string): Promise<void> {
  await run('npm', ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], vscode);
  await run('npm', ['rebuild', ...NATIVE], vscode, headers()).catch((error: Error) => {
    throw new Error(`${TOOLS_MISSING}\n${error.message}`);
  });
}

/**
 * Native modules are built with the headers of the Node that will run them. They come with its npm package, so nothing is
 * downloaded for it, and no headers are taken that happen to lie on this machine.
 */
function headers(): NodeJS.ProcessEnv {
  const program = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}/package.json`;
  try {
    const folder = path.dirname(createRequire(path.resolve('node_modules/node/package.json')).resolve(program));
    return fs.existsSync(path.join(folder, 'include/node/node.h')) ? { npm_config_nodedir: folder } : {};
  } catch {
    return {};
  }
}

/** Not in one go: other tests run meanwhile. */
async function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const windows = process.platform === 'win32';
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    shell: windows,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let all = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    all += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    all += text;
  });
  const [failure, status] = await new Promise<[Error | undefined, number | null]>((resolve) => {
    child.on('error', (error) => resolve([error, null]));
    child.on('close', (code) => resolve([undefined, code]));
  });
  if (status === 0) return stdout;
  const output = all.trim().split('\n').slice(-30).join('\n');
  throw new Error(`${command} ${args.join(' ')} failed${failure ? `: ${failure.message}` : ''}\n${output}`);
}
