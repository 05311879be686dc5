// A stand-in that speaks the Agent Client Protocol, written by hand so that it shares no code with the client.
import { linesOfInput, play, print } from './common.mjs';

const waiting = new Map();
let next = 100;
const turns = new Map();
let cancelled = () => {};
const loads = process.argv.includes('--load');

const request = (method, params) =>
  new Promise((resolve) => {
    next += 1;
    waiting.set(next, resolve);
    print({ jsonrpc: '2.0', id: next, method, params });
  }).then(({ result, error }) => result ?? { refused: error.code });
const fail = (code, message, data) => Promise.reject(Object.assign(new Error(message), { code, data }));

const ERRORS = {
  auth: () => fail(-32000, 'Authentication required'),
  quota: () => fail(-32603, 'Internal error', { details: 'Quota exceeded. Check your plan and billing details.' }),
  rate_limit: () => fail(-32603, 'Internal error', { details: 'status 429 Too Many Requests' }),
  context_overflow: () => fail(-32603, 'The prompt is too long for the context window'),
  overloaded: () => fail(-32603, 'Overloaded (529)'),
  network: () => fail(-32603, 'connect ECONNREFUSED 127.0.0.1:9'),
  refused: async () => ({ stopReason: 'refusal' }),
  max_turns: async () => ({ stopReason: 'max_turn_requests' }),
  unknown: () => fail(-32603, 'something odd'),
};

async function prompt(sessionId, text) {
  const update = (body) => ({ jsonrpc: '2.0', method: 'session/update', params: { sessionId, update: body } });
  const chunk = (piece) => update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: piece } });
  const ask = (toolCallId) =>
    request('session/request_permission', {
      sessionId,
      toolCall: {
        toolCallId,
        title: 'rm -rf build',
        kind: 'execute',
        status: 'pending',
        rawInput: { command: 'rm -rf build' },
      },
      options: [
        { optionId: 'yes', name: 'Yes', kind: 'allow_once' },
        { optionId: 'no', name: 'No', kind: 'reject_once' },
      ],
    }).then(({ outcome, refused }) => refused ?? outcome.optionId ?? outcome.outcome);
  /** What a client may offer and this one must not. */
  const reach = () =>
    Promise.all(
      [
        ['fs/read_text_file', { path: '/etc/passwd' }],
        ['fs/write_text_file', { path: '/tmp/x', content: 'x' }],
        ['terminal/create', { command: 'touch', args: ['/tmp/x'] }],
        ['terminal/output', { terminalId: 't' }],
        ['never/heard_of', {}],
      ].map(async ([method, params]) => (await request(method, { sessionId, ...params })).refused ?? 'done'),
    );
  const turn = (turns.get(sessionId) ?? 0) + 1;
  turns.set(sessionId, turn);
  const ended = await play(text, {
    errors: ERRORS,
    say: (piece) => print(chunk(piece)),
    words: (piece) => `${JSON.stringify(chunk(piece))}\n`,
    turn() {
      for (const piece of ['turn ', `${turn}`, '.']) print(chunk(piece));
    },
    ask,
    reach,
    strange: [
      { jsonrpc: '2.0', id: 4711, result: { never: 'asked' } },
      { jsonrpc: '2.0', id: 4712, error: { code: -1, message: 'never asked' } },
      { jsonrpc: '2.0', id: 0, result: { asked: 'long ago' } },
      { jsonrpc: '2.0', id: null, error: { code: -32700, message: 'Parse error' } },
      { jsonrpc: '2.0', method: 'session/update', params: { sessionId: 'another', update: { sessionUpdate: 7 } } },
      { jsonrpc: '2.0', method: 'session/update', params: null },
    ],
    stopped: () =>
      new Promise((resolve) => {
        cancelled = resolve;
      }),
    tool() {
      print(update({ sessionUpdate: 'never_heard_of', x: 1 }));
      print(update({ sessionUpdate: 'agent_thought_chunk', content: { type: 'text', text: 'hm' } }));
      const call = { toolCallId: 't1', title: 'List', kind: 'execute', rawInput: { command: 'ls' } };
      print(update({ sessionUpdate: 'tool_call', status: 'pending', ...call }));
      print(update({ sessionUpdate: 'tool_call_update', toolCallId: 't1', status: 'completed', rawOutput: 'a.txt' }));
    },
  });
  if (ended?.failed) return ERRORS[ended.failed]();
  if (ended?.cancelled) return { stopReason: 'cancelled' };
  print(update({ sessionUpdate: 'usage_update', used: 10, size: 100, cost: { amount: 0.01 * turn, currency: 'USD' } }));
  return { stopReason: 'end_turn', usage: { inputTokens: 5, outputTokens: 3, cachedReadTokens: 1 } };
}

async function handle({ method, params }) {
  switch (method) {
    case 'initialize':
      if (params.clientCapabilities.fs?.readTextFile || params.clientCapabilities.terminal)
        throw new Error('offered too much');
      if (process.argv.includes('--mute')) return new Promise(() => {});
      return {
        protocolVersion: process.argv.includes('--tomorrow') ? 2 : 1,
        authMethods: [{ id: 'key', name: 'An API key' }],
        agentInfo: { name: 'stand-in', version: '9' },
        agentCapabilities: loads ? { loadSession: true } : { sessionCapabilities: { resume: {} } },
      };
    case 'session/new':
      if (process.argv.includes('--signed-out')) return fail(-32000, 'Authentication required');
      return { sessionId: 'session-1' };
    case 'session/load':
    case 'session/resume':
      if (params.sessionId === 'forgotten') return fail(-32002, 'Resource not found');
      if (method === 'session/load')
        print({
          jsonrpc: '2.0',
          method: 'session/update',
          params: {
            sessionId: params.sessionId,
            update: { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: 'OLD' } },
          },
        });
      turns.set(params.sessionId, 1);
      return {};
    case 'session/prompt':
      return prompt(params.sessionId, params.prompt[0].text);
    default:
      return fail(-32601, 'Method not found');
  }
}

for await (const line of linesOfInput()) {
  const message = JSON.parse(line);
  if (message.method === 'session/cancel') cancelled();
  else if (message.method === undefined) waiting.get(message.id)?.(message);
  else
    void handle(message).then(
      (result) => print({ jsonrpc: '2.0', id: message.id, result }),
      ({ code, message: text, data }) =>
        print({ jsonrpc: '2.0', id: message.id, error: { code: code ?? -32603, message: text, data } }),
    );
}
