import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fillDemoBoard } from '../demo-board';
import { copyDemoWorkspace } from '../demo-workspace';
import { packageExtension } from '../package/vsix';
import { ensureRig } from '../rig/install';
import { startServer } from '../rig/server';

export async function main(argv: string[]): Promise<number> {
  const { values } = parseArgs({ args: argv, options: { port: { type: 'string' }, browser: { type: 'boolean' } } });
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'signalbox-demo-'));
  try {
    const workspace = copyDemoWorkspace(path.join(folder, 'harbour'));
    await fillDemoBoard(workspace, Date.now());
    const code = values.browser ? undefined : desktopCode();
    return code ? await openDesktop(code, workspace) : await serveEditor(folder, workspace, Number(values.port ?? 0));
  } finally {
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** The command `code` of a desktop VS Code that is new enough for the extension. */
function desktopCode(): string | undefined {
  const { status, stdout } = spawnSync('code', ['--version'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) return undefined;
  const { engines } = JSON.parse(fs.readFileSync('package.json', 'utf8')) as { engines: { vscode: string } };
  const [found, needed] = [stdout, engines.vscode].map((text) => /(\d+)\.(\d+)/.exec(text)?.slice(1).map(Number) ?? []);
  const [major = 0, minor = 0] = found ?? [];
  const [neededMajor = 0, neededMinor = 0] = needed ?? [];
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return 'code';
  console.log(`VS Code ${major}.${minor} on the PATH is older than ${engines.vscode}, so the editor from npm is used.`);
  return undefined;
}

async function openDesktop(code: string, workspace: string): Promise<number> {
  if (spawnSync(process.execPath, ['esbuild.js'], { stdio: 'inherit' }).status !== 0) return 1;
  console.log(
    `Opening ${workspace} in VS Code. Close its window or press Ctrl-C to end; the workspace is a throwaway copy.`,
  );
  const args = ['--new-window', '--wait', `--extensionDevelopmentPath=${process.cwd()}`, workspace];
  const child = spawn(code, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill('SIGTERM'));
  await once(child, 'exit');
  return 0;
}

async function serveEditor(folder: string, workspace: string, port: number): Promise<number> {
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, resolve);
  });
  console.log('Building …');
  const vsix = packageExtension();
  const editor = await ensureRig(console.log).catch((error: Error) => console.error(error.message));
  if (!editor) return 1;
  const token = randomBytes(24).toString('hex');
  const server = await startServer({
    main: editor,
    dataFolder: path.join(folder, 'editor'),
    install: [vsix],
    token,
    port,
  });
  console.log(`
Signalbox is open on a demo workspace (a throwaway copy, with a git history):

  http://127.0.0.1:${server.port}/?tkn=${token}&folder=${encodeURI(workspace)}

Press Ctrl-C to end.`);
  const died = await Promise.race([server.ended.then((code) => ({ code })), stopped.then(() => undefined)]);
  if (died) console.error(`The editor ended by itself with code ${died.code}:\n${server.output()}`);
  else console.log('\nStopping …');
  await server.stop();
  return died ? 1 : 0;
}
