import type http from 'node:http';
import {
  AFTER,
  breakOff,
  COMMAND,
  type Failure,
  HELLO,
  type Scenario,
  STUBBORN,
  scenarioIn,
  sendBadGateway,
  sendJson,
} from './scenario';

const LIMITED = [429, 'rate_limit_exceeded', 'Rate limit reached for requests'] as const;
const FAILURES: Readonly<Record<Exclude<Failure, 'proxy'>, readonly [number, string, string]>> = {
  auth: [401, 'invalid_api_key', 'Incorrect API key provided.'],
  forbidden: [403, 'unsupported_country_region_territory', 'Country, region, or territory not supported'],
  rate_limit: LIMITED,
  retry_after: LIMITED,
  overloaded: [503, 'server_error', 'The server is overloaded'],
  server_error: [500, 'server_error', 'The server had an error while processing your request.'],
  no_model: [404, 'model_not_found', 'The model `any` does not exist or you do not have access to it.'],
  quota: [429, 'insufficient_quota', 'You exceeded your current quota, please check your plan and billing details.'],
  context_overflow: [400, 'context_length_exceeded', "This model's maximum context length is 8192 tokens."],
};

function failed(scenario: Scenario, response: http.ServerResponse): boolean {
  if (scenario in FAILURES) {
    const [status, code, message] = FAILURES[scenario as keyof typeof FAILURES];
    if (scenario === 'retry_after') response.setHeader('retry-after', '1');
    sendJson(response, status, { error: { type: code, code, message } });
  } else if (scenario === 'proxy') sendBadGateway(response);
  else if (scenario === 'network') response.destroy();
  else return false;
  return true;
}

const commandOf = (scenario: Scenario) =>
  scenario === 'tool' ? COMMAND : scenario === 'background' ? STUBBORN : undefined;

/** The Responses API, as far as Codex needs it. */
export function answerResponses(body: Record<string, unknown>, response: http.ServerResponse, turn: number): void {
  const input = (body.input ?? []) as { type?: string; role?: string; content?: unknown }[];
  const after = input.at(-1)?.type?.endsWith('_output') === true;
  const asked = input.filter(({ role }) => role === 'user').at(-1);
  const scenario = after ? 'say' : scenarioIn(JSON.stringify(asked ?? ''));
  if (scenario !== 'quota' && scenario !== 'context_overflow' && failed(scenario, response)) return;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (event: Record<string, unknown>) =>
    response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  const id = `resp_${turn}`;
  send({ type: 'response.created', response: { id } });
  if (scenario === 'hang') return;
  if (scenario === 'quota' || scenario === 'context_overflow') {
    const [, code, message] = FAILURES[scenario];
    send({ type: 'response.failed', response: { id, status: 'failed', error: { code, message } } });
    response.end();
    return;
  }
  const command = after ? undefined : commandOf(scenario);
  if (command) send({ type: 'response.output_item.done', item: shellCall(body, command, turn) });
  else {
    const text = after ? AFTER : HELLO;
    const item = { type: 'message', role: 'assistant', id: `msg_${turn}`, content: [{ type: 'output_text', text }] };
    send({ type: 'response.output_item.added', item: { ...item, content: [] } });
    send({ type: 'response.output_text.delta', delta: text });
    if (scenario === 'cut') {
      breakOff(response);
      return;
    }
    if (scenario === 'refused') {
      send({ type: 'response.incomplete', response: { id, incomplete_details: { reason: 'content_filter' } } });
      response.end();
      return;
    }
    send({ type: 'response.output_item.done', item });
  }
  const usage = {
    input_tokens: 100,
    input_tokens_details: { cached_tokens: 40 },
    output_tokens: 20,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 120,
  };
  send({ type: 'response.completed', response: { id, usage } });
  response.end();
}

/** The tool that runs a command has had several names, and takes its command as a text or a list. */
function shellCall(body: Record<string, unknown>, command: string, turn: number): Record<string, unknown> {
  const tools = (body.tools ?? []) as { type?: string; name?: string }[];
  const names = tools.map(({ name }) => name);
  const name = ['exec_command', 'shell_command', 'shell'].find((each) => names.includes(each)) ?? 'shell';
  const input = {
    exec_command: { cmd: command },
    shell_command: { command },
    shell: { command: ['sh', '-c', command] },
  };
  const call_id = `call_${turn}`;
  return { type: 'function_call', id: `fc_${turn}`, call_id, name, arguments: JSON.stringify(input[name as 'shell']) };
}

/** The chat completions that every other provider copies; opencode speaks them. */
export function answerChat(body: Record<string, unknown>, response: http.ServerResponse, turn: number): void {
  const messages = (body.messages ?? []) as { role: string; content: unknown }[];
  const after = messages.at(-1)?.role === 'tool';
  const asked = messages.filter(({ role }) => role === 'user').at(-1);
  const scenario = after ? 'say' : scenarioIn(JSON.stringify(asked?.content ?? ''));
  if (failed(scenario, response)) return;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (delta: Record<string, unknown>, finish_reason: string | null, more = {}) =>
    response.write(
      `data: ${JSON.stringify({
        id: `chat_${turn}`,
        object: 'chat.completion.chunk',
        created: 1,
        model: body.model,
        choices: [{ index: 0, delta, finish_reason }],
        ...more,
      })}\n\n`,
    );
  send({ role: 'assistant', content: '' }, null);
  if (scenario === 'hang') return;
  const command = after ? undefined : commandOf(scenario);
  if (command && Array.isArray(body.tools)) {
    const input = JSON.stringify({ command, description: 'write a file' });
    const call = { index: 0, id: `call_${turn}`, type: 'function', function: { name: 'bash', arguments: input } };
    send({ tool_calls: [call] }, null);
  } else for (const piece of (after ? AFTER : HELLO).match(/.{1,6}/g) ?? []) send({ content: piece }, null);
  if (scenario === 'cut') {
    breakOff(response);
    return;
  }
  const usage = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };
  const stop = scenario === 'refused' ? 'content_filter' : 'stop';
  send({}, command && Array.isArray(body.tools) ? 'tool_calls' : stop, { usage });
  response.write('data: [DONE]\n\n');
  response.end();
}
