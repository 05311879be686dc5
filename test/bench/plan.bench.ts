import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { ledgerOf } from '../../src/adapters/ledger-home';
import { NO_USAGE } from '../../src/core/agent/event';
import type { PlanEvent } from '../../src/core/plan/model';
import { DEFAULT_PHASES } from '../../src/core/plan/phase';
import { openPlan } from '../../src/services/plans/stream';
import { defineBench } from '../support/bench/define';
import { quantile } from '../support/bench/measure';
import { ensureRig } from '../support/rig/install';
import { startServer } from '../support/rig/server';
import { openEditorPage } from '../support/rig/window';

const TURNS = 1_000;
const ANSWER = `${'An answer with **words**, `code` and a list.\n\n- one\n- two\n\n'.repeat(8)}\n\n\`\`\`ts\nconst a = 1;\n\`\`\`\n`;

/** A conversation of 2,000 messages in the planning view of the real editor. Build first: `node esbuild.js --production`. */
export default defineBench('plan of 2,000 messages in the editor', async (bench) => {
  const workspace = fs.mkdtempSync(path.join(os.tmpdir(), 'plan-bench-'));
  await fillPlan(workspace);
  const server = await startServer({ main: await ensureRig(console.log) });
  const editor = await openEditorPage({ port: server.port, folder: workspace, developmentPath: process.cwd() });
  try {
    const { page } = editor;
    await page.locator('.activitybar [aria-label^="Signalbox"]').first().waitFor({ timeout: 60_000 });
    const openings: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      openings.push(await open(page));
      await command(page, 'View: Hide Secondary Side Bar');
      await page.locator('iframe.webview').first().waitFor({ state: 'detached' });
    }
    await open(page);
    const frame = await planFrame(page);
    const { elements, typed, scrolled } = await frame.evaluate(async () => {
      const next = () => new Promise<number>(requestAnimationFrame);
      const talk = document.querySelector('.talk');
      const field = document.querySelector<HTMLTextAreaElement>('.composer__field');
      const found = {
        elements: document.querySelectorAll('*').length,
        typed: [] as number[],
        scrolled: [] as number[],
      };
      for (let key = 0; key < 40; key += 1) {
        await next();
        const started = performance.now();
        if (field) field.value += 'x';
        field?.dispatchEvent(new InputEvent('input', { bubbles: true }));
        await next();
        found.typed.push(performance.now() - started);
      }
      let last = await next();
      for (let step = 0; step < 120; step += 1) {
        talk?.scrollBy(0, -120);
        const now = await next();
        found.scrolled.push(now - last);
        last = now;
      }
      return found;
    });
    const [first = Number.NaN, ...warm] = openings;
    bench.record({ metric: 'command to the newest message, first time', unit: 'ms', value: first });
    bench.record({ metric: 'command to the newest message', unit: 'ms', value: quantile(warm, 0.5), budget: 1000 });
    bench.record({ metric: 'elements', unit: '', value: elements, budget: 2000 });
    bench.record({ metric: 'a key to its frame, p95', unit: 'ms', value: quantile(typed, 0.95), budget: 50 });
    bench.record({ metric: 'scrolling, p95 frame', unit: 'ms', value: quantile(scrolled, 0.95), budget: 34 });
  } finally {
    await editor.close();
    await server.stop();
    fs.rmSync(workspace, { recursive: true, force: true });
  }
});

async function fillPlan(workspace: string): Promise<void> {
  fs.mkdirSync(path.join(workspace, 'shop'));
  const ledger = ledgerOf(workspace, { env: {} });
  const stream = await openPlan(ledger, 'shop.1');
  const write = (events: readonly PlanEvent[]) => stream.commit('bench', () => ({ ok: true, events, value: null }));
  await write([
    { type: 'plan_started', id: 'shop.1', slug: 'shop', folder: '.', profile: 'demo', phases: DEFAULT_PHASES },
  ]);
  for (let turn = 1; turn <= TURNS; turn += 1) {
    await write([
      { type: 'turn_requested', turn, origin: turn === 1 ? 'start' : 'respond', prompt: `Message ${turn}` },
      { type: 'turn_started', turn, after: 0 },
      { type: 'turn_ended', turn, status: 'done', text: `${ANSWER}Answer ${turn}.`, tools: [], usage: NO_USAGE },
    ]);
  }
  await stream.close();
  await ledger.close();
}

/** Runs a command and says when. */
async function command(page: Page, title: string): Promise<number> {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input.input').fill(`>${title}`);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().waitFor();
  const started = Date.now();
  await page.keyboard.press('Enter');
  return started;
}

async function open(page: Page): Promise<number> {
  const started = await command(page, 'Signalbox: Plan a Project');
  const inner = page.frameLocator('iframe.webview.ready').last().frameLocator('#active-frame');
  await inner.getByText(`Answer ${TURNS}.`).waitFor({ timeout: 60_000 });
  return Date.now() - started;
}

async function planFrame(page: Page): Promise<Frame> {
  const inner = page.frameLocator('iframe.webview.ready').last().frameLocator('#active-frame');
  const element = await inner.locator('body').elementHandle();
  const frame = await element?.ownerFrame();
  if (!frame) throw new Error('The planning view has no frame.');
  return frame;
}
