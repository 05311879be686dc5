import assert from 'node:assert/strict';
import fs from 'node:fs';
import type { PlanState } from '../../../src/core/plan/model';
import { HELD_ANSWER, HELD_HALF, heldAgent } from '../../support/held-agent';
import { PlanWorkspace } from '../../support/plan-workspace';
import { skipBecause } from '../../support/skip';
import { noTerminal, Terminal, type TerminalOptions } from '../../support/terminal';

const held = heldAgent();
const PROFILES = [PlanWorkspace.demo('asking', 1, 'ask'), held.profile, PlanWorkspace.demo('quick', 1)];
const count = (text: string, what: RegExp) => [...text.matchAll(new RegExp(what.source, 'gm'))].length;

describe('a plan in a terminal', () => {
  let place: PlanWorkspace;
  const open: Terminal[] = [];
  const terminal = (args: readonly string[], options: Partial<TerminalOptions> = {}) => {
    const made = Terminal.open(args, {
      workspace: place.workspace,
      ...options,
      env: { ...place.env, ...options.env },
    });
    open.push(made);
    return made;
  };
  const half = ({ text }: { text: string }) => text.includes(HELD_HALF);
  const shown = () => place.data<PlanState>('plan', 'show', 'shop');

  before(function () {
    const reason = noTerminal();
    if (reason) skipBecause(this, reason);
  });
  beforeEach(() => {
    place = new PlanWorkspace(PROFILES);
  });
  afterEach(async () => {
    for (const each of open.splice(0)) await each.close();
    await place?.dispose();
  });

  it('goes from a wish to an approved project, with questions that are answered by a key', async () => {
    const chat = terminal(['plan', 'shop']);
    await chat.until(({ text, bracketedPaste }) => /What do you want to build in shop\?/.test(text) && bracketedPaste);
    chat.type('A shop for tea\r');
    await chat.until(/^› Answer the agent/m);
    assert.match(chat.screen.text, /^› A shop for tea$/m);
    assert.match(chat.screen.text, /^You want: A shop for tea\.$/m, 'Markdown is shown, not its marks');
    assert.match(chat.screen.text, /^✓ Look at the project {2}scripts\/$/m);
    chat.type('For tea drinkers\r');
    await chat.until(/\/advance to go on to Design/);
    assert.match(chat.screen.text, /^• Goal: A shop for tea$/m);
    chat.type('/adv\t\r');
    await chat.until(/^❯ 1 {2}Allow {2}\(y\)$/m);
    assert.match(chat.screen.text, /^\? May the agent do this\? List the files of the project$/m);
    chat.type('y');
    await chat.until(/\/advance to go on to Stories/);
    assert.match(chat.screen.text, /^── Design ──$/m);
    assert.match(chat.screen.text, /^\? List the files of the project: Allow$/m);
    assert.match(chat.screen.text, /^└ \d+ more lines: \/open design\.md$/m);
    chat.type('/open design.md\r');
    await chat.until(/Have a real agent write yours/);
    chat.type('/back discover We sell coffee too\r');
    await chat.until(/^› \[Discover\]|We sell coffee too[\s\S]*We sell coffee too[\s\S]*\/advance to go on to Design/m);
    for (const phase of ['Stories', 'finalize']) {
      chat.type('/advance\r');
      await chat.until(new RegExp(`^› Say what is missing, or .*${phase}`, 'm'));
    }
    chat.type('/finalize\r');
    await chat.until(/^❯ 1 {2}Write and approve {2}\(y\)$/m);
    assert.match(chat.screen.text, /^replaced {2}shop\/scripts\/ralph\/prd\.json$/m);
    assert.match(chat.screen.text, /^\+ {6}"id": "US-002",$/m);
    chat.type('\r');
    assert.equal(await chat.ended, 0);
    assert.match(chat.screen.text, /shop is approved and ready to run\.$/);
    assert.equal(chat.screen.bracketedPaste, false, 'the terminal is given back as it was');
    assert.equal(chat.screen.cursorShown, true);
    assert.equal((await shown()).status, 'complete');
  });

  it('stops the answer at the first Ctrl+C and leaves at the second', async () => {
    const chat = terminal(['plan', 'shop', '--profile', 'held']);
    await chat.until(/What do you want/);
    chat.type('do:hold one\r');
    await chat.until(half);
    chat.type('\u0003');
    await chat.until(/^Stopped\.$/m);
    chat.type('half a thou');
    await chat.until(/^› half a thou$/m);
    chat.type('\u0003');
    await chat.until(/^› Say something, or \/retry$/m);
    chat.type('\u0003');
    assert.equal(await chat.ended, 0);
    assert.match(chat.screen.text, /The plan is kept\. Come back with: signalbox plan shop$/);
    const plan = await shown();
    assert.deepEqual([plan.status, plan.turns[0]?.status], ['active', 'cancelled']);
    assert.match(plan.turns[0]?.text ?? '', new RegExp(HELD_HALF));
  });

  it('leaves while an answer arrives, which goes on, and shows all of it when it comes back', async () => {
    const chat = terminal(['plan', 'shop', '--profile', 'held']);
    await chat.until(/What do you want/);
    chat.type('do:hold two\r');
    await chat.until(half);
    chat.type('/quit\r');
    assert.equal(await chat.ended, 0);
    assert.match(chat.screen.text, /The agent goes on answering\. Come back with: signalbox plan shop$/);
    const back = terminal(['plan']);
    await back.until(/The agent is answering · /);
    held.go('two');
    await back.until(/^› Answer the agent/m);
    const { text } = (await shown()).turns[0] ?? { text: '' };
    assert.ok(text.trim().endsWith(HELD_ANSWER.at(-1)!));
    const words = (all: string) => all.replaceAll('*', '').replace(/\s+/g, ' ').trim();
    const seen = words(back.screen.text);
    assert.ok(seen.includes(words(text)), `not a word is missing:\n${text}\n---\n${back.screen.text}`);
    assert.equal(count(back.screen.text, /^› do:hold two$|^You: do:hold two$/), 1);
    back.type('\u0004');
    assert.equal(await back.ended, 0);
  });

  it('takes pasted lines as one message, letters of every width, and brings back what was said before', async () => {
    const chat = terminal(['plan', 'shop', '--profile', 'quick']);
    await chat.until(/What do you want/);
    chat.type('\u001b[200~Tea:\r- 緑茶 🍵\r- Grüße\tEarl Grey\u001b[201~');
    await chat.until(/^ {2}- Grüße {2}Earl Grey$/m);
    assert.deepEqual(chat.screen.cursor, { line: '  - Grüße  Earl Grey', column: 20 });
    chat.type('\u001b[A\u001b[D\u007f');
    await chat.until(({ cursor }) => cursor.line === '  - 緑茶🍵');
    assert.equal(chat.screen.cursor.column, 8, 'wide letters take two cells');
    chat.type(' \r');
    await chat.until(/^› Answer the agent/m);
    assert.equal((await shown()).turns[0]?.prompt, 'Tea:\n- 緑茶 🍵\n- Grüße\tEarl Grey');
    chat.type('one\rtwo\rthree');
    await chat.until(/^ {2}three$/m);
    chat.type('\r');
    await chat.until(/\/advance to go on/);
    assert.equal((await shown()).turns[1]?.prompt, 'one\ntwo\nthree', 'a terminal without marks pastes in one piece');
    chat.type('\u001b[A');
    await chat.until(({ cursor }) => cursor.line === '  three');
    chat.type('\u001b[A\u001b[A\u001b[A');
    await chat.until(({ cursor }) => cursor.line === '  - Grüße  Earl Grey');
    chat.type('\u0003');
    await chat.until(/^› Say what is missing/m);
  });

  it('sends what is written during an answer when the answer is over', async () => {
    const chat = terminal(['plan', 'shop', '--profile', 'held']);
    await chat.until(/What do you want/);
    chat.type('do:hold three\r');
    await chat.until(half);
    chat.type('And coffee\r');
    await chat.until(/^ {2}next: And coffee$/m);
    chat.type('\u001b');
    await chat.until(/^Stopped\.$/m);
    await chat.until(/^› And coffee$/m);
    assert.equal((await shown()).turns.length, 1, 'after a stop it waits on the line');
  });

  it('draws itself anew when the terminal becomes narrower or wider, and leaves nothing behind', async () => {
    const chat = terminal(['plan', 'shop', '--profile', 'quick'], { columns: 100 });
    await chat.until(/What do you want/);
    chat.type('A shop for tea\r');
    await chat.until(/^› Answer the agent/m);
    chat.type('some words that are longer than a narrow terminal is wide');
    await chat.until(/is wide$/m);
    chat.resize(44, 20);
    await chat.until(({ text }) => /^─{43}$/m.test(text) && count(text, /some words/) === 1);
    chat.resize(120, 30);
    const isWhole = (text: string) => count(text, /some words/) === 1 && count(text, /\/help$/) === 1;
    await chat.until(({ text }) => /^─{119}$/m.test(text) && isWhole(text));
  });

  it('is the same in two terminals: what one says and answers is seen in the other', async () => {
    const one = terminal(['plan', 'shop']);
    await one.until(/What do you want/);
    one.type('A shop for tea\r');
    await one.until(/^› Answer the agent/m);
    const two = terminal(['plan', 'shop']);
    await two.until(/^› Answer the agent/m);
    two.type('/advance\r');
    await Promise.all([one.until(/^❯ 1 {2}Allow/m), two.until(/^❯ 1 {2}Allow/m)]);
    two.type('2');
    await one.until(/^\? List the files of the project: answered elsewhere, by /m);
    const asksMore = ({ text }: { text: string }) => !/^❯/m.test(text) && /\/advance to go on to Stories/.test(text);
    await Promise.all([one.until(asksMore), two.until(asksMore)]);
    assert.match(one.screen.text, /^✗ List the files of the project {2}Not allowed/m);
    two.type('Shorter\r');
    await one.until(/^› elsewhere:$[\s\S]*Shorter/m);
  });

  it('shows no colours with NO_COLOR, and nothing but lines on a dumb terminal', async () => {
    const grey = terminal(['plan', 'shop', '--profile', 'quick'], { env: { NO_COLOR: '1' } });
    await grey.until(/What do you want/);
    grey.type('A shop for tea\r');
    await grey.until(/^› Answer the agent/m);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
    assert.doesNotMatch(grey.raw, /\u001b\[[0-9;]*m/);
    grey.type('/quit\r');
    assert.equal(await grey.ended, 0);
    const dumb = terminal(['plan', 'shop'], { env: { TERM: 'dumb' } });
    await dumb.until(/\/help\n>$/);
    dumb.type('For tea drinkers\n');
    await dumb.until(/\[Discover\][\s\S]*Go on to the design[\s\S]*\/help\n>$/);
    dumb.type('/nonsense\n');
    await dumb.until(/There is no \/nonsense\. .*\/help lists all\./);
    dumb.type('\u0004');
    assert.equal(await dumb.ended, 0);
    assert.ok(!dumb.raw.includes('\u001b'));
    assert.match(dumb.screen.text, /The plan is kept\./);
  });

  it('asks before it plans anew what is approved, and says what it does not know', async () => {
    fs.writeFileSync(
      place.path('approved-tasks.json'),
      JSON.stringify({ projects: [{ name: 'shop', description: 'A shop for tea', status: 'approved' }], version: 1 }),
    );
    const chat = terminal(['plan', 'shop', '--profile', 'quick']);
    await chat.until(/What do you want/);
    chat.type('A shop for coffee\r');
    await chat.until(/^❯ 1 {2}Plan it anew/m);
    chat.type('n');
    assert.equal(await chat.ended, 1);
    assert.match(chat.screen.text, /Nothing was done\.$/);
    const unknown = terminal(['plan', 'shpo']);
    assert.equal(await unknown.ended, 1);
    assert.match(unknown.screen.text, /There is no project "shpo"/);
  });
});
