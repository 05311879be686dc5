import { type Browser, chromium, type Page } from 'playwright-core';
import { slowDownWindow } from '../slow';
import { CHROMIUM_FLAGS, CHROMIUM_MISSING, findChromium } from './chromium';

export interface WindowOptions {
  readonly port: number;
  readonly token?: string;
  /** An absolute path; without one the window is empty. */
  readonly folder?: string;
  /** The extension under development. */
  readonly developmentPath?: string;
  /** A module whose `run()` is called in the extension host. */
  readonly testsPath?: string;
  readonly size?: { readonly width: number; readonly height: number };
  /** Gets the console of the extension host. */
  readonly onHostLog?: (line: string) => void;
  /** The tests ended. */
  readonly onExit?: (code: number) => void;
}

export interface EditorPage {
  readonly browser: Browser;
  readonly page: Page;
  /** CSP violations and exceptions of the page and of its webviews. */
  readonly problems: readonly string[];
  close(): Promise<void>;
}

const LOADED_WITHIN_MS = 90_000;

/** Opens a window of the editor that `startServer` serves, in a headless Chromium of its own. */
export async function openEditorPage(options: WindowOptions): Promise<EditorPage> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error(CHROMIUM_MISSING);
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  try {
    const page = await browser.newPage({ viewport: options.size ?? { width: 1600, height: 1000 } });
    const problems: string[] = [];
    page.on('console', (message) => {
      const text = message.text();
      if (/Content Security Policy|Refused to/.test(text) && !isFromVsCode(text)) problems.push(text);
    });
    await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) =>
      options.onHostLog?.([type, ...args].join(' ')),
    );
    await page.exposeFunction('codeAutomationExit', (code: number) => options.onExit?.(code));
    await slowDownWindow(page);
    await page.goto(addressOf(options), { timeout: LOADED_WITHIN_MS });
    await page.waitForSelector('.monaco-workbench', { timeout: LOADED_WITHIN_MS });
    return { browser, page, problems, close: () => browser.close() };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

function addressOf(options: WindowOptions): string {
  const remote = (file: string) => `vscode-remote://localhost:${options.port}${file}`;
  const payload = [['skipWelcome', 'true']];
  if (options.developmentPath) payload.push(['extensionDevelopmentPath', remote(options.developmentPath)]);
  if (options.testsPath) payload.push(['extensionTestsPath', remote(options.testsPath)]);
  const query = new URLSearchParams({ payload: JSON.stringify(payload) });
  if (options.folder) query.set('folder', options.folder);
  if (options.token) query.set('tkn', options.token);
  return `http://localhost:${options.port}/?${query}`;
}

/** Without a network VS Code's own page complains about what it cannot load. */
function isFromVsCode(text: string): boolean {
  return /open-vsx|vscode-cdn|service-worker/i.test(text);
}
