import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { AGENT_ERROR_KINDS, type AgentErrorKind } from '../../../src/core/agent/error';
import type { AgentProfile } from '../../../src/core/agent/profile';
import { standIn, systemAgents, turn } from './contract';

/** What the stand-in `says.mjs` is to say. */
interface Said {
  readonly lines?: readonly object[];
  readonly complaint?: string;
  readonly exit?: number;
  readonly answer?: object;
}

/** What agents really said of each kind, or why they never do. `end`: the contract of all adapters proves it, with processes that die and are stopped. */
type Kinds = Readonly<Record<AgentErrorKind, readonly Said[] | 'end' | { readonly never: string }>>;

/** Claude Code 2.1.330, asked over its stream; most were provoked by what its API answers, named behind. */
const result = (more: object) => ({ type: 'result', subtype: 'success', is_error: true, session_id: 's', ...more });
const apiError = (error: string, status: number | null, words: string): Said => ({
  lines: [
    { type: 'assistant', error, is_api_error_message: true, api_error_status: status, message: { content: [] } },
    result({ terminal_reason: 'api_error', api_error_status: status, result: words }),
  ],
});
const claude: Kinds = {
  auth: [
    apiError('authentication_failed', 401, 'Invalid API key · Fix external API key'),
    apiError(
      'authentication_failed',
      403,
      'Failed to authenticate. API Error: 403 Your API key does not have permission to use the specified resource.',
    ),
  ],
  quota: [apiError('billing_error', 400, 'Credit balance is too low')],
  rate_limit: [
    apiError('rate_limit', 429, 'API Error: Request rejected (429) · This request would exceed your rate limit'),
  ],
  context_overflow: [
    {
      lines: [
        result({
          terminal_reason: 'prompt_too_long',
          api_error_status: 400,
          result: 'Prompt is too long · the request is ~250000 tokens (limit 200000)',
        }),
      ],
    },
  ],
  overloaded: [
    apiError('overloaded', 529, 'API Error: 529 Overloaded. This is a server-side issue, usually temporary'),
    apiError('server_error', 500, 'API Error: 500 Internal server error. This is a server-side issue'),
    apiError('server_error', 502, 'API Error: 502 Bad Gateway. This is a server-side issue, usually temporary'),
  ],
  network: [
    apiError('unknown', null, 'API Error: Connection dropped (ECONNRESET). Check the gateway, then try again.'),
    apiError('unknown', null, 'API Error: Connection refused — a firewall or proxy may be blocking it (ECONNREFUSED)'),
    apiError('unknown', null, "API Error: Can't reach the API server — check your internet or DNS (ENOTFOUND)"),
    apiError('unknown', null, 'API Error: Connection to the API was lost (ECONNRESET). This is usually temporary'),
  ],
  refused: [
    {
      lines: [result({ stop_reason: 'refusal', result: "API Error: Opus 5.5's safeguards flagged this message." })],
    },
  ],
  max_turns: [
    {
      lines: [
        result({
          subtype: 'error_max_turns',
          terminal_reason: 'max_turns',
          errors: ['Reached maximum number of turns (1)'],
        }),
      ],
    },
  ],
  budget: [
    {
      lines: [
        result({
          subtype: 'error_max_budget_usd',
          terminal_reason: 'budget_exhausted',
          errors: ['Reached maximum budget ($0.000001)'],
        }),
      ],
    },
  ],
  crashed: 'end',
  cancelled: 'end',
  unknown: [apiError('model_not_found', 404, "There's an issue with the selected model. It may not exist.")],
};

/** Codex 0.169.0. */
const failed = (message: string): Said => ({
  lines: [
    { type: 'thread.started', thread_id: 's' },
    { type: 'turn.failed', error: { message } },
  ],
  exit: 1,
});
const codex: Kinds = {
  auth: [
    failed('unexpected status 401 Unauthorized: Incorrect API key provided., url: http://127.0.0.1:1/v1/responses'),
    failed('unexpected status 403 Forbidden: Country, region, or territory not supported, url: http://127.0.0.1:1/v1'),
  ],
  quota: [failed('Quota exceeded. Check your plan and billing details.')],
  rate_limit: [failed('exceeded retry limit, last status: 429 Too Many Requests')],
  context_overflow: [
    failed("Codex ran out of room in the model's context window. Start a new thread or clear earlier history."),
  ],
  overloaded: [
    failed('unexpected status 503 Service Unavailable: The server is overloaded, url: http://127.0.0.1:1/v1'),
    failed('We’re currently experiencing high demand, which may cause temporary errors.'),
    failed('unexpected status 502 Bad Gateway: <html><body><h1>502 Bad Gateway</h1></body></html>, url: http://x'),
  ],
  network: [
    failed('stream disconnected before completion: error sending request'),
    failed('stream disconnected before completion: Transport error: network error: error decoding response body'),
    failed('Reconnecting... waiting for network (Connection failed: error sending request)'),
  ],
  refused: [failed('stream disconnected before completion: Incomplete response returned, reason: content_filter')],
  max_turns: { never: '`codex exec` has no limit of steps' },
  budget: { never: '`codex exec` tells no cost; a limit of seconds is kept by Signalbox itself and told as this kind' },
  crashed: 'end',
  cancelled: 'end',
  unknown: [failed('The model `any` does not exist or you do not have access to it.')],
};

