import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Frame, Page } from 'playwright-core';
import { fillBoard, onBoard } from '../full-board';
import { ensureRig } from '../rig/install';
import { startServer } from '../rig/server';
import { openEditorPage } from '../rig/window';
import type { Bench } from './define';
import { quantile } from './measure';
import { type TravelBudgets, travelling } from './panel-travel';

const run = promisify(execFile);

export interface PanelBudgets {
  readonly cards: number;
  readonly openings: number;
  /** About as many changes as a busy board sees in an hour, several times over. */
  readonly changes: number;
  readonly firstPaint: number;
  readonly search: number;
  readonly travel: TravelBudgets;
}

/** The kanban panel with so many cards, in the real editor. Build first: `node esbuild.js --production`. */
export async function measurePanel(bench: Bench, budgets: PanelBudgets): Promise<void> {
  const workspace = fs.mkdtempSync(path.join(os.tmpdir(), 'panel-bench-'));
  await fillBoard(workspace, budgets.cards);
  const server = await startServer({ main: await ensureRig(console.error) });
  const editor = await openEditorPage({ port: server.port, folder: workspace, developmentPath: process.cwd() });
  try {
    const { page } = editor;
    // The palette knows only the commands of extensions that are there already.
    await page.locator('.activitybar [aria-label^="Signalbox"]').first().waitFor({ timeout: 60_000 });
    await firstPaints(bench, page, budgets);
    const frame = await boardFrame(page);
    bench.record({ metric: 'first paint to the last card', unit: 'ms', value: await allCards(frame) });
    bench.record({ metric: 'load of the machine (1 minute)', unit: '', value: os.loadavg()[0] ?? Number.NaN });
    await scrolling(bench, frame, 'columns', '[data-column] .column__scroll');
    await changesFromElsewhere(bench, frame, workspace);
    await lanes(frame, 'By agent');
    await frame.locator('.lane__head').first().waitFor();
    await scrolling(bench, frame, 'lanes', '.lanes__scroll');
    await searching(bench, frame, 'lanes', budgets.search);
    await lanes(frame, 'No lanes');
    await frame.locator('[data-column]').first().waitFor();
    await searching(bench, frame, 'columns', budgets.search);
    await travelling(bench, frame, budgets.travel);
    await manyChanges(bench, page, frame, workspace, budgets.changes);
    bench.record({ metric: 'CSP violations', unit: '', value: editor.problems.length, budget: 0 });
  } finally {
    await editor.close();
    await server.stop();
    fs.rmSync(workspace, { recursive: true, force: true });
  }
}

async function lanes(frame: Frame, by: string): Promise<void> {
  await frame
    .locator('.toolbar')
    .getByRole('button', { name: /^Lanes/ })
    .click();
  await frame.getByRole('menuitemcheckbox', { name: by }).click();
}

/** From the first cards until the page has the last one; the page says so by a mark. */
function allCards(frame: Frame): Promise<number> {
  return frame.evaluate(async () => {
    const at = (name: string) => performance.getEntriesByName(name)[0]?.startTime;
    while (at('signalbox:all-cards') === undefined) {
      if (performance.now() > 120_000) throw new Error('The page did not get all cards within two minutes.');
      await new Promise(requestAnimationFrame);
    }
    return (at('signalbox:all-cards') ?? Number.NaN) - (at('signalbox:first-cards') ?? Number.NaN);
  });
}

async function boardFrame(page: Page): Promise<Frame> {
  const inner = page.frameLocator('iframe.webview.ready').last().frameLocator('#active-frame');
  await inner.locator('[data-card]').first().waitFor({ timeout: 60_000 });
  const element = await inner.locator('body').elementHandle();
  const frame = await element?.ownerFrame();
  if (!frame) throw new Error('The board has no frame.');
  return frame;
}

interface Opening {
  /** From the start of the document to the frame that shows the first cards. */
  readonly painted: number;
  /** The same as a time of day. */
  readonly at: number;
  readonly nodes: number;
}

/** Runs a command and says when. */
async function palette(page: Page, command: string): Promise<number> {
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget input.input');
  await input.waitFor();
  await input.fill(`>${command}`);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: command }).first().waitFor();
  const started = Date.now();
  await page.keyboard.press('Enter');
  return started;
}

