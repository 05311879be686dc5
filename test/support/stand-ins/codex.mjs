// A stand-in for `codex exec --json`: one process for one turn.
import fs from 'node:fs';
import {
  breathe,
  closeInput,
  GARBAGE,
  HARD_TEXT,
  ignoreSignals,
  leaveChildren,
  longLine,
  manyLines,
  PIECE,
  print,
  scenarioOf,
  writeAll,
  writeSplit,
} from './common.mjs';

const args = process.argv.slice(2);
if (args.includes('--version')) {
  fs.writeSync(1, 'codex-cli 9.9.9\n');
  process.exit(0);
}
const thread = args.includes('resume') ? args[args.indexOf('resume') + 1] : 'session-1';
const prompt = closeInput() ? '' : fs.readFileSync(0, 'utf8');
const turn = thread === 'session-1' && !args.includes('resume') ? 1 : 2;
if (thread === 'forgotten') {
  fs.writeSync(2, 'Error: no rollout found for thread id forgotten\n');
  process.exit(1);
}
const MESSAGES = {
  auth: 'unexpected status 401 Unauthorized',
  quota: 'Quota exceeded. Check your plan and billing details.',
  rate_limit: 'exceeded retry limit, last status: 429 Too Many Requests',
  context_overflow: "Codex ran out of room in the model's context window. Start a new thread.",
  overloaded: 'unexpected status 503 Service Unavailable',
  network: 'stream disconnected before completion',
  refused: 'The response was refused: content policy',
  unknown: 'something odd',
};
const item = (phase, body) => ({ type: `item.${phase}`, item: body });
const message = (text) => item('completed', { id: 'item_9', type: 'agent_message', text });

print({ type: 'thread.started', thread_id: thread });
print(item('completed', { id: 'item_0', type: 'error', message: 'Model metadata not found. Only a warning.' }));
print({ type: 'turn.started' });
const scenario = scenarioOf(prompt);
if (MESSAGES[scenario]) {
  print({ type: 'error', message: `Reconnecting... 1/1 (${MESSAGES[scenario]})` });
  print({ type: 'turn.failed', error: { message: MESSAGES[scenario] } });
  process.exit(1);
}
switch (scenario) {
  case 'utf8':
    writeSplit(`${JSON.stringify(message(HARD_TEXT))}\n`);
    break;
  case 'tool':
    print(item('completed', { id: 'item_1', type: 'reasoning', text: 'hm' }));
    print(
      item('started', {
        id: 't1',
        type: 'command_execution',
        command: 'ls',
        aggregated_output: '',
        exit_code: null,
        status: 'in_progress',
      }),
    );
    print(
      item('completed', {
        id: 't1',
        type: 'command_execution',
        command: 'ls',
        aggregated_output: 'a.txt',
        exit_code: 0,
        status: 'completed',
      }),
    );
    print(message('done'));
    break;
  case 'crash':
    print(message('kept'));
    fs.writeSync(2, 'boom: out of luck\n');
    fs.writeSync(1, JSON.stringify(message('lost')).slice(0, 40));
    process.exit(3);
    break;
  case 'garbage':
    for (const line of GARBAGE) fs.writeSync(1, `${line}\n`);
    print(message('fine'));
    break;
  case 'lines':
    await manyLines();
    print(message('fine'));
    break;
  case 'long':
    await longLine();
    print(message('fine'));
    break;
  case 'flood':
    for (;;) {
      await writeAll(`${JSON.stringify(message(PIECE))}\n`);
      await breathe();
    }
  case 'late':
    print(message('waiting'));
    setInterval(() => {}, 1000);
    await new Promise((resolve) => process.once('SIGTERM', resolve));
    for (let index = 0; index < 50; index += 1) print(message('late'));
    break;
  case 'hang':
  case 'suicide':
  case 'polite':
    ignoreSignals();
    print(message(leaveChildren()));
    if (scenario === 'suicide') setTimeout(() => process.kill(process.pid, 'SIGKILL'), 100);
    setInterval(() => {}, 1000);
    await new Promise(() => {});
    break;
  default:
    print(message(`turn ${turn}.`));
}
print({
  type: 'turn.completed',
  usage: {
    input_tokens: 6 * turn,
    cached_input_tokens: turn,
    cache_write_input_tokens: 0,
    output_tokens: 3 * turn,
    reasoning_output_tokens: 0,
  },
});
process.exit(0);