/** Gemini CLI 0.61.0 and opencode 1.18.33, over the Agent Client Protocol. */
const rpc = (message: string, code = -32603): Said => ({ answer: { error: { code, message } } });
const internal = (details: string): Said => rpc(`Internal error: ${details}`);
const google = (code: number, status: string, message: string): Said =>
  rpc(JSON.stringify({ error: { code, message, status } }), code);
const acp: Kinds = {
  auth: [
    rpc('Authentication required', -32000),
    google(401, 'UNAUTHENTICATED', 'API key not valid. Please pass a valid API key.'),
    google(403, 'PERMISSION_DENIED', 'The caller does not have permission'),
    internal('Incorrect API key provided.'),
  ],
  quota: [rpc('You exceeded your current quota, please check your plan and billing details.', 429)],
  rate_limit: [
    rpc('Resource has been exhausted: too many requests per minute.', 429),
    internal('Rate limit reached for requests'),
  ],
  context_overflow: [
    google(
      400,
      'INVALID_ARGUMENT',
      'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
    ),
    internal("This model's maximum context length is 8192 tokens."),
  ],
  overloaded: [
    rpc('The model is overloaded. Please try again later.', 503),
    google(500, 'INTERNAL', 'An internal error has occurred.'),
    google(502, 'Bad Gateway', '<html><body><h1>502 Bad Gateway</h1></body></html>'),
  ],
  network: [rpc('exception TypeError: fetch failed sending request', 500), rpc('terminated', 500)],
  refused: [{ answer: { result: { stopReason: 'refusal' } } }],
  max_turns: [{ answer: { result: { stopReason: 'max_turn_requests' } } }],
  budget: {
    never: 'the protocol has no limit of cost; a limit of seconds is kept by Signalbox itself and told as this kind',
  },
  crashed: 'end',
  cancelled: 'end',
  unknown: [
    rpc('models/any is not found for API version v1beta', 404),
    internal('Country, region, or territory not supported'),
  ],
};

/** A shell line is judged by its exit code, and what went wrong by what it complained about. */
const complains = (complaint: string): Said => ({ complaint: `${complaint}\n`, exit: 1 });
const command: Kinds = {
  auth: [complains('HTTP error 401: not signed in')],
  quota: [complains('Credit balance is too low')],
  rate_limit: [complains('429 Too Many Requests')],
  context_overflow: [complains('Prompt is too long')],
  overloaded: [complains('API Error: 529 Overloaded')],
  network: [complains('curl: (7) Failed to connect: ECONNREFUSED')],
  refused: [complains('This request appears to violate our Usage Policy')],
  max_turns: [complains('Reached maximum number of turns (1)')],
  budget: [complains('Reached maximum budget ($0.01)')],
  crashed: 'end',
  cancelled: 'end',
  unknown: [complains('something odd')],
};

describe('what agents say of their failures', () => {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'signalbox-says-')), 'said.json');
  after(() => fs.rmSync(path.dirname(file), { recursive: true }));

  for (const [adapter, kinds] of Object.entries({ claude, codex, acp, command })) {
    const args = [standIn('says'), adapter, file];
    const profile = {
      name: 'x',
      adapter,
      ...(adapter === 'command'
        ? { command: [process.execPath, ...args].map((word) => `"${word}"`).join(' ') }
        : { command: process.execPath, args }),
    } as AgentProfile;
    for (const kind of AGENT_ERROR_KINDS) {
      const met = kinds[kind];
      if (!Array.isArray(met)) continue;
      it(`is taken for ${kind} by the adapter "${adapter}"`, async () => {
        for (const said of met as readonly Said[]) {
          fs.writeFileSync(file, JSON.stringify(said));
          const opened = await systemAgents().open({ profile, folder: os.tmpdir() });
          assert.ok(opened.ok);
          const { end } = await turn(opened.value, 'Go on.');
          await opened.value.close();
          assert.equal(end.error?.kind, kind, JSON.stringify([said, end]));
          assert.doesNotMatch(end.error?.message ?? '{', /^\{/, 'in words');
        }
      });
    }
  }
});
