import assert from 'node:assert/strict';
import fs from 'node:fs';
import type { IterationSession } from '../../../src/core/iteration/model';
import { PlanWorkspace } from '../../support/plan-workspace';

const SEED = Number(process.env.SIGNALBOX_SEED ?? 20261121);

/** An agent that changes the document at random places, deletes it, or puts a folder in its place, as its arguments say. */
const AGENT = `
const fs = require('node:fs');
const [what, document, seed] = process.argv.slice(2);
let state = Number(seed);
const next = (below) => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return state % below; };
const send = (message) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\\n');
let rest = '';
process.stdin.on('data', (chunk) => {
  rest += chunk;
  const lines = rest.split('\\n');
  rest = lines.pop();
  for (const line of lines.filter(Boolean)) take(JSON.parse(line));
});
function take({ id, method }) {
  if (method === 'initialize') send({ id, result: { protocolVersion: 1, agentCapabilities: {}, authMethods: [] } });
  else if (method === 'session/new') send({ id, result: { sessionId: 's' } });
  else if (method === 'session/prompt') { act(); send({ id, result: { stopReason: 'end_turn' } }); }
}
function act() {
  if (what === 'delete') return fs.rmSync(document);
  if (what === 'folder') { fs.rmSync(document); return fs.mkdirSync(document); }
  if (what === 'empty') return fs.writeFileSync(document, '');
  if (what === 'die') { fs.appendFileSync(document, ', half do'); process.kill(process.pid, 'SIGKILL'); }
  const lines = fs.readFileSync(document, 'latin1').split(/(?<=\\n)/);
  for (let edits = 1 + next(6); edits > 0; edits -= 1) {
    const at = next(lines.length + 1);
    const kind = next(3);
    const ends = ['\\n', '\\r\\n', ''][next(3)];
    if (kind === 0) lines.splice(at, next(3));
    else if (kind === 1) lines.splice(at, 0, 'new ' + next(1000) + ends);
    else lines.splice(at, 1, 'other \\xe9\\x00' + next(1000) + ends);
  }
  fs.writeFileSync(document, Buffer.from(lines.join(''), 'latin1'));
}
`;

const lines = (count: number, end: string) => Array.from({ length: count }, (_, n) => `line ${n}${end}`).join('');
const DOCUMENTS: Readonly<Record<string, Buffer>> = {
  'windows.md': Buffer.from(lines(40, '\r\n')),
  'bom.md': Buffer.from(`\ufeff# Plan\n\n${lines(20, '\n')}no end`),
  'mixed.md': Buffer.from('a\r\nb\nc\rd\r\n\r\n\ne'),
  'binary.bin': Buffer.from(Array.from({ length: 4_000 }, (_, n) => (n * 7919) % 256)),
  'empty.md': Buffer.alloc(0),
  'large.md': Buffer.from(lines(220_000, ' of many\r\n')),
};

