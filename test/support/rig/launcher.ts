/**
 * Stands in for the desktop executable of VS Code where that cannot be downloaded: takes the arguments that
 * `runTests` of @vscode/test-electron gives it, and runs the tests in the editor of rig/install.ts.
 */
import fs from 'node:fs';
import type { Page } from 'playwright-core';
import { evidenceOf, extensionLog } from './evidence';
import { startServer } from './server';
import { openEditorPage } from './window';

/** A line on the extension host's console that asks for a picture of the window. */
const SHOT = 'signalbox-test-shot:';

const options = (name: string) =>
  process.argv.filter((arg) => arg.startsWith(`--${name}=`)).map((arg) => arg.slice(name.length + 3));

const folder = process.argv.slice(2).find((arg) => !arg.startsWith('-'));
// The editor in a page takes one extension under development; the others are put among the installed ones.
const [developmentPath, ...beside] = options('extensionDevelopmentPath');
const [testsPath] = options('extensionTestsPath');
const main = process.env.SIGNALBOX_RIG_MAIN;
if (!main || !developmentPath || !testsPath)
  throw new Error('--extensionDevelopmentPath and --extensionTestsPath are needed.');

let stopping = false;
const server = await startServer({ main, unpacked: beside });
let exit: (code: number) => void;
const exited = new Promise<number>((resolve) => {
  exit = resolve;
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => exit(130));
void server.ended.then((code) => {
  if (stopping) return;
  console.error(`The editor's server ended with code ${code}.`);
  exit(1);
});
let page: Page | undefined;
const onHostLog = async (line: string) => {
  const at = line.indexOf(SHOT);
  if (at < 0) return console.log(line);
  const file = line.slice(at + SHOT.length).trim();
  if (page) {
    await page.screenshot({ path: `${file}.part`, type: 'png', timeout: 10_000 }).catch(() => {});
    const seen = await evidenceOf(page, extensionLog(server.dataFolder));
    fs.writeFileSync(file.replace(/png$/, 'txt'), seen.join('\n'));
  }
  // The test waits for this name, so it must appear with the whole picture.
  if (fs.existsSync(`${file}.part`)) fs.renameSync(`${file}.part`, file);
};
try {
  const window = await openEditorPage({
    port: server.port,
    developmentPath,
    testsPath,
    ...(folder ? { folder } : {}),
    onHostLog: (line) => void onHostLog(line),
    onExit: (code) => exit(code),
  });
  page = window.page;
  page.on('crash', () => exit(1));
  process.exitCode = await exited;
  for (const problem of window.problems) console.error(`page: ${problem}`);
  await window.close();
} finally {
  stopping = true;
  await server.stop();
}
