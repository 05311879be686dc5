import type http from 'node:http';
import {
  AFTER,
  breakOff,
  COMMAND,
  type Failure,
  HELLO,
  STUBBORN,
  scenarioIn,
  sendBadGateway,
  sendJson,
} from './scenario';

const LIMITED = [429, 'rate_limit_error', 'This request would exceed your rate limit'] as const;
const FAILURES: Readonly<Record<Exclude<Failure, 'proxy'>, readonly [number, string, string]>> = {
  auth: [401, 'authentication_error', 'invalid x-api-key'],
  forbidden: [403, 'permission_error', 'Your API key does not have permission to use the specified resource.'],
  rate_limit: LIMITED,
  retry_after: LIMITED,
  overloaded: [529, 'overloaded_error', 'Overloaded'],
  server_error: [500, 'api_error', 'Internal server error'],
  quota: [400, 'invalid_request_error', 'Your credit balance is too low to access the API'],
  context_overflow: [400, 'invalid_request_error', 'prompt is too long: 250000 tokens > 200000 maximum'],
  no_model: [404, 'not_found_error', 'model: any-model'],
};

/** The Messages API, as far as Claude Code needs it. */
export function answerAnthropic(body: Record<string, unknown>, response: http.ServerResponse, turn: number): void {
  const messages = (body.messages ?? []) as { role: string; content: unknown }[];
  const last = messages.filter((message) => message.role === 'user').at(-1);
  const text = JSON.stringify(last?.content ?? '');
  // After a refusal Claude Code says something itself and tries once more.
  const scenario = scenarioIn(JSON.stringify(messages.filter(({ role }) => role === 'user')));
  if (scenario === 'proxy') {
    sendBadGateway(response);
    return;
  }
  if (scenario in FAILURES) {
    const [status, type, message] = FAILURES[scenario as keyof typeof FAILURES];
    if (scenario === 'retry_after') response.setHeader('retry-after', '1');
    sendJson(response, status, { type: 'error', error: { type, message } });
    return;
  }
  if (scenario === 'network') {
    response.destroy();
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (event: Record<string, unknown>) =>
    response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  send({
    type: 'message_start',
    message: {
      id: `msg_${turn}`,
      type: 'message',
      role: 'assistant',
      model: body.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: 100, output_tokens: 1, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 },
    },
  });
  if (scenario === 'hang') return;
  const answered = text.includes('tool_result');
  const command = answered ? undefined : { tool: COMMAND, background: STUBBORN }[scenario as string];
  const words = command ? 'Running a command.' : answered ? AFTER : HELLO;
  send({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } });
  for (const piece of words.match(/.{1,6}/g) ?? [])
    send({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: piece } });
  if (scenario === 'cut') {
    breakOff(response);
    return;
  }
  send({ type: 'content_block_stop', index: 0 });
  if (command) {
    const id = `toolu_${turn}`;
    send({ type: 'content_block_start', index: 1, content_block: { type: 'tool_use', id, name: 'Bash', input: {} } });
    const input = JSON.stringify({ command, description: 'write a file' });
    send({ type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: input } });
    send({ type: 'content_block_stop', index: 1 });
  }
  const stop_reason = command ? 'tool_use' : scenario === 'refused' ? 'refusal' : 'end_turn';
  send({ type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: 20 } });
  send({ type: 'message_stop' });
  response.end();
}