describe('iterations over documents that nobody would choose', () => {
  let place: PlanWorkspace;
  before(() => {
    place = new PlanWorkspace();
    place.file('agent.cjs', AGENT);
  });
  after(() => place.dispose());

  const agent = (what: string, document: string, seed = 0) => {
    const args = [place.path('agent.cjs'), what, document, String(seed)];
    const profile = { name: 'scripted', adapter: 'acp', command: process.execPath, args };
    place.profiles([profile]);
  };
  const iterate = (document: string, times: number) =>
    place.data<IterationSession>(
      ...['plan', 'iterate', 'shop', '--document', document, '--prompt', 'Better'],
      ...['--iterations', String(times), '--pause', '0', '--profile', 'scripted'],
    );
  const rejectAll = async ({ id, done }: IterationSession) => {
    for (const { n, hunks } of [...done].reverse())
      if (hunks > 0) await place.data('plan', 'decide', id, String(n), '--reject');
  };

  for (const [name, original] of Object.entries(DOCUMENTS)) {
    it(`give ${name} back byte for byte when everything is rejected (seed ${SEED})`, async () => {
      const file = place.path('shop', name);
      fs.writeFileSync(file, original);
      agent('edit', name, SEED + name.length);
      const session = await iterate(name, 2);
      assert.equal(session.status, 'complete', JSON.stringify(session));
      const after = fs.readFileSync(file);
      assert.ok(!after.equals(original) && session.done.some(({ hunks }) => hunks > 0));
      assert.match(await place.text('plan', 'diff', session.id, '1'), /^@@ /m);
      await rejectAll(session);
      assert.ok(fs.readFileSync(file).equals(original), 'byte for byte');
      for (const { n, hunks } of session.done)
        if (hunks > 0) await place.data('plan', 'decide', session.id, String(n), '--accept');
      assert.ok(fs.readFileSync(file).equals(after), 'and there again when everything is accepted');
    });
  }

  it('bring a document back that the agent has deleted or emptied, or died over, and say so when a folder is in its place', async () => {
    const file = place.path('shop/gone.md');
    const original = Buffer.from('# Gone\r\nnot for long');
    for (const what of ['delete', 'empty', 'die']) {
      fs.writeFileSync(file, original);
      agent(what, 'gone.md');
      const session = await iterate('gone.md', 1);
      const [iteration] = session.done;
      assert.deepEqual([iteration?.error?.kind, iteration?.hunks], [what === 'die' ? 'crashed' : undefined, 1]);
      await rejectAll(session);
      assert.deepEqual(fs.readFileSync(file), original, what);
    }
    agent('folder', 'gone.md');
    const session = await iterate('gone.md', 1);
    const refused = await place.refusal('plan', 'decide', session.id, '1', '--reject');
    assert.equal(refused.code, 'write_failed');
    assert.match(refused.message, /^gone\.md could not be written/);
    fs.writeFileSync(place.path('shop/gone.md/mine.md'), 'mine');
    const restored = await place.data<{ kept: string }>('plan', 'restore', session.id);
    assert.deepEqual(fs.readFileSync(file), original, 'the document comes back');
    assert.equal(fs.readFileSync(place.path(restored.kept, 'mine.md'), 'utf8'), 'mine', 'and the folder is kept');
    fs.chmodSync(file, 0o444);
    const kept = await place.refusal('plan', 'decide', session.id, '1', '--accept');
    assert.deepEqual([kept.code, kept.message.startsWith('gone.md is write-protected')], ['read_only', true]);
    assert.deepEqual(fs.readFileSync(file), original, 'what is write-protected is left alone');
  });

  it('keep what a person has changed since, and refuse where both changed the same lines', async () => {
    const file = place.path('shop/mine.md');
    fs.writeFileSync(file, lines(10, '\n'));
    agent('edit', 'mine.md', 3);
    const session = await iterate('mine.md', 1);
    const { hunks } = await place.data<{ hunks: readonly { number: number; decision: string }[] }>(
      ...['plan', 'diff', session.id, '1'],
    );
    assert.deepEqual(
      hunks.map(({ number, decision }) => [number, decision]),
      hunks.map((_, index) => [index + 1, 'open']),
    );
    assert.match(await place.text('plan', 'diff', session.id, '1'), /^1 .* open$/m);
    const all = (await place.run(['plan', 'events', session.id, '--json'])).out.trim().split('\n');
    const kinds = all.map((line) => (JSON.parse(line) as { type: string }).type);
    assert.deepEqual([kinds[0], kinds.at(-1)], ['iteration_start', 'done']);
    const { n } = JSON.parse(all[0]!) as { n: number };
    const later = (await place.run(['plan', 'events', session.id, '--json', '--after', String(n)])).out.trim();
    assert.deepEqual(later.split('\n'), all.slice(1));
    fs.appendFileSync(file, 'mine\n');
    await rejectAll(session);
    assert.equal(fs.readFileSync(file, 'utf8'), `${lines(10, '\n')}mine\n`);
    agent('edit', 'mine.md', 3);
    const again = await iterate('mine.md', 1);
    fs.writeFileSync(file, 'all of it is new\n');
    const refused = await place.run(['plan', 'decide', again.id, '1', '--reject', '--json']);
    assert.equal(refused.code, 1, refused.out);
    assert.equal(fs.readFileSync(file, 'utf8'), 'all of it is new\n');
  });

  it('go through a link that stays in the project, and through none that leaves it', async () => {
    fs.writeFileSync(place.path('shop/real.md'), 'real\n');
    fs.symlinkSync('real.md', place.path('shop/link.md'));
    fs.writeFileSync(place.path('outside.md'), 'outside\n');
    fs.symlinkSync('../outside.md', place.path('shop/leads-out.md'));
    agent('edit', 'link.md', 5);
    const session = await iterate('link.md', 1);
    assert.notEqual(fs.readFileSync(place.path('shop/real.md'), 'utf8'), 'real\n');
    await rejectAll(session);
    assert.equal(fs.readFileSync(place.path('shop/real.md'), 'utf8'), 'real\n');
    const refused = async (document: string) =>
      (await place.refusal('plan', 'iterate', 'shop', '--document', document, '--prompt', 'x')).code;
    for (const document of ['leads-out.md', '../outside.md', 'x/../../outside.md', place.path('outside.md')])
      assert.equal(await refused(document), 'path_outside_project', document);
    assert.equal(fs.readFileSync(place.path('outside.md'), 'utf8'), 'outside\n');
    if (!fs.existsSync(place.path('shop/REAL.md'))) assert.equal(await refused('REAL.md'), 'not_found');
    assert.equal(await refused('scripts'), 'not_found');
    const tools = ['plan', 'iterate', 'shop', '--document', 'real.md', '--prompt', 'x', '--tools', 'Read'];
    assert.equal((await place.refusal(...tools)).code, 'no_tool_limit', 'a limit is never passed over');
  });
});
