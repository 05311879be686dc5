// Plays a recorded conversation of an agent: says what the agent said, in the order in which it was said, and waits where
// the recorded client spoke. Lines of a two-way recording begin with ">>> " (client) or "<<< " (agent); a one-way recording
// holds what the agent printed after it was asked. A client that answers otherwise than the recorded one ends it with code 9.
import fs from 'node:fs';
import { linesOfInput } from './common.mjs';

const [protocol, file, exitCode] = process.argv.slice(2);
const recorded = fs
  .readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line !== '');
const spoken = recorded.filter((line) => /^(?:>>>|<<<) /.test(line));
const twoWay = spoken.length > 0;
const say = (message) => fs.writeSync(1, `${typeof message === 'string' ? message : JSON.stringify(message)}\n`);

function differ(what, got) {
  fs.writeSync(2, `The client should have said ${JSON.stringify(what)} and said ${JSON.stringify(got)}\n`);
  process.exit(9);
}

/** What the recorded client said, as far as a client must say the same: undefined for what need not be said. */
const essence = {
  claude: (message) =>
    message.type === 'user' || message.type === 'control_response'
      ? { type: message.type, response: message.response }
      : undefined,
  acp: (message) =>
    message.method === undefined
      ? { id: message.id, result: message.result }
      : { method: message.method, session: message.params?.sessionId },
}[protocol];

async function playBothWays() {
  const client = linesOfInput();
  const ids = new Map();
  for (const line of spoken) {
    const message = JSON.parse(line.slice(4));
    if (line.startsWith('<<<')) {
      if (message.type === 'control_response') continue;
      say(message.id !== undefined && message.method === undefined ? { ...message, id: ids.get(message.id) } : message);
      continue;
    }
    const wanted = essence(message);
    if (wanted === undefined) continue;
    for (;;) {
      const { value, done } = await client.next();
      if (done) return;
      const said = JSON.parse(value);
      const got = essence(said);
      if (got === undefined) continue;
      if (JSON.stringify(got) !== JSON.stringify(wanted)) differ(wanted, got);
      if (message.id !== undefined) ids.set(message.id, said.id);
      break;
    }
  }
  for await (const _ of client);
}

async function playOneWay() {
  if (protocol === 'claude') {
    for await (const line of linesOfInput()) {
      if (JSON.parse(line).type === 'user') for (const each of recorded) say(each);
    }
    return;
  }
  fs.readFileSync(0);
  for (const line of recorded) say(line);
  process.exit(Number(exitCode ?? 0));
}

await (twoWay ? playBothWays() : playOneWay());