async function open(page: Page): Promise<Opening & { readonly sinceCommand: number }> {
  const started = await palette(page, 'Signalbox: Open Board');
  const frame = await boardFrame(page);
  const opening = await frame.evaluate(async (): Promise<Opening> => {
    const mark = () => performance.getEntriesByName('signalbox:first-cards')[0];
    while (!mark()) {
      if (performance.now() > 60_000) throw new Error('The board marked no first cards within a minute.');
      await new Promise(requestAnimationFrame);
    }
    const painted = mark()?.startTime ?? Number.NaN;
    return {
      painted,
      at: performance.timeOrigin + painted,
      nodes: document.querySelectorAll('*').length,
    };
  });
  return { ...opening, sinceCommand: opening.at - started };
}

/** The heap of the window in MB, after a collection. In this editor workbench and webviews share one. */
async function heap(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / 2 ** 20;
}

async function firstPaints(bench: Bench, page: Page, budgets: PanelBudgets): Promise<void> {
  const openings: (Opening & { readonly sinceCommand: number })[] = [];
  let without = 0;
  // The first one loads the ledger as well; it is reported on its own.
  for (let round = 0; round <= budgets.openings; round += 1) {
    openings.push(await open(page));
    if (round === budgets.openings) break;
    await palette(page, 'View: Close All Editors');
    await page.locator('iframe.webview').first().waitFor({ state: 'detached' });
    without = await heap(page);
  }
  const withBoard = await heap(page);
  const [first, ...warm] = openings;
  const median = (value: (opening: (typeof openings)[number]) => number) => quantile(warm.map(value), 0.5);
  bench.record({
    metric: 'first paint: document to first cards',
    unit: 'ms',
    value: median((o) => o.painted),
    budget: budgets.firstPaint,
  });
  bench.record({ metric: 'first paint: command to first cards', unit: 'ms', value: median((o) => o.sinceCommand) });
  bench.record({
    metric: 'first paint ever: command to first cards',
    unit: 'ms',
    value: first?.sinceCommand ?? Number.NaN,
  });
  bench.record({
    metric: 'elements after opening',
    unit: '',
    value: Math.max(...openings.map((o) => o.nodes)),
    budget: 2000,
  });
  bench.record({
    metric: 'script heap that the open panel adds to the window',
    unit: 'MB',
    value: withBoard - without,
    budget: 150,
  });
}

/**
 * Frames while a list is scrolled, in turns with frames in which nothing happens: what the machine does besides meets both.
 * "main thread" is the time from the start of a frame until the page has drawn it.
 */
async function scrolling(bench: Bench, frame: Frame, name: string, selector: string): Promise<void> {
  const { scrolled, idle, busy, nodes, blank } = await frame.evaluate(async (list) => {
    const longest = [...document.querySelectorAll(list)].sort((a, b) => b.scrollHeight - a.scrollHeight)[0];
    const found = { scrolled: [] as number[], idle: [] as number[], busy: [] as number[], nodes: 0, blank: 0 };
    const drawn = () =>
      new Promise<number>((done) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done(performance.now());
        port2.postMessage(null);
      });
    const frames = async (count: number, pixels: number, into: number[]) => {
      let last = await new Promise<number>(requestAnimationFrame);
      for (let step = 0; step < count; step += 1) {
        const started = performance.now();
        if (pixels > 0) longest?.scrollBy(0, pixels);
        const end = drawn();
        const now = await new Promise<number>(requestAnimationFrame);
        into.push(now - last);
        last = now;
        if (pixels === 0) continue;
        found.busy.push((await end) - started);
        if (longest?.querySelectorAll('[data-card]').length === 0) found.blank += 1;
      }
      found.nodes = Math.max(found.nodes, document.querySelectorAll('*').length);
    };
    // 160 px a frame is a fast wheel: 9,600 px a second.
    for (let turn = 0; turn < 6; turn += 1) {
      await frames(40, 160, found.scrolled);
      await frames(40, 0, found.idle);
    }
    longest?.scrollTo(0, 0);
    await new Promise(requestAnimationFrame);
    return found;
  }, selector);
  const p95 = (samples: readonly number[]) => quantile(samples, 0.95);
  bench.record({
    metric: `scrolling ${name}: p95 frame (other side: idle frames)`,
    unit: 'ms',
    value: p95(scrolled),
    baseline: p95(idle),
    budget: 20,
  });
  bench.record({
    metric: `scrolling ${name}: median frame`,
    unit: 'ms',
    value: quantile(scrolled, 0.5),
    baseline: quantile(idle, 0.5),
  });
  bench.record({ metric: `scrolling ${name}: main thread a frame, median`, unit: 'ms', value: quantile(busy, 0.5) });
  bench.record({ metric: `scrolling ${name}: most elements`, unit: '', value: nodes, budget: 2000 });
  bench.record({ metric: `scrolling ${name}: frames without a card`, unit: '', value: blank, budget: 0 });
}

