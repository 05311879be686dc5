import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the stand-in for the model does next; named in the person's words as `do:NAME`. */
type Scenario = 'say' | 'tool' | 'hang' | 'auth' | 'rate_limit' | 'overloaded' | 'quota';

const STATUS: Partial<Record<Scenario, readonly [number, string, string]>> = {
  auth: [401, 'authentication_error', 'invalid x-api-key'],
  rate_limit: [429, 'rate_limit_error', 'This request would exceed your rate limit'],
  overloaded: [529, 'overloaded_error', 'Overloaded'],
  quota: [400, 'invalid_request_error', 'Your credit balance is too low to access the API'],
};

export const COMMAND = 'echo hello > out.txt';

/** A loopback stand-in for the APIs of Anthropic and Google: enough of them for their own command lines to work. */
export class ModelApi {
  readonly #server: http.Server;
  requests = 0;

  private constructor(server: http.Server) {
    this.#server = server;
  }

  static async start(): Promise<ModelApi> {
    const server = http.createServer();
    const api = new ModelApi(server);
    server.on('request', (request, response) => void api.#handle(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = request.url ?? '';
    const body =
      chunks.length > 0 ? (JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>) : {};
    if (request.method === 'POST' && path.startsWith('/v1/messages?')) return this.#anthropic(body, response);
    if (request.method === 'POST' && path.includes(':streamGenerateContent')) return this.#google(body, response);
    if (path.includes(':generateContent')) {
      // Gemini CLI first asks a small model how hard the question is.
      const text = JSON.stringify({ complexity_reasoning: 'a test', complexity_score: 1 });
      const candidates = [{ index: 0, content: { role: 'model', parts: [{ text }] }, finishReason: 'STOP' }];
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ candidates }));
      return;
    }
    if (path.includes('count_tokens') || path.includes(':countTokens')) {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ input_tokens: 10, totalTokens: 10 }));
      return;
    }
    response.writeHead(request.method === 'HEAD' ? 200 : 404);
    response.end();
  }

  #anthropic(body: Record<string, unknown>, response: http.ServerResponse): void {
    this.requests += 1;
    const messages = (body.messages ?? []) as { role: string; content: unknown }[];
    const last = messages.filter((message) => message.role === 'user').at(-1);
    const text = JSON.stringify(last?.content ?? '');
    const scenario = scenarioIn(text);
    const failure = STATUS[scenario];
    if (failure) {
      const [status, type, message] = failure;
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ type: 'error', error: { type, message } }));
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = (event: Record<string, unknown>) =>
      response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    send({
      type: 'message_start',
      message: {
        id: `msg_${this.requests}`,
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
    const wantsTool = scenario === 'tool' && !text.includes('tool_result');
    const words = wantsTool
      ? 'Running a command.'
      : text.includes('tool_result')
        ? 'After the tool.'
        : 'Hello from the stand-in.';
    send({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } });
    for (const piece of words.match(/.{1,6}/g) ?? [])
      send({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: piece } });
    send({ type: 'content_block_stop', index: 0 });
    if (wantsTool) {
      const id = `toolu_${this.requests}`;
      send({ type: 'content_block_start', index: 1, content_block: { type: 'tool_use', id, name: 'Bash', input: {} } });
      const input = JSON.stringify({ command: COMMAND, description: 'write a file' });
      send({ type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: input } });
      send({ type: 'content_block_stop', index: 1 });
    }
    const stop_reason = wantsTool ? 'tool_use' : 'end_turn';
    send({ type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: 20 } });
    send({ type: 'message_stop' });
    response.end();
  }

  #google(body: Record<string, unknown>, response: http.ServerResponse): void {
    this.requests += 1;
    const contents = (body.contents ?? []) as { role?: string; parts?: unknown }[];
    const text = JSON.stringify(contents.filter((content) => content.role !== 'model').at(-1)?.parts ?? '');
    const answered = text.includes('functionResponse');
    const scenario = answered ? 'say' : scenarioIn(text);
    if (scenario === 'auth') {
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { code: 401, message: 'API key not valid', status: 'UNAUTHENTICATED' } }));
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = (parts: readonly unknown[], finishReason?: string) =>
      response.write(
        `data: ${JSON.stringify({
          candidates: [{ index: 0, content: { role: 'model', parts }, ...(finishReason ? { finishReason } : {}) }],
          usageMetadata: { promptTokenCount: 100, candidatesTokenCount: 20, totalTokenCount: 120 },
        })}\r\n\r\n`,
      );
    send([{ text: answered ? 'After ' : 'Hello ' }]);
    if (scenario === 'hang') return;
    if (scenario === 'tool') {
      send(
        [{ functionCall: { name: 'run_shell_command', args: { command: COMMAND, description: 'write a file' } } }],
        'STOP',
      );
    } else send([{ text: answered ? 'the tool.' : 'from the stand-in.' }], 'STOP');
    response.end();
  }
}

/** The words of the person come last, behind what the command line adds by itself. */
function scenarioIn(text: string): Scenario {
  return (text
    .match(/do:([a-z_]+)/g)
    ?.at(-1)
    ?.slice(3) ?? 'say') as Scenario;
}
