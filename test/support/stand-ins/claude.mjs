// A stand-in for Claude Code's stream-json, both ways.
import fs from 'node:fs';
import {
  breathe,
  closeInput,
  GARBAGE,
  HARD_TEXT,
  ignoreSignals,
  leaveChildren,
  linesOfInput,
  longLine,
  manyLines,
  PIECE,
  print,
  scenarioOf,
  writeAll,
  writeSplit,
} from './common.mjs';

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

const result = (more) =>
  print({
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
    waiting.set(requestId, [...(waiting.get(requestId) ?? []), resolve]);
    print({
      type: 'control_request',
      request_id: requestId,
      request: { subtype: 'can_use_tool', tool_name: 'Bash', input: { command: 'rm -rf build' }, tool_use_id: 't1' },
    });
  });

async function prompt(text) {
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
  const scenario = scenarioOf(text);
  if (ERRORS[scenario]) {
    ERRORS[scenario]();
    return;
  }
  switch (scenario) {
    case 'utf8':
      begin();
      writeSplit(`${JSON.stringify(delta(HARD_TEXT))}\n`);
      break;
    case 'tool':
      begin();
      print({
        type: 'stream_event',
        parent_tool_use_id: null,
        event: { type: 'content_block_delta', delta: { type: 'thinking_delta', thinking: 'hm' } },
      });
      print(assistant([{ type: 'tool_use', id: 't1', name: 'Bash', input: { command: 'ls' } }]));
      print({
        type: 'user',
        message: {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: 't1', content: 'a.txt', is_error: false }],
        },
      });
      say('done');
      break;
    case 'ask': {
      const { behavior } = await ask('r1');
      say(behavior === 'allow' ? 'yes' : 'no');
      break;
    }
    case 'deaf':
      process.on('uncaughtException', () => {});
      process.stdin.destroy();
      fs.closeSync(0);
      setInterval(() => {}, 1000);
      await ask('t1');
      break;
    case 'asktwice': {
      const answer = ask('r1');
      void ask('r1');
      say((await answer).behavior === 'allow' ? 'yes' : 'no');
      break;
    }
    case 'crash':
      begin();
      print(delta('kept'));
      fs.writeSync(2, 'boom: out of luck\n');
      fs.writeSync(1, JSON.stringify(delta('lost')).slice(0, 40));
      process.exit(3);
      break;
    case 'garbage':
      for (const line of GARBAGE) fs.writeSync(1, `${line}\n`);
      say('fine');
      break;
    case 'lines':
      await manyLines();
      say('fine');
      break;
    case 'long':
      await longLine();
      say('fine');
      break;
    case 'flood':
      begin();
      for (;;) {
        await writeAll(`${JSON.stringify(delta(PIECE))}\n`);
        await breathe();
      }
    case 'hang':
    case 'suicide':
      ignoreSignals();
      say(leaveChildren());
      if (scenario === 'suicide') setTimeout(() => process.kill(process.pid, 'SIGKILL'), 100);
      await new Promise(() => {});
      break;
    case 'late':
      ignoreSignals();
      say('waiting');
      await new Promise((resolve) => {
        interrupted = resolve;
      });
      for (let index = 0; index < 50; index += 1) say('late');
      break;
    case 'polite':
      say('waiting');
      await new Promise((resolve) => {
        interrupted = resolve;
      });
      failure('error_during_execution', 'aborted_streaming', 'interrupted');
      return;
    default:
      say(`turn ${turn}.`);
  }
  result({});
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
