import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { PlanState } from '../../../src/core/plan/model';
import { PlanWorkspace } from '../../support/plan-workspace';
import { textsBelow } from '../../support/texts-below';

// Put together here, so that nobody takes this file for a leak.
const TOKENS = {
  anthropic: ['sk', 'ant', 'api03', 'x9Kq27LmPz04RtVw81Yc'].join('-'),
  github: `ghp_${'a1B2c3D4e5'.repeat(4)}`,
  aws: `AKIA${'Q7W8E9R0T1Y2U3I4'}`,
  bearer: 'c2VjcmV0LWJlYXJlci10b2tlbi0xMjM0NTY3ODkw',
};
const CONFIGURED = 'correct-horse-battery-staple-77';
const FROM_ENVIRONMENT = 'hunter2-but-longer-than-six';
const HOME = path.join(os.tmpdir(), 'signalbox-home-of-mara');
const HIDDEN = [...Object.values(TOKENS), CONFIGURED, FROM_ENVIRONMENT, HOME];
const LEAK = [
  `key ${TOKENS.anthropic} and ${TOKENS.github}`,
  `aws ${TOKENS.aws}, Authorization: Bearer ${TOKENS.bearer}`,
  `values ${CONFIGURED} ${FROM_ENVIRONMENT} in ${HOME}/.config/agent.json`,
].join('\n');

/** An agent that speaks the Agent Client Protocol and tells everything it should not, in every place it has. */
const AGENT = `
const leak = ${JSON.stringify(LEAK)};
const send = (message) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\\n');
const tell = (update) => send({ method: 'session/update', params: { sessionId: 's', update } });
process.stderr.write(leak + '\\n');
let rest = '';
process.stdin.on('data', (chunk) => {
  rest += chunk;
  const lines = rest.split('\\n');
  rest = lines.pop();
  for (const line of lines.filter(Boolean)) take(JSON.parse(line));
});
function take({ id, method, params }) {
  if (method === 'initialize') send({ id, result: { protocolVersion: 1, agentCapabilities: {}, authMethods: [] } });
  else if (method === 'session/new') send({ id, result: { sessionId: 's' } });
  else if (method === 'session/prompt') prompt(id, JSON.stringify(params));
}
function prompt(id, text) {
  for (const piece of leak.match(/[\\s\\S]{1,5}/g))
    tell({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: piece } });
  tell({ sessionUpdate: 'agent_thought_chunk', content: { type: 'text', text: leak } });
  tell({ sessionUpdate: 'tool_call', toolCallId: 't', title: 'run ' + leak, kind: 'execute', status: 'pending', rawInput: { command: leak } });
  tell({ sessionUpdate: 'tool_call_update', toolCallId: 't', status: 'failed', content: [{ type: 'content', content: { type: 'text', text: leak } }] });
  if (text.includes('refuse')) send({ id, error: { code: -32603, message: leak, data: { details: leak } } });
  else if (text.includes('crash')) { process.stderr.write('fatal: ' + leak + '\\n', () => process.exit(7)); }
  else send({ id, result: { stopReason: 'end_turn' } });
}
`;

describe('secrets and home paths', () => {
  let place: PlanWorkspace;
  const seen: string[] = [];
  before(() => {
    fs.mkdirSync(HOME, { recursive: true });
    place = new PlanWorkspace([], { HOME, SIGNALBOX_TEST_TOKEN: FROM_ENVIRONMENT });
    place.file('agent.cjs', AGENT);
    const env = { AGENT_API_KEY: CONFIGURED };
    const talker = { adapter: 'acp', command: process.execPath, args: [place.path('agent.cjs')], env };
    place.profiles([
      { name: 'talker', ...talker },
      { name: 'missing', adapter: 'acp', command: `${HOME}/bin/${TOKENS.github}`, env },
    ]);
  });
  after(async () => {
    await place.dispose();
    fs.rmSync(HOME, { recursive: true, force: true });
  });
  const say = async (...args: string[]) => {
    const { code, out, error } = await place.run(args);
    seen.push(`${out}${error}`);
    return { code, out, error };
  };

  it('reach neither ledger, trace, log nor screen, whatever an agent says or how it dies', async () => {
    const turns: PlanState['turns'][number][] = [];
    for (const args of [
      ['start', 'shop', 'answer'],
      ['respond', 'shop', 'refuse'],
      ['respond', 'shop', 'crash'],
    ]) {
      const { out } = await say('plan', ...args, '--json');
      turns.push((JSON.parse(out) as { data: PlanState }).data.turns.at(-1)!);
    }
    assert.deepEqual(
      turns.map(({ status }) => status),
      ['done', 'failed', 'failed'],
    );
    assert.match(
      turns[0]?.text ?? '',
      /^key ••• and •••\naws •••, Authorization: Bearer •••\nvalues ••• ••• in ~\/\.config/,
    );
    assert.match(turns[1]?.error?.message ?? '', /•••/, 'the error is told, without what is secret');
    assert.match(turns[2]?.error?.message ?? '', /ended with code 7[\s\S]*•••/);
    await say('plan', 'show', 'shop');
    await say('plan', 'respond', 'shop', 'crash');
    await say('plan', 'list');
    await say('plan', 'cancel', 'shop');
    await say('plan', 'start', 'shop', 'x', '--force', '--profile', 'missing', '--json');
    await say('plan', 'show', 'shop');
    fs.writeFileSync(place.path('shop/note.md'), 'Note\n');
    await say(
      'plan',
      'iterate',
      'shop',
      '--document',
      'note.md',
      '--prompt',
      'crash',
      '--iterations',
      '1',
      '--profile',
      'talker',
    );
    await say('profiles', 'test', 'missing');
    await say('plan', 'list', '--workspace', path.join(HOME, 'nowhere'));
    const texts = new Map(textsBelow(place.path('.signalbox')));
    const kinds = [
      /ledger\.db$/,
      /ledger\.db-wal$/,
      /plan-shop\.1\.jsonl$/,
      /iteration-shop\.i1\.jsonl$/,
      /logs.*\.log$/,
    ];
    for (const kind of kinds)
      assert.ok(
        [...texts.keys()].some((file) => kind.test(file)),
        String(kind),
      );
    for (const [index, text] of seen.entries()) texts.set(`screen ${index}: ${text.split('\n', 1)[0]}`, text);
    for (const [where, text] of texts)
      for (const secret of HIDDEN) assert.ok(!text.includes(secret), `${secret} is in ${where}`);
  });

  it('are in no complaint of a runner that cannot begin', async () => {
    // The workspace itself lies below the home folder here, as most do.
    const other = new PlanWorkspace([PlanWorkspace.demo('quick', 1)], { HOME: os.tmpdir() });
    try {
      fs.mkdirSync(other.path('.signalbox'));
      fs.writeFileSync(other.path('.signalbox/traces'), 'in the way');
      const { out, error } = await other.run(['plan', 'start', 'shop', 'x', '--json']);
      const log = fs.readFileSync(other.path('.signalbox/logs/plan-shop.1.log'), 'utf8');
      assert.match(log, /~\/signalbox-cli-/);
      for (const text of [out, error, log]) assert.ok(!text.includes(os.tmpdir()), text);
    } finally {
      await other.dispose();
    }
  });
});
