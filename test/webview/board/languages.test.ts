import assert from 'node:assert/strict';
import type { Project } from '../../../src/core/project/model';
import { parsePrd } from '../../../src/core/project/parse';
import { recordOf } from '../../../src/core/project/record';
import { ok } from '../../../src/core/result';
import { tellRefusal } from '../../../src/core/translate';
import { boardCommands, boardNotifications, boardRequests } from '../../../src/protocol/board-messages';
import type { OpenBoard } from '../../../src/services/boards/open-board';
import { commandHandlers, requestHandlers } from '../../../src/vscode/boards/handlers';
import { aProject } from '../../support/a-project';
import { hostEnd } from '../../support/host-end';
import { englishOn, pseudoStrings, pseudoT } from '../../support/pseudo';
import { openWebview } from '../../support/webview-page';
import { create, HOUR, panel } from '../../unit/board-panel/support';

/** Dates and numbers of a language whose letters are not English either. */
const LOCALE = 'el';
const TITLES = ['Αλφα', 'Βητα', 'Γαμμα', 'Δελτα', 'Εψιλον', 'Ζητα', 'Ητα', 'Θητα', 'Ιωτα', 'Καππα', 'Λαμδα'];

/** The whole way: rules, ledger, session and handlers at one end, the built page at the other, both in the pseudo-language. */
async function openBoard(board?: string) {
  const parts = await panel({ t: pseudoT, now: Date.now(), actor: 'μαρα', ...(board ? { board } : {}) });
  const { session, shelf } = parts;
  const webview = await openWebview({
    app: 'board',
    strings: pseudoStrings,
    locale: LOCALE,
    size: { width: 2600, height: 1000 },
  });
  const endpoint = hostEnd(webview.channel, {
    tell: (refusal) => tellRefusal(refusal, pseudoT),
    connected: () => void session.connect(),
  });
  parts.page.snapshot = (message) => void endpoint.notify(boardNotifications.snapshot, message);
  parts.page.patch = (message) => void endpoint.notify(boardNotifications.patch, message);
  endpoint.handle(boardRequests, requestHandlers({ session, shelf, mayWrite: () => ok(null), t: pseudoT }));
  const nothing = () => {};
  endpoint.handle(
    boardCommands,
    commandHandlers({
      session,
      openLink: nothing,
      openLog: nothing,
      openSource: nothing,
      takeOffer: nothing,
      newPlan: nothing,
      copy: nothing,
      remember: nothing,
    }),
  );
  return {
    ...parts,
    webview,
    chromium: webview.page,
    close: async () => {
      endpoint.dispose();
      session.dispose();
      await webview.close();
    },
  };
}

/** A card in every column and state that the rules know, with everything on it that a card can have. */
async function fill(board: OpenBoard, clock: { now(): number; turnTo(moment: number): void }) {
  const run = async (command: Parameters<OpenBoard['execute']>[0]) => {
    const done = await board.execute(command);
    assert.ok(done.ok, done.ok ? '' : done.refusal.message);
    return done.value;
  };
  const [parent, child, ready, running, blocked, review, done, failed, scheduled, triage] = [
    await create(board, TITLES[0]!, { status: 'ready', body: '**Αβγ** δεζ', priority: 20 }),
    await create(board, TITLES[1]!, { status: 'todo' }),
    await create(board, TITLES[2]!, { status: 'ready' }),
    await create(board, TITLES[3]!, { status: 'ready', assignee: 'ρω' }),
    await create(board, TITLES[4]!, { status: 'ready', assignee: 'ρω' }),
    await create(board, TITLES[5]!, { status: 'ready', assignee: 'ρω' }),
    await create(board, TITLES[6]!, { status: 'ready', assignee: 'ρω' }),
    await create(board, TITLES[7]!, { status: 'ready', assignee: 'ρω' }),
    await create(board, TITLES[8]!, { status: 'scheduled', scheduledAt: clock.now() + 400 * HOUR }),
    await create(board, TITLES[9]!, { status: 'triage' }),
  ];
  await run({ type: 'link', parent, child });
  for (const task of [running, blocked, review, done, failed]) await run({ type: 'claim', task, worker: 'ρω' });
  await run({ type: 'block', task: blocked, reason: 'Ποια;', kind: 'needs_input' });
  await run({ type: 'request_review', task: review, summary: 'Τελος' });
  await run({ type: 'complete', task: done, summary: 'Τελος' });
  const attempt = board.state.tasks.get(failed)?.runs.at(-1)?.id ?? '';
  await run({ type: 'fail', task: failed, run: attempt, kind: 'crashed', error: 'Λαθος' });
  await run({ type: 'comment', task: ready, text: 'Ενα **δυο**' });
  clock.turnTo(clock.now() + 30 * HOUR);
  return { parent, child, ready, running, blocked, review, done, failed, scheduled, triage };
}

