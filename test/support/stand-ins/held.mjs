// A stand-in that speaks the Agent Client Protocol and does what the last message says after "do:". It keeps no session,
// and an answer that is held goes on when the test says so.
import fs from 'node:fs';
import path from 'node:path';
import { linesOfInput, print } from './common.mjs';

const [, , signs] = process.argv;
const waiting = new Map();
let next = 100;
let cancelled = () => {};

const request = (method, params) =>
  new Promise((resolve) => {
    next += 1;
    waiting.set(next, resolve);
    print({ jsonrpc: '2.0', id: next, method, params });
  });

/** A sign is a file in the folder of signs. */
const sign = (name) =>
  new Promise((resolve) => {
    const file = path.join(signs, name);
    const look = () => {
      if (!fs.existsSync(file)) return;
      watcher.close();
      resolve();
    };
    const watcher = fs.watch(signs, look);
    look();
  });

const paragraphs = (from, to) =>
  Array.from({ length: to - from }, (_, index) => `Paragraph ${from + index} of the answer.\n\n`).join('');

const toolOf = (sessionId, toolCallId) => ({
  jsonrpc: '2.0',
  method: 'session/update',
  params: {
    sessionId,
    update: { sessionUpdate: 'tool_call', toolCallId, title: 'Look', kind: 'read', status: 'completed' },
  },
});

async function prompt(sessionId, text) {
  const chunk = (piece) => ({
    jsonrpc: '2.0',
    method: 'session/update',
    params: { sessionId, update: { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: piece } } },
  });
  const say = (words) => {
    for (const piece of words.match(/.{1,7}/gsu)) print(chunk(piece));
  };
  const [, scenario, name] = [...text.matchAll(/do:([a-z]+)(?: ([a-z]+))?/g)].at(-1) ?? [];
  const stopped = new Promise((resolve) => {
    cancelled = resolve;
  });
  switch (scenario) {
    case 'hold': {
      say(paragraphs(0, 30));
      if ((await Promise.race([sign(name), stopped.then(() => 'stopped')])) === 'stopped')
        return { stopReason: 'cancelled' };
      say(paragraphs(30, 60));
      break;
    }
    case 'steps':
      for (let step = 0; step < 10; step += 1) {
        say(`Step ${step} \u{1F6F6} of **${name}**\n\n${step % 3 === 2 ? '```js\nconst a = 1;\n```\n\n' : ''}`);
        if (step % 2 === 1) print(toolOf(sessionId, `t${step}`));
        await sign(`${name}-${step}`);
      }
      break;
    case 'ask': {
      const { outcome } = await request('session/request_permission', {
        sessionId,
        toolCall: { toolCallId: 't', title: 'rm -rf build', kind: 'execute', rawInput: { command: 'rm -rf build' } },
        options: [
          { optionId: 'yes', name: 'Yes', kind: 'allow_once' },
          { optionId: 'no', name: 'No', kind: 'reject_once' },
        ],
      });
      say(`Answered ${outcome.optionId ?? outcome.outcome}.`);
      break;
    }
    case 'die':
      fs.writeSync(1, `${JSON.stringify(chunk('Kept.'))}\n${JSON.stringify(chunk('Lost.')).slice(0, 40)}`);
      process.exit(3);
      break;
    case 'recall':
      say(`I was told: ${text.includes('What was said so far') ? 'all that was said' : 'nothing'}.`);
      break;
    default:
      say('Heard.');
  }
  return { stopReason: 'end_turn' };
}

async function handle({ method, params }) {
  switch (method) {
    case 'initialize':
      return { protocolVersion: 1, agentInfo: { name: 'held', version: '1' }, agentCapabilities: {} };
    case 'session/new':
      return { sessionId: `session-${process.pid}` };
    case 'session/prompt':
      return prompt(params.sessionId, params.prompt.map(({ text }) => text).join('\n'));
    case 'session/cancel':
      cancelled();
      return undefined;
    default:
      throw Object.assign(new Error('Method not found'), { code: -32601 });
  }
}

for await (const line of linesOfInput()) {
  const message = JSON.parse(line);
  if (message.method === undefined) waiting.get(message.id)?.(message.result);
  else
    void handle(message).then(
      (result) => message.id !== undefined && print({ jsonrpc: '2.0', id: message.id, result: result ?? null }),
      ({ code = -32603, message: words }) =>
        message.id !== undefined && print({ jsonrpc: '2.0', id: message.id, error: { code, message: words } }),
    );
}
