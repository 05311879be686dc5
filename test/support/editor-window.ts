/**
 * A real editor window with the packaged extension installed, for tests that click (test/e2e):
 *
 *   const window = await openWindow();                       installs the .vsix into an editor of its own
 *   await window.sidebar();                                  shows Signalbox's container
 *   await window.row('Tide table').click();                  a row of one of its trees
 *   await window.palette('Signalbox: Open Board');           runs a command of the palette
 *   const board = window.frame();                            the document inside the open webview
 *   await window.page.…                                      anything else Playwright can
 *   await window.close();                                    fails when a CSP was violated
 *
 * Run one: `npm test -- --tier e2e --file install`. When a test fails, what the window shows is said under its error, and a
 * screenshot of the window, the console of the extension host, Signalbox's own log and the server's output stay in
 * out/artifacts.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { artifact } from './artifacts';
import { copyDemoWorkspace } from './demo-workspace';
import { eventually } from './eventually';
import { onFailed } from './failures';
import { VSIX } from './package/vsix';
import type { EditorChoice } from './rig/choose';
import { evidenceOf, extensionLog, putAway } from './rig/evidence';
import { ensureRig } from './rig/install';
import { type EditorServer, startServer } from './rig/server';
import { type EditorPage, openEditorPage } from './rig/window';
import { stretched } from './slow';

export interface WindowOptions {
  /** An absolute folder; a fresh copy of the demo workspace unless told. `null`: an empty window. */
  readonly workspace?: string | null;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly size?: { readonly width: number; readonly height: number };
  /** For the extension host, and so for everything it starts. */
  readonly env?: NodeJS.ProcessEnv;
  /** The folder is one that nobody has trusted yet. */
  readonly untrusted?: boolean;
  /** The extension as it is built in this folder, instead of the package. */
  readonly development?: boolean;
}

export interface EditorWindow {
  readonly page: Page;
  readonly workspace: string | null;
  readonly problems: readonly string[];
  palette(command: string): Promise<void>;
  sidebar(): Promise<void>;
  /** A row of a tree in the sidebar whose text contains this. */
  row(text: string): Locator;
  /** The document inside the webview that was opened last. */
  frame(): FrameLocator;
  shot(name: string): Promise<string>;
  /** What the extension wrote to its log. */
  log(): string;
  /** Loads the window anew, as "Developer: Reload Window" does. */
  reload(): Promise<void>;
  /** A second window of the same editor on the same folder, with an extension host of its own. */
  another(): Promise<OtherWindow>;
  /** SIGKILL ends the extension host as a crash does, and the editor starts another one; SIGSTOP lets it hang. */
  signalExtensionHost(signal: 'SIGKILL' | 'SIGSTOP'): void;
  close(): Promise<void>;
}

export interface OtherWindow {
  readonly page: Page;
  palette(command: string): Promise<void>;
  frame(): FrameLocator;
  /** Of its extension host, the first one that it had. */
  signalExtensionHost(signal: 'SIGKILL' | 'SIGSTOP'): void;
  close(): Promise<void>;
}

