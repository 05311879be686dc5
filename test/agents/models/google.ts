import type http from 'node:http';
import { COMMAND, scenarioIn, sendJson } from './scenario';

/** Gemini CLI first asks a small model how hard the question is. */
export function answerRouting(response: http.ServerResponse): void {
  const text = JSON.stringify({ complexity_reasoning: 'a test', complexity_score: 1 });
  const candidates = [{ index: 0, content: { role: 'model', parts: [{ text }] }, finishReason: 'STOP' }];
  sendJson(response, 200, { candidates });
}

/** `streamGenerateContent`, as far as Gemini CLI needs it. */
export function answerGoogle(body: Record<string, unknown>, response: http.ServerResponse): void {
  const contents = (body.contents ?? []) as { role?: string; parts?: unknown }[];
  const text = JSON.stringify(contents.filter((content) => content.role !== 'model').at(-1)?.parts ?? '');
  const answered = text.includes('functionResponse');
  const scenario = answered ? 'say' : scenarioIn(text);
  if (scenario === 'auth') {
    sendJson(response, 401, { error: { code: 401, message: 'API key not valid', status: 'UNAUTHENTICATED' } });
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
    const args = { command: COMMAND, description: 'write a file' };
    send([{ functionCall: { name: 'run_shell_command', args } }], 'STOP');
  } else send([{ text: answered ? 'the tool.' : 'from the stand-in.' }], 'STOP');
  response.end();
}