/** A second process changes a card; the clock runs from its commit to the frame that shows it. */
async function changesFromElsewhere(bench: Bench, frame: Frame, workspace: string): Promise<void> {
  const delays: number[] = [];
  for (let round = 0; round < 7; round += 1) {
    const id = await frame.locator('[data-column=ready] [data-card]').nth(round).getAttribute('data-card');
    const shown = frame.evaluate(async (card) => {
      const there = () =>
        document.querySelector(`[data-card="${card}"] .card__title`)?.textContent?.startsWith('Changed');
      for (const asked = Date.now(); !there(); await new Promise(requestAnimationFrame))
        if (Date.now() - asked > 60_000) throw new Error(`The change of ${card} did not show within a minute.`);
      return Date.now();
    }, id);
    const { stdout } = await run(
      process.execPath,
      ['dist/cli.js', 'task', 'edit', id ?? '', '--title', `Changed ${round}`, '--json'],
      {
        env: { ...process.env, SIGNALBOX_LEDGER: path.join(workspace, '.signalbox/ledger.db') },
      },
    );
    const { data } = JSON.parse(stdout) as { data: { updatedAt: number } };
    delays.push((await shown) - data.updatedAt);
  }
  bench.record({
    metric: 'change by another process: commit to frame, p95',
    unit: 'ms',
    value: quantile(delays, 0.95),
    budget: 100,
  });
}

/** Cards move to and fro by a process that is not the editor's, while the panel is open. */
async function manyChanges(bench: Bench, page: Page, frame: Frame, workspace: string, changes: number): Promise<void> {
  const title = async (text: string) => {
    const shown = frame.locator('[data-column=ready] .card__title', { hasText: text }).waitFor({ timeout: 60_000 });
    await onBoard(workspace, async (board) => {
      await board.execute({ type: 'create', title: text, priority: 1_000_000 });
    });
    await shown;
  };
  const change = (count: number) =>
    onBoard(workspace, async (board) => {
      const ready = [...board.state.tasks.values()].filter(({ status }) => status === 'ready').map(({ id }) => id);
      for (let done = 0; done < count; done += 1) {
        const task = ready[Math.floor(done / 2) % 100] ?? '';
        await board.execute({ type: 'move', task, to: done % 2 === 0 ? 'triage' : 'ready' });
      }
    });
  await change(1_000);
  await title('After the first changes');
  const before = await heap(page);
  await change(changes);
  await title('After all changes');
  bench.record({
    metric: `script heap after ${changes.toLocaleString('en')} changes, more than after 1,000`,
    unit: 'MB',
    value: (await heap(page)) - before,
    budget: 5,
  });
  const nodes = await frame.evaluate(() => document.querySelectorAll('*').length);
  bench.record({ metric: 'elements after them', unit: '', value: nodes, budget: 2000 });
}

async function searching(bench: Bench, frame: Frame, where: string, budget: number): Promise<void> {
  const times = await frame.evaluate(async () => {
    const field = document.querySelector<HTMLInputElement>('[data-search]');
    const taken: number[] = [];
    for (const text of ['r', 're', 'ret', 'retr', 'retry', 'retry q', '', 'pay', '']) {
      const start = performance.now();
      if (field) field.value = text;
      field?.dispatchEvent(new InputEvent('input', { bubbles: true }));
      await new Promise(requestAnimationFrame);
      await new Promise((done) => setTimeout(done));
      taken.push(performance.now() - start);
    }
    return taken;
  });
  bench.record({
    metric: `search as you type, ${where}: key to frame, p95`,
    unit: 'ms',
    value: quantile(times, 0.95),
    budget,
  });
}