const LIMIT = stretched(60_000);
/** Nobody is asked when the window opens. */
const UNTRUSTED = { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' };
const open = new Set<{ readonly window: EditorWindow; readonly server: EditorServer; readonly hostLog: string[] }>();

export async function openWindow(options: WindowOptions = {}): Promise<EditorWindow> {
  const workspace = options.workspace === undefined ? copyDemoWorkspace(temporary('workspace')) : options.workspace;
  const server = await startServer({
    main: await rigMain(),
    dataFolder: temporary('editor'),
    install: options.development ? [] : [packageUnderTest()],
    settings: options.untrusted ? { ...UNTRUSTED, ...options.settings } : (options.settings ?? {}),
    env: options.env ?? {},
    ...(options.untrusted ? { trust: true } : {}),
  });
  const hostLog: string[] = [];
  let opened: EditorPage;
  try {
    opened = await openEditorPage({
      port: server.port,
      ...(workspace ? { folder: workspace } : {}),
      ...(options.development ? { developmentPath: process.cwd() } : {}),
      ...(options.size ? { size: options.size } : {}),
      onHostLog: (line) => hostLog.push(line),
    });
  } catch (error) {
    await server.stop();
    throw error;
  }
  const { page, problems } = opened;
  page.setDefaultTimeout(LIMIT);
  const window: EditorWindow = {
    page,
    workspace,
    problems,
    palette: (command) => runFromPalette(page, command),
    sidebar: () => showSidebar(page),
    row: (text) => page.locator('.sidebar .monaco-list-row', { hasText: text }).first(),
    frame: () => frameOf(page),
    shot: async (name) => {
      const file = artifact(name, 'png');
      await page.screenshot({ path: file });
      return file;
    },
    log: () => extensionLog(server.dataFolder),
    reload: async () => {
      // Not the browser's own: the editor keeps the state of its panels only when it is told.
      const before = await documentOf(page);
      await runFromPalette(page, 'Developer: Reload Window');
      await eventually(
        async () => (await documentOf(page).catch(() => before)) !== before,
        'the window is loaded anew',
      );
      await page.waitForSelector('.monaco-workbench', { timeout: LIMIT });
    },
    another: async () => {
      const before = hostsOf(server).length;
      const other = await openEditorPage({ port: server.port, ...(workspace ? { folder: workspace } : {}) });
      other.page.setDefaultTimeout(LIMIT);
      return {
        page: other.page,
        palette: (command) => runFromPalette(other.page, command),
        frame: () => frameOf(other.page),
        signalExtensionHost: (signal) => signalTo(hostsOf(server)[before], signal),
        close: async () => {
          await other.close();
          if (other.problems.length) throw new Error(`The other window complained:\n${other.problems.join('\n')}`);
        },
      };
    },
    signalExtensionHost: (signal) => signalTo(hostsOf(server).at(-1), signal),
    close: async () => {
      await evidence;
      open.delete(entry);
      await opened.close();
      await server.stop();
      if (problems.length) throw new Error(`The window complained:\n${problems.join('\n')}`);
    },
  };
  const entry = { window, server, hostLog };
  open.add(entry);
  return window;
}

/** Every extension host that the server has started, the newest last. */
function hostsOf(server: EditorServer): number[] {
  return [...server.output().matchAll(/<(\d+)> Launched Extension Host Process/g)].map(([, pid]) => Number(pid));
}

function signalTo(pid: number | undefined, signal: 'SIGKILL' | 'SIGSTOP'): void {
  if (!pid) throw new Error('The server did not say which process is the extension host.');
  process.kill(pid, signal);
}

function frameOf(page: Page): FrameLocator {
  return page.frameLocator('iframe.webview.ready').last().frameLocator('#active-frame');
}

/** Runs a command of the palette by its title. The list is made when the palette opens, so it opens until the command is there. */
async function runFromPalette(page: Page, command: string): Promise<void> {
  const input = page.locator('.quick-input-widget input.input');
  // Marked as what was searched for: rows that stood there before are about to give way, and a click would hit another one.
  const marked = page.locator('.highlight', { hasText: command });
  const entry = page.locator('.quick-input-list .monaco-list-row', { has: marked }).first();
  // Longer each time, or a slow machine would never come to the end of one.
  for (let patience = 3_000, end = Date.now() + LIMIT; ; patience *= 2) {
    const before = await clicksOnPicks(page);
    await page.keyboard.press('F1');
    // What takes the focus just now, as a page does after a reload, closes the palette again.
    const chosen = await input
      .fill(`>${command}`, { timeout: patience })
      .then(() => entry.click({ timeout: patience, noWaitAfter: true }))
      .then(
        () => true,
        () => false,
      );
    // Once, also where the click was so slow that it was given up: a command that runs twice is another one.
    // So it is when the document is another one already.
    if (chosen || (await clicksOnPicks(page).catch(() => -1)) !== before) return;
    if (Date.now() > end) throw new Error(`The palette has no command "${command}".`);
    // To the palette alone: a page that has the focus by now would take it for itself.
    if (await input.isVisible()) await input.press('Escape');
  }
}

function documentOf(page: Page): Promise<number> {
  return page.evaluate(() => performance.timeOrigin);
}

/** How often something was picked from a list since this document is there. */
function clicksOnPicks(page: Page): Promise<number> {
  return page.evaluate(() => {
    const scope = window as unknown as { clicksOnPicks?: number };
    if (scope.clicksOnPicks === undefined) {
      scope.clicksOnPicks = 0;
      const count = ({ target }: Event) => {
        if (target instanceof Element && target.closest('.quick-input-list')) scope.clicksOnPicks! += 1;
      };
      document.addEventListener('click', count, true);
    }
    return scope.clicksOnPicks;
  });
}

/** A window that comes up shows by itself what it showed before, and a click on what is shown hides it: so one look, one click. */
async function showSidebar(page: Page): Promise<void> {
  const item = page.locator('.activitybar .action-item', { has: page.locator('[aria-label^="Signalbox"]') }).first();
  const title = page.locator('.sidebar .composite.title', { hasText: 'Signalbox' });
  const isShown = (patience: number) =>
    title.waitFor({ timeout: patience }).then(
      () => true,
      () => false,
    );
  await item.waitFor();
  for (const end = Date.now() + LIMIT; !(await isShown(1_000)); await isShown(3_000)) {
    if (Date.now() > end) throw new Error('The side bar of Signalbox does not show.');
    await item.click();
    // Its tooltip would lie over the rows of the trees for as long as the pointer stays.
    await page.mouse.move(1, 1);
  }
}

async function rigMain(): Promise<string> {
  const choice = process.env.SIGNALBOX_EDITOR ? (JSON.parse(process.env.SIGNALBOX_EDITOR) as EditorChoice) : undefined;
  return choice?.kind === 'rig' ? choice.main : ensureRig(console.log);
}

function packageUnderTest(): string {
  const file = process.env[VSIX];
  if (!file) throw new Error(`${VSIX} names no package: run "npm run package" and set it, or use npm test.`);
  return file;
}

function temporary(name: string): string {
  return path.join(fs.mkdtempSync(path.join(os.tmpdir(), `${name}-`)), name);
}

/** What is gathered about the failures so far. */
let evidence: Promise<unknown> = Promise.resolve();

async function keepEvidence(title: string): Promise<void> {
  for (const { window, server, hostLog } of open) {
    const { page } = window;
    await page.screenshot({ path: artifact(title, 'png'), timeout: 10_000 }).catch(() => {});
    const parts = { 'extension host': hostLog.join('\n'), Signalbox: window.log(), server: server.output() };
    const text = Object.entries({ ...parts, problems: window.problems.join('\n') });
    fs.writeFileSync(artifact(title, 'log'), text.map(([name, part]) => `---- ${name}\n${part}`).join('\n'));
    fs.writeFileSync(artifact(title, 'txt'), (await evidenceOf(page, window.log())).join('\n'));
    await putAway(page);
  }
}

// Of the whole test process: this module is loaded while mocha loads the test file.
onFailed((title) => {
  evidence = evidence.then(() => keepEvidence(title)).catch((error: Error) => console.error(error.message));
});

afterEach('keeps what tells why a test failed', () => evidence);

after(async () => {
  await evidence;
  for (const { window } of [...open]) await window.close().catch((error: Error) => console.error(error.message));
});
