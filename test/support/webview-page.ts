/**
 * A real Chromium page that shows one of our webviews, with the test as its host.
 *
 *   const board = await openWebview({ app: 'board', theme: 'dark' });
 *   board.channel                       the host's end of the wire (a `Channel` of src/protocol/transport): give it to the
 *                                       real host endpoint, or post and listen yourself
 *   await board.page.click('text=Add')  the Playwright page; the document is the webview itself, without frames
 *   await board.hide(); await board.show()   as VS Code does with a hidden tab: the document goes, getState stays
 *   board.problems                      CSP violations, console errors and exceptions; closing with some fails
 *   await board.accessibility()         what axe-core finds
 *
 * It loads dist/webview/<app>.js and .css (build first: `node esbuild.js`) with the product's own HTML and CSP, served from
 * disk without any port. Run one file: `node esbuild.js && node esbuild.js --tests webview && mocha out/test/webview/x.test.mjs`.
 * A failing test leaves a screenshot and the console in out/artifacts.
 */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import type { Channel } from '../../src/protocol/endpoint';
import { pageHtml } from '../../src/vscode/webview/page-html';
import { artifact } from './artifacts';
import { CHROMIUM_FLAGS, CHROMIUM_MISSING, findChromium } from './rig/chromium';
import { late, slowDown } from './slow';
import { DEFAULT_STYLES, readTheme, type Theme, type ThemeOfPage } from './themes';

export interface WebviewOptions {
  /** The bundle: `board` loads dist/webview/board.js. */
  readonly app: string;
  readonly theme?: Theme;
  readonly size?: { readonly width: number; readonly height: number };
  /** What getState() answers at first. */
  readonly state?: unknown;
  readonly reducedMotion?: boolean;
  /** The name under which the page keeps what a person was doing. */
  readonly keep?: string;
  /** Translations: English sentence to sentence. */
  readonly strings?: Readonly<Record<string, string>>;
  /** For dates and numbers; `en`. */
  readonly locale?: string;
  /** Replaces the product's HTML; gets the nonce and the origin that the CSP must allow. */
  readonly html?: (origin: string, nonce: string) => string;
}

export interface WebviewPage {
  readonly page: Page;
  readonly channel: Channel;
  /** Every message that came from the page, oldest first. */
  readonly received: readonly unknown[];
  readonly problems: readonly string[];
  /** Resolves when everything that the page has said until now was heard. */
  heardAll(): Promise<void>;
  /** What the page stored with setState(). */
  state(): unknown;
  hide(): Promise<void>;
  show(): Promise<void>;
  /** Done when the page shows what its host says; 'at once': when it shows how it looked before. */
  reload(when?: 'at once'): Promise<void>;
  /** As VS Code does when another panel takes the place of one whose extension host is gone: getState() knows nothing. */
  replace(): Promise<void>;
  accessibility(): Promise<readonly string[]>;
  close(): Promise<void>;
}

const ORIGIN = 'https://webview.test';
/** What a step may take that waits for the page: what hangs says so before its test is over, and nothing else does. */
const STEP_MS = 90_000;
const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
};

let browser: Promise<Browser> | undefined;
const open = new Set<WebviewPage & { readonly title: string }>();

export async function openWebview(options: WebviewOptions): Promise<WebviewPage> {
  const bundle = path.resolve('dist/webview', `${options.app}.js`);
  if (!options.html && !fs.existsSync(bundle))
    throw new Error(`${bundle} does not exist: run "node esbuild.js" first.`);
  browser ??= launch();
  const context = await (await browser).newContext({
    viewport: options.size ?? { width: 1280, height: 800 },
    reducedMotion: options.reducedMotion ? 'reduce' : 'no-preference',
    ...forcedColors(options.theme),
  });
  context.setDefaultTimeout(STEP_MS);
  const webview = await createPage(context, options);
  open.add(webview);
  await webview.show();
  return webview;
}

