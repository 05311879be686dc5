import type http from 'node:http';
import {
  breakOff,
  COMMAND,
  type Failure,
  type Scenario,
  STUBBORN,
  scenarioIn,
  sendBadGateway,
  sendJson,
} from './scenario';

const LIMITED = [429, 'RESOURCE_EXHAUSTED', 'Resource has been exhausted: too many requests per minute.'] as const;
const FAILURES: Readonly<Record<Exclude<Failure, 'proxy'>, readonly [number, string, string]>> = {
  auth: [401, 'UNAUTHENTICATED', 'API key not valid. Please pass a valid API key.'],
  forbidden: [403, 'PERMISSION_DENIED', 'The caller does not have permission'],
  rate_limit: LIMITED,
  retry_after: LIMITED,
  overloaded: [503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.'],
  server_error: [500, 'INTERNAL', 'An internal error has occurred.'],
  quota: [429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota, please check your plan and billing details.'],
  context_overflow: [
    400,
    'INVALID_ARGUMENT',
    'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
  ],
  no_model: [404, 'NOT_FOUND', 'models/any is not found for API version v1beta'],
};

/** Gemini CLI first asks a small model how hard the question is. */
export function answerRouting(response: http.ServerResponse): void {
  const text = JSON.stringify({ complexity_reasoning: 'a test', complexity_score: 1 });
  const candidates = [{ index: 0, content: { role: 'model', parts: [{ text }] }, finishReason: 'STOP' }];
  sendJson(response, 200, { candidates });
}

function failed(scenario: Scenario, response: http.ServerResponse): boolean {
  if (scenario in FAILURES) {
    const [code, status, message] = FAILURES[scenario as keyof typeof FAILURES];
    if (scenario === 'retry_after') response.setHeader('retry-after', '1');
    sendJson(response, code, { error: { code, message, status } });
  } else if (scenario === 'proxy') sendBadGateway(response);
  else if (scenario === 'network') response.destroy();
  else return false;
  return true;
}

/** `streamGenerateContent`, as far as Gemini CLI needs it. */
export function answerGoogle(body: Record<string, unknown>, response: http.ServerResponse): void {
  const contents = (body.contents ?? []) as { role?: string; parts?: unknown }[];
  const text = JSON.stringify(contents.filter((content) => content.role !== 'model').at(-1)?.parts ?? '');
  const answered = text.includes('functionResponse');
  const scenario = answered ? 'say' : scenarioIn(text);
  if (failed(scenario, response)) return;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (parts: readonly unknown[], finishReason?: string) =>
    response.write(
      `data: ${JSON.stringify({
        candidates: [{ index: 0, content: { role: 'model', parts }, ...(finishReason ? { finishReason } : {}) }],
        usageMetadata: { promptTokenCount: 100, candidatesTokenCount: 20, totalTokenCount: 120 },
      })}\r\n\r\n`,
    );
  if (scenario === 'refused') {
    send([], 'SAFETY');
    response.end();
    return;
  }
  send([{ text: answered ? 'After ' : 'Hello ' }]);
  if (scenario === 'hang') return;
  if (scenario === 'cut') {
    breakOff(response);
    return;
  }
  const command = { tool: COMMAND, background: STUBBORN }[scenario as string];
  if (command) {
    const args = { command, description: 'write a file' };
    send([{ functionCall: { name: 'run_shell_command', args } }], 'STOP');
  } else send([{ text: answered ? 'the tool.' : 'from the stand-in.' }], 'STOP');
  response.end();
}
