// An agent of each kind that tells everything it should not, in every place that its protocol has for words.
import fs from 'node:fs';
import { linesOfInput, print } from './common.mjs';

const [protocol, file, piece] = process.argv.slice(2);
const leak = fs.readFileSync(file, 'utf8');
const pieces = leak.match(new RegExp(`[\\s\\S]{1,${Number(piece)}}`, 'g'));
const lines = leak.split('\n');

function acp({ id, method, params }) {
  const answer = (result) => print({ jsonrpc: '2.0', id, result });
  const tell = (update) => print({ jsonrpc: '2.0', method: 'session/update', params: { sessionId: 's', update } });
  if (method === 'initialize') answer({ protocolVersion: 1, agentCapabilities: {}, authMethods: [] });
  else if (method === 'session/new') answer({ sessionId: 's' });
  else if (method === 'session/prompt') {
    for (const text of pieces) {
      tell({ sessionUpdate: 'agent_thought_chunk', content: { type: 'text', text } });
    }
    for (const text of pieces) tell({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } });
    tell({ sessionUpdate: 'plan', entries: [{ content: leak, priority: 'high', status: 'pending' }] });
    const call = { toolCallId: 't', title: leak, kind: 'execute', status: 'pending' };
    tell({ sessionUpdate: 'tool_call', ...call, rawInput: { nested: { command: leak } } });
    tell({ sessionUpdate: 'tool_call_update', toolCallId: 't', status: 'failed', rawOutput: { out: leak } });
    // Answers to what nobody asked, which libraries like to complain about.
    print({ jsonrpc: '2.0', id: leak, result: {} });
    print({ jsonrpc: '2.0', method: 'session/update', params: { [leak]: leak } });
    if (JSON.stringify(params).includes('fail'))
      print({ jsonrpc: '2.0', id, error: { code: -32603, message: leak, data: { details: leak } } });
    else answer({ stopReason: 'end_turn' });
  }
}

function claude({ type, message }) {
  if (type !== 'user') return;
  print({ type: 'system', subtype: 'init', session_id: 's', model: 'm', tools: [] });
  const event = (body) => print({ type: 'stream_event', parent_tool_use_id: null, event: body });
  event({ type: 'message_start', message: { id: 'm1' } });
  for (const thinking of pieces) event({ type: 'content_block_delta', delta: { type: 'thinking_delta', thinking } });
  for (const text of pieces) event({ type: 'content_block_delta', delta: { type: 'text_delta', text } });
  const use = { type: 'tool_use', id: 't', name: 'Bash', input: { command: leak, description: leak } };
  print({ type: 'assistant', parent_tool_use_id: null, message: { id: 'm1', content: [use] } });
  const result = { type: 'tool_result', tool_use_id: 't', content: leak, is_error: true };
  print({ type: 'user', message: { role: 'user', content: [result] } });
  print({ type: 'system', subtype: 'api_retry', error: leak, error_status: 500, attempt: 1, max_retries: 2 });
  print({ type: 'system', subtype: 'permission_denied', message: leak, tool_name: leak });
  print({ type: 'system', subtype: 'informational', content: leak });
  const failed = JSON.stringify(message).includes('fail');
  print({
    type: 'result',
    subtype: 'success',
    is_error: failed,
    result: leak,
    session_id: 's',
    stop_reason: 'end_turn',
  });
}

function codex(prompt) {
  const item = (body, phase = 'completed') => print({ type: `item.${phase}`, item: body });
  print({ type: 'thread.started', thread_id: 's' });
  item({ id: 'a', type: 'reasoning', text: leak });
  item({ id: 'b', type: 'agent_message', text: leak });
  const call = { id: 't', type: 'command_execution', command: leak };
  item({ ...call, aggregated_output: '', exit_code: null, status: 'in_progress' }, 'started');
  item({ ...call, aggregated_output: leak, exit_code: 1, status: 'failed' });
  item({ id: 'c', type: 'error', message: leak });
  item({ id: 'd', type: 'todo_list', items: [{ text: leak, completed: false }] });
  print({ type: 'error', message: leak });
  if (prompt.includes('fail')) print({ type: 'turn.failed', error: { message: leak } });
  else print({ type: 'turn.completed', usage: { input_tokens: 1, output_tokens: 1 } });
  process.exit(prompt.includes('fail') ? 1 : 0);
}

function command(prompt) {
  for (const text of pieces) fs.writeSync(1, text);
  process.exit(prompt.includes('fail') ? 1 : 0);
}

for (const line of lines) fs.writeSync(2, `${line}\n`);
if (protocol === 'codex') codex(fs.readFileSync(0, 'utf8'));
else if (protocol === 'command') command(fs.readFileSync(0, 'utf8'));
else for await (const line of linesOfInput()) (protocol === 'acp' ? acp : claude)(JSON.parse(line));
