import type http from 'node:http';

/** What the stand-in for a model does next; named in the person's words as `do:NAME`. */
export type Scenario = 'say' | 'tool' | 'background' | 'hang' | 'refused' | Failure | Break;

/** What an API answers instead of words. */
export type Failure =
  | 'auth'
  | 'forbidden'
  | 'quota'
  | 'rate_limit'
  | 'retry_after'
  | 'context_overflow'
  | 'overloaded'
  | 'server_error'
  | 'no_model'
  | 'proxy';

/** How a connection ends: before a word was said, or in the middle of one. */
type Break = 'network' | 'cut';

/** What the model wants to run: writes a file, so that it shows whether it was run. */
export const COMMAND = 'echo hello > out.txt';

/** A command that leaves processes behind: one that ignores signals, and one in a session of its own. */
export const STUBBORN =
  "echo $$ >> pids.txt; setsid sh -c 'echo $$ >> pids.txt; trap \"\" TERM; while :; do sleep 1; done' & trap '' TERM; while :; do sleep 1; done";

/** The words of the person come last, behind what the command line adds by itself. */
export function scenarioIn(text: string): Scenario {
  const found = text.match(/do:([a-z_]+)/g)?.at(-1);
  return (found?.slice(3) ?? 'say') as Scenario;
}

export function sendJson(response: http.ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** Said by what stands between the agent and its model, in words of its own. */
export function sendBadGateway(response: http.ServerResponse): void {
  response.writeHead(502, { 'content-type': 'text/html' });
  response.end('<html><body><h1>502 Bad Gateway</h1></body></html>');
}

/** Breaks off after what was written has been sent. */
export function breakOff(response: http.ServerResponse): void {
  response.write(' ', () => setImmediate(() => response.destroy()));
}

export const HELLO = 'Hello from the stand-in.';
export const AFTER = 'After the tool.';
