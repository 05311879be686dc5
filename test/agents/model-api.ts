import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerAnthropic } from './models/anthropic';
import { answerGoogle, answerRouting } from './models/google';
import { answerChat, answerResponses } from './models/openai';
import { sendJson } from './models/scenario';

/** A loopback stand-in for the APIs of Anthropic, Google and OpenAI: enough of them for their own command lines to work. */
export class ModelApi {
  readonly #server: http.Server;
  readonly #asked = new Set<() => void>();
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

  /** Resolves when the model is asked the next time. */
  nextRequest(): Promise<void> {
    return new Promise((resolve) => {
      const once = () => {
        this.#asked.delete(once);
        resolve();
      };
      this.#asked.add(once);
    });
  }

  async #handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = request.url ?? '';
    const text = Buffer.concat(chunks).toString('utf8');
    const body = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
    const model = () => {
      this.requests += 1;
      for (const tell of this.#asked) tell();
      return this.requests;
    };
    const posted = request.method === 'POST';
    if (posted && path.startsWith('/v1/messages?')) answerAnthropic(body, response, model());
    else if (posted && path.startsWith('/v1/responses')) answerResponses(body, response, model());
    else if (posted && path.startsWith('/v1/chat/completions')) answerChat(body, response, model());
    else if (posted && path.includes(':streamGenerateContent')) {
      model();
      answerGoogle(body, response);
    } else if (path.includes(':generateContent')) answerRouting(response);
    else if (path.includes('count_tokens') || path.includes(':countTokens'))
      sendJson(response, 200, { input_tokens: 10, totalTokens: 10 });
    else {
      response.writeHead(request.method === 'HEAD' ? 200 : 404);
      response.end();
    }
  }
}