/** Projects in several states, one of them with what can be wrong in a PRD; the rules say what is to be said of them. */
function aProjects(): Project[] {
  const story = (id: string, more: object) => ({ id, title: 'Ωμεγα', passes: false, ...more });
  const texts = {
    ζ: [
      story('Α1', { passes: true }),
      story('Α2', { dependsOn: ['Α9'] }),
      story('Α2', { passes: 'ναι' }),
      story('Α4', { dependsOn: ['Α4'] }),
    ],
    η: [story('Β1', { status: 'blocked', blockedReason: 'Ποια;' })],
    θ: [story('Γ1', { status: 'failed' })],
    ι: [story('Δ1', { passes: true })],
    κ: [],
  };
  return Object.entries(texts).map(([slug, userStories]) => {
    const { prd, problems } = parsePrd(JSON.stringify({ project: slug, userStories }));
    const place = { slug, folderName: slug, hasWorkspace: true, prdPath: `/${slug}/prd.json` };
    const record = recordOf({ ...place, prd, problems, entry: undefined, process: undefined, tools: {} });
    return aProject(record, { prd });
  });
}

describe('a board in another language', () => {
  let open: Awaited<ReturnType<typeof openBoard>>;
  const found: string[] = [];
  afterEach(() => open.close());

  const shows = async (what: string) => {
    for (const text of await englishOn(open.chromium)) found.push(`${what}: ${text}`);
  };
  const closed = async (press: string, gone: string) => {
    await open.chromium.keyboard.press(press);
    await open.chromium.locator(gone).first().waitFor({ state: 'detached' });
  };

  it('has no English word of ours in any of its states', async () => {
    found.length = 0;
    open = await openBoard();
    const { chromium: page, board, clock, projects, session } = open;
    const card = (id: string) => page.locator(`[data-card="${id}"]`).first();
    await page.waitForSelector('.empty');
    await shows('empty');
    const ids = await fill(board, clock);
    await card(ids.blocked).waitFor();
    await shows('cards');
    for (const width of [1_100, 760, 2600]) {
      await page.setViewportSize({ width, height: 1000 });
      await page.waitForFunction((wide) => {
        const bar = document.querySelector('.toolbar');
        return bar && bar.clientWidth > wide - 100 && bar.scrollWidth <= bar.clientWidth + 1;
      }, width);
    }
    await page.locator('.toolbar--wide').waitFor();
    for (const [name, id] of Object.entries(ids)) {
      await card(id).click();
      await page.locator('.drawer__id').waitFor();
      await shows(`drawer of ${name}`);
      await closed('Escape', '.drawer');
    }
    await page.locator('.strip button').first().click();
    await shows('attention strip');
    for (const key of ['c', '?']) {
      await page.keyboard.press(key);
      await page.locator('dialog').waitFor();
      await shows(`dialog of ${key}`);
      await closed('Escape', 'dialog');
    }
    for (const name of Object.keys(ids) as (keyof typeof ids)[]) {
      await card(ids[name]).focus();
      await page.keyboard.press('.');
      await page.locator('.menu').first().waitFor();
      await shows(`menu of ${name}`);
      await closed('Escape', '.menu');
    }
    for (const key of ['m', 'a', 'p']) {
      await card(ids.ready).focus();
      await page.keyboard.press(key);
      await page.locator('.menu').first().waitFor();
      await shows(`menu of the key ${key}`);
      await closed('Escape', '.menu');
    }
    const menus = page.locator('.toolbar [aria-haspopup], .column [aria-haspopup]');
    for (let at = 0; at < (await menus.count()); at += 1) {
      await menus.nth(at).click();
      await page.locator('.menu, dialog').first().waitFor();
      await shows(`menu ${at} of the board`);
      await closed('Escape', '.menu, dialog');
    }
    await page.keyboard.press('n');
    await shows('a new card in its column');
    await page.keyboard.press('Escape');
    for (const name of ['ready', 'running'] as const) {
      await card(ids[name]).focus();
      await page.keyboard.press('x');
    }
    await page.locator('.bulk').waitFor();
    await shows('bulk bar');
    await page.keyboard.press('m');
    await page.locator('.menu').first().waitFor();
    await shows('menu of several cards');
    await closed('Escape', '.menu');
    // A card in Running cannot be moved by hand, the others can: every result has its sentence.
    await card(ids.running).focus();
    await page.keyboard.press('Control+ArrowRight');
    await page.locator('.notice').waitFor();
    await shows('results of a bulk change');
    await page.keyboard.press('Escape');
    await session.travelTo({ at: clock.now() - 29 * HOUR });
    await page.locator('.past').waitFor();
    await shows('the past');
    for (const name of ['ready', 'failed'] as const) {
      await card(ids[name]).click();
      await page.locator('.drawer__id').waitFor();
      await shows(`drawer of ${name} in the past`);
      await closed('Escape', '.drawer');
    }
    await session.travelTo('now');
    await page.locator('.past').first().waitFor({ state: 'detached' });
    // Each board is waited for by a card that only it has: those of the one before stay until it has come.
    const theirs = { 'made:projects': '[data-card="/w/ζ"]', 'made:stories/ζ': '[data-card*="Α1"]' };
    for (const [board, own] of Object.entries(theirs)) {
      projects.change(aProjects());
      await session.useBoard(board);
      await page.locator(own).first().waitFor();
      await shows(board);
      for (const id of await page
        .locator('[data-card]')
        .evaluateAll((all) => all.map((each) => (each as HTMLElement).dataset.card ?? ''))) {
        await card(id).click();
        await page.locator('.drawer__id').waitFor();
        await shows(`drawer of ${id} on ${board}`);
        await closed('Escape', '.drawer');
      }
    }
    assert.deepEqual(found, []);
  });
});
