// A stand-in for Claude Code's stream-json, both ways.
import fs from 'node:fs';
import { closeInput, linesOfInput, play, print } from './common.mjs';

const args = process.argv.slice(2);
if (args.includes('--version')) {
  fs.writeSync(1, '9.9.9 (Claude Code)\n');
  process.exit(0);
}
if (!args.includes('--verbose')) {
  fs.writeSync(2, 'stream-json needs --verbose\n');
  process.exit(1);
}
const resumed = args.includes('--resume') ? args[args.indexOf('--resume') + 1] : undefined;
const session = resumed ?? 'session-1';
const waiting = new Map();
let interrupted = () => {};
let turn = resumed ? 1 : 0;
let message = 0;
/** How the turn before ended, to be said once more in the middle of the next. */
let again = '';

const resultOf = (more) => ({
  duration_api_ms: 1,
  session_id: session,
  total_cost_usd: 0.01 * turn,
  modelUsage: {
    'any-model': { inputTokens: 5 * turn, outputTokens: 3 * turn, cacheReadInputTokens: turn, costUsd: 0.01 * turn },
  },
  permission_denials: [],
  is_error: false,
  subtype: 'success',
  result: 'x',
  terminal_reason: 'completed',
  stop_reason: 'end_turn',
  type: 'result',
  ...more,
});
const result = (more) => print(resultOf(more));
const apiError = (error, status, text, more = {}) => {
  print({
    type: 'assistant',
    error,
    is_api_error_message: true,
    api_error_status: status,
    message: { id: 'e', model: '<synthetic>', content: [{ type: 'text', text }] },
  });
  result({
    is_error: true,
    subtype: 'success',
    api_error_status: status,
    terminal_reason: 'api_error',
    result: text,
    ...more,
  });
};
const failure = (subtype, reason, text) =>
  result({ is_error: true, subtype, terminal_reason: reason, result: undefined, errors: [text] });
const ERRORS = {
  auth: () => apiError('authentication_failed', 401, 'Invalid API key · Fix external API key'),
  quota: () => apiError('billing_error', 400, 'Credit balance is too low'),
  rate_limit: () => apiError('rate_limit', 429, 'API Error: Request rejected (429)'),
  context_overflow: () => result({ is_error: true, terminal_reason: 'prompt_too_long', result: 'Prompt is too long' }),
  overloaded: () => apiError('overloaded', 529, 'API Error: Overloaded'),
  network: () => apiError('unknown', null, 'API Error: something was cut'),
  refused: () => result({ stop_reason: 'refusal', result: 'I will not.' }),
  max_turns: () => failure('error_max_turns', 'max_turns', 'Reached maximum number of turns (1)'),
  budget: () => failure('error_max_budget_usd', 'budget_exhausted', 'Reached the budget'),
  unknown: () => failure('error_during_execution', 'model_error', 'something odd'),
};

const assistant = (content) => ({
  type: 'assistant',
  parent_tool_use_id: null,
  message: { id: `m${message}`, content, stop_reason: null },
});
const delta = (text) => ({
  type: 'stream_event',
  parent_tool_use_id: null,
  event: { type: 'content_block_delta', delta: { type: 'text_delta', text } },
});
function begin() {
  message += 1;
  print({
    type: 'stream_event',
    parent_tool_use_id: null,
    event: { type: 'message_start', message: { id: `m${message}` } },
  });
}
function say(text) {
  begin();
  for (const piece of text.match(/.{1,4}/gsu)) print(delta(piece));
  print(assistant([{ type: 'text', text }]));
}
const ask = (requestId) =>
  new Promise((resolve) => {
    waiting.set(requestId, [
      ...(waiting.get(requestId) ?? []),
      ({ behavior }) => resolve(behavior === 'allow' ? 'yes' : 'no'),
    ]);
    print({
      type: 'control_request',
      request_id: requestId,
      request: { subtype: 'can_use_tool', tool_name: 'Bash', input: { command: 'rm -rf build' }, tool_use_id: 't1' },
    });
  });

async function prompt(text) {
  if (again) fs.writeSync(1, again);
  again = '';
  turn += 1;
  print({
    type: 'system',
    subtype: 'init',
    session_id: session,
    model: 'any-model',
    claude_code_version: '9.9.9',
    tools: [],
  });
  if (session === 'forgotten') {
    failure('error_during_execution', 'model_error', 'No conversation found with session ID: forgotten');
    process.exit(1);
  }
  const ended = await play(text, {
    errors: ERRORS,
    say,
    words(piece) {
      begin();
      return `${JSON.stringify(delta(piece))}\n`;
    },
    turn: () => say(`turn ${turn}.`),
    ask,
    strange: [
      { type: 'control_response', response: { subtype: 'success', request_id: 'never-asked', response: {} } },
      { type: 'control_cancel_request', request_id: 'never-asked' },
      { type: 'control_request', request_id: 'q1', request: { subtype: 'hook_callback' } },
      { type: 'control_request', request_id: 7 },
      { type: 'assistant', message: null },
      { type: 'user', message: { content: 'text' } },
      { type: 'stream_event', event: { type: 'content_block_delta', delta: null } },
      { type: 'system', subtype: 'never_heard_of' },
    ],
    stopped: () =>
      new Promise((resolve) => {
        interrupted = resolve;
      }),
    tool() {
      begin();
      const thinking = { type: 'thinking_delta', thinking: 'hm' };
      print({ ...delta(''), event: { type: 'content_block_delta', delta: thinking } });
      print(assistant([{ type: 'tool_use', id: 't1', name: 'Bash', input: { command: 'ls' } }]));
      const answer = { type: 'tool_result', tool_use_id: 't1', content: 'a.txt', is_error: false };
      print({ type: 'user', message: { role: 'user', content: [answer] } });
    },
  });
  if (ended?.failed) ERRORS[ended.failed]();
  else if (ended?.cancelled) failure('error_during_execution', 'aborted_streaming', 'interrupted');
  else result({});
  if (text.includes('do:twice')) again = `${JSON.stringify(resultOf({}))}\n`;
  if (text.includes('do:after')) void ask('late').then((answer) => fs.writeSync(2, `answered ${answer}\n`));
}

if (closeInput()) await new Promise((resolve) => setTimeout(resolve, 1e9));
for await (const line of linesOfInput()) {
  const { type, request_id: id, request, response, message: said } = JSON.parse(line);
  if (type === 'control_request') {
    if (request.subtype === 'interrupt') interrupted();
    print({ type: 'control_response', response: { subtype: 'success', request_id: id, response: {} } });
  } else if (type === 'control_response') {
    for (const resolve of waiting.get(response.request_id) ?? []) resolve(response.response);
  } else if (type === 'user') void prompt(said.content);
}
