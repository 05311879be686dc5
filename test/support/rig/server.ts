import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { endGroup } from '../runner/processes';

export interface ServerOptions {
  /** out/server-main.js of the rig. */
  readonly main: string;
  /** Settings, extensions, logs and state of this editor alone; a temporary folder unless told. */
  readonly dataFolder?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Packages (.vsix) that are installed before it starts. */
  readonly install?: readonly string[];
  /** Folders of extensions that it starts with as they are. */
  readonly unpacked?: readonly string[];
  /** A secret that the address must carry; without one anybody on this machine may connect, as tests do. */
  readonly token?: string;
  /** A free one unless told. */
  readonly port?: number;
  readonly env?: NodeJS.ProcessEnv;
  /** Whether folders have to be trusted first, as they must in everybody's editor. Tests need not. */
  readonly trust?: boolean;
}

export interface EditorServer {
  readonly port: number;
  readonly dataFolder: string;
  /** What the server printed so far. */
  output(): string;
  /** Settles when the server ends by itself. */
  readonly ended: Promise<number | null>;
  stop(): Promise<void>;
}

const SETTINGS = {
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.startupEditor': 'none',
  // In a page VS Code saves by itself after a second, on a desktop it does not.
  'files.autoSave': 'off',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  // What the pointer happens to rest on would say its name over what is clicked next.
  'workbench.hover.delay': 600_000,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
};

const START_LIMIT_MS = 60_000;

/** Starts VS Code's server on a free port of 127.0.0.1. */
export async function startServer(options: ServerOptions): Promise<EditorServer> {
  const dataFolder = options.dataFolder ?? fs.mkdtempSync(path.join(os.tmpdir(), 'editor-'));
  writeSettings(dataFolder, options.settings ?? {});
  const common = [
    '--server-data-dir',
    dataFolder,
    '--extensions-dir',
    path.join(dataFolder, 'extensions'),
    '--accept-server-license-terms',
    '--disable-telemetry',
  ];
  for (const folder of options.unpacked ?? []) {
    fs.cpSync(folder, path.join(dataFolder, 'extensions', path.basename(folder)), { recursive: true });
  }
  const { NODE_OPTIONS: _, ...env } = { ...process.env, ...options.env };
  for (const file of options.install ?? []) installExtension(options.main, file, common, env);
  const token = options.token === undefined ? ['--without-connection-token'] : ['--connection-token', options.token];
  const flags = [
    '--host',
    '127.0.0.1',
    '--port',
    '0',
    ...token,
    ...(options.trust ? [] : ['--disable-workspace-trust']),
    '--enable-smoke-test-driver',
  ];
  const child = spawn(process.execPath, [options.main, ...flags, ...common], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    env,
  });
  let output = '';
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const boundPort = await new Promise<number>((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`The editor's server did not start:\n${output}`)), START_LIMIT_MS);
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const bound = /Extension host agent listening on (\d+)/.exec(output);
      if (!bound) return;
      clearTimeout(limit);
      resolve(Number(bound[1]));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void ended.then((code) => reject(new Error(`The editor's server ended with code ${code}:\n${output}`)));
  });
  return {
    port: boundPort,
    dataFolder,
    output: () => output,
    ended,
    stop: async () => {
      await stopGroup(child, ended);
      if (!options.dataFolder) fs.rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

function writeSettings(dataFolder: string, settings: Readonly<Record<string, unknown>>): void {
  for (const place of ['data/Machine', 'data/User']) {
    const file = path.join(dataFolder, place, 'settings.json');
    if (fs.existsSync(file)) continue;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, JSON.stringify({ ...SETTINGS, ...settings }, null, 2));
  }
}

function installExtension(main: string, file: string, common: readonly string[], env: NodeJS.ProcessEnv): void {
  const args = [main, '--install-extension', file, '--force', ...common];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env, timeout: 120_000 });
  if (status !== 0) throw new Error(`${file} could not be installed:\n${stdout}${stderr}`);
}

async function stopGroup(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  endGroup(child, 'SIGTERM');
  const slow = setTimeout(() => endGroup(child), 5000);
  await ended;
  clearTimeout(slow);
  // Extension hosts that outlived the server.
  endGroup(child);
}
