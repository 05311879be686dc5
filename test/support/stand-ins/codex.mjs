// A stand-in for `codex exec --json`: one process for one turn.
import fs from 'node:fs';
import { closeInput, play, print, toldBySignal } from './common.mjs';

const args = process.argv.slice(2);
if (args.includes('--version')) {
  fs.writeSync(1, 'codex-cli 9.9.9\n');
  process.exit(0);
}
const thread = args.includes('resume') ? args[args.indexOf('resume') + 1] : 'session-1';
const prompt = closeInput() ? '' : fs.readFileSync(0, 'utf8');
const turn = thread === 'session-1' && !args.includes('resume') ? 1 : 2;
if (thread === 'forgotten') {
  fs.writeSync(2, 'Error: no rollout found for thread id forgotten\n');
  process.exit(1);
}
const MESSAGES = {
  auth: 'unexpected status 401 Unauthorized',
  quota: 'Quota exceeded. Check your plan and billing details.',
  rate_limit: 'exceeded retry limit, last status: 429 Too Many Requests',
  context_overflow: "Codex ran out of room in the model's context window. Start a new thread.",
  overloaded: 'unexpected status 503 Service Unavailable',
  network: 'stream disconnected before completion',
  refused: 'The response was refused: content policy',
  unknown: 'something odd',
};
const item = (phase, body) => ({ type: `item.${phase}`, item: body });
const message = (text) => item('completed', { id: 'item_9', type: 'agent_message', text });

print({ type: 'thread.started', thread_id: thread });
print(item('completed', { id: 'item_0', type: 'error', message: 'Model metadata not found. Only a warning.' }));
print({ type: 'turn.started' });
const call = { id: 't1', type: 'command_execution', command: 'ls' };
const ended = await play(prompt, {
  errors: MESSAGES,
  say: (text) => print(message(text)),
  words: (text) => `${JSON.stringify(message(text))}\n`,
  turn: () => print(message(`turn ${turn}.`)),
  stopped: toldBySignal,
  strange: [
    { type: 'item.completed', item: null },
    { type: 'item.updated', item: { id: 'nobody', type: 'never_heard_of' } },
    { type: 'turn.started' },
    { type: 'error', message: 7 },
    { type: 'item.completed', item: { id: 'x', type: 'todo_list', items: 'none' } },
  ],
  tool() {
    print(item('completed', { id: 'item_1', type: 'reasoning', text: 'hm' }));
    print(item('started', { ...call, aggregated_output: '', exit_code: null, status: 'in_progress' }));
    print(item('completed', { ...call, aggregated_output: 'a.txt', exit_code: 0, status: 'completed' }));
  },
});
if (ended?.failed) {
  print({ type: 'error', message: `Reconnecting... 1/1 (${MESSAGES[ended.failed]})` });
  print({ type: 'turn.failed', error: { message: MESSAGES[ended.failed] } });
  process.exit(1);
}
if (ended?.cancelled) process.exit(143);
print({
  type: 'turn.completed',
  usage: {
    input_tokens: 6 * turn,
    cached_input_tokens: turn,
    cache_write_input_tokens: 0,
    output_tokens: 3 * turn,
    reasoning_output_tokens: 0,
  },
});
process.exit(0);