async function createPage(context: BrowserContext, options: WebviewOptions) {
  const page = await context.newPage();
  const listeners = new Set<(message: unknown) => void>();
  const received: unknown[] = [];
  const problems: string[] = [];
  let state = options.state;
  let visible = false;

  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`exception: ${error.stack ?? error.message}`));
  const waiting = new Map<string, () => void>();
  const hear = late((text: string) => {
    const message: unknown = JSON.parse(text);
    const waiter = typeof message === 'string' ? waiting.get(message) : undefined;
    if (waiter) return waiter();
    received.push(message);
    for (const listener of [...listeners]) listener(message);
  });
  // Not what it returns: the page does not wait for it either.
  await page.exposeFunction('signalboxTestPost', (text: string) => void hear(text));
  await page.exposeFunction('signalboxTestSetState', (text: string) => {
    state = text === undefined ? undefined : JSON.parse(text);
  });
  const theme = readTheme(options.theme ?? 'dark');
  await slowDown(page);
  await page.addInitScript(fakeHost, theme.variables);
  await page.route(`${ORIGIN}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/') {
      const nonce = 'abcdefghijklmnopqrstuvwxyz012345';
      const html = (options.html ?? productHtml(options))(ORIGIN, nonce);
      return route.fulfill({ contentType: 'text/html', body: dress(html, theme, state) });
    }
    const file = path.resolve(`.${pathname}`);
    if (!file.startsWith(path.resolve('dist') + path.sep) || !fs.existsSync(file))
      return route.fulfill({ status: 404 });
    return route.fulfill({ path: file, contentType: TYPES[path.extname(file)] ?? 'application/octet-stream' });
  });

  const tell = late((text: string) => page.evaluate((said) => window.postMessage(JSON.parse(said), '*'), text));
  /** The document that what is said now is for: one that is gone by the time hears nothing, as in the editor. */
  let document = 0;
  const channel: Channel = {
    post: async (message) => {
      if (!visible) return false;
      const at = document;
      // As over the real wire: what JSON cannot carry does not arrive.
      return tell(JSON.stringify(message)).then(
        () => true,
        (error: Error) => {
          if (at === document) throw error;
          return false;
        },
      );
    },
    onMessage: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const title = options.app;
  const show = async () => {
    visible = true;
    await page.goto(`${ORIGIN}/`);
  };
  const hide = async () => {
    visible = false;
    document += 1;
    await page.goto('about:blank');
  };
  const itself = () => page.locator('.last-look').waitFor({ state: 'detached' });
  const webview = {
    title,
    page,
    channel,
    received,
    problems,
    heardAll: async () => {
      const mark = randomUUID();
      const heard = new Promise<void>((resolve) => waiting.set(mark, resolve));
      // Its own words take the same way in the same order.
      await page.evaluate((text) => {
        void (window as unknown as { signalboxTestPost(text: string): unknown }).signalboxTestPost(text);
      }, JSON.stringify(mark));
      await heard;
      waiting.delete(mark);
      // What was heard is answered in the turns that follow.
      await new Promise((resolve) => setImmediate(resolve));
    },
    state: () => state,
    show,
    hide,
    reload: async (when?: 'at once') => {
      await hide();
      await show();
      if (when === undefined) await itself();
    },
    replace: async () => {
      await hide();
      state = undefined;
      await show();
      await itself();
    },
    accessibility: () => accessibility(page),
    close: async () => {
      open.delete(webview);
      visible = false;
      document += 1;
      await context.close();
      if (problems.length) throw new Error(`The page complained:\n${problems.join('\n')}`);
    },
  };
  return webview;
}

/** Runs in the page before its own scripts: what VS Code gives to a webview. */
function fakeHost(variables: Readonly<Record<string, string>>): void {
  const scope = window as unknown as Record<string, (text: string | undefined) => Promise<void>>;
  const stored = () => document.querySelector('meta[name="test-state"]')?.getAttribute('content');
  let state: unknown;
  let read = false;
  let acquired = false;
  const api = {
    postMessage: (message: unknown) => void scope.signalboxTestPost?.(JSON.stringify(message)),
    getState: () => {
      const text = read ? undefined : stored();
      if (text) state = JSON.parse(text);
      read = true;
      return state;
    },
    setState: (next: unknown) => {
      state = next;
      read = true;
      void scope.signalboxTestSetState?.(JSON.stringify(next));
      return next;
    },
  };
  Object.assign(window, {
    acquireVsCodeApi: () => {
      if (acquired) throw new Error('An instance of the VS Code API has already been acquired');
      acquired = true;
      return Object.freeze(api);
    },
  });
  // The CSP forbids style attributes in the text of the page, so VS Code too sets them through the CSSOM.
  const paint = () => {
    const { style } = document.documentElement;
    for (const [name, value] of Object.entries(variables)) style.setProperty(name, value);
  };
  if (document.documentElement) paint();
  else {
    const observer = new MutationObserver(() => {
      if (!document.documentElement) return;
      observer.disconnect();
      paint();
    });
    observer.observe(document, { childList: true });
  }
}

/** What VS Code adds to the HTML of an extension: its default styles, the theme's classes, and here the stored state. */
function dress(html: string, { bodyClass }: ThemeOfPage, state: unknown): string {
  const quote = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const meta = state === undefined ? '' : `<meta name="test-state" content="${quote(JSON.stringify(state))}">`;
  return html
    .replace(/<head>/, () => `<head>${meta}<style id="_defaultStyles">${DEFAULT_STYLES}</style>`)
    .replace(/<body/, () => `<body class="${bodyClass}" data-vscode-theme-kind="${bodyClass.split(' ')[0]}"`);
}

/** The page as src/vscode/webview/page.ts writes it. */
function productHtml({
  app,
  strings = {},
  locale = 'en',
  keep = 'test',
}: WebviewOptions): (origin: string, nonce: string) => string {
  return (origin, nonce) =>
    pageHtml({
      title: app,
      script: `${origin}/dist/webview/${app}.js`,
      begin: `${origin}/dist/webview/begin.js`,
      icons: `${origin}/dist/webview/codicon.ttf`,
      style: `${origin}/dist/webview/${app}.css`,
      source: origin,
      nonce,
      data: { strings, locale, keep },
    });
}

async function accessibility(page: Page): Promise<readonly string[]> {
  await page.evaluate(fs.readFileSync(path.resolve('node_modules/axe-core/axe.min.js'), 'utf8'));
  return page.evaluate(async () => {
    const axe = (window as unknown as { axe: { run(options: unknown): Promise<AxeResults> } }).axe;
    interface AxeResults {
      readonly violations: readonly { id: string; help: string; nodes: readonly { html: string }[] }[];
    }
    const { violations } = await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] });
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 200)}`),
    );
  });
}

function forcedColors(theme: Theme | undefined) {
  return theme === 'hc-dark' || theme === 'hc-light' ? ({ contrast: 'more' } as const) : {};
}

async function launch(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error(CHROMIUM_MISSING);
  return chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
}

// Hooks of the whole test process: this module is loaded while mocha loads the test file.
afterEach(async function keepEvidence() {
  if (this.currentTest?.state !== 'failed') return;
  for (const { page, problems, title } of open) {
    const name = `${this.currentTest.fullTitle()} ${title}`;
    await page.screenshot({ path: artifact(name, 'png') }).catch(() => {});
    fs.writeFileSync(artifact(name, 'log'), problems.join('\n'));
  }
});

after(async () => {
  await (await browser)?.close();
});
