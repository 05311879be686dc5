// An agent that says what is written in a file: lines of its protocol, or how it answers a prompt of the Agent Client Protocol.
import fs from 'node:fs';
import { linesOfInput, print } from './common.mjs';

const [protocol, file] = process.argv.slice(2);
const { lines = [], complaint = '', exit, answer } = JSON.parse(fs.readFileSync(file, 'utf8'));

function speak() {
  for (const line of lines) print(line);
  fs.writeSync(2, complaint);
  if (exit !== undefined) process.exit(exit);
}

const ACP = {
  initialize: { result: { protocolVersion: 1, agentCapabilities: {}, authMethods: [] } },
  'session/new': { result: { sessionId: 's' } },
  'session/prompt': answer,
};

if (protocol === 'codex' || protocol === 'command') {
  fs.readFileSync(0);
  speak();
} else
  for await (const line of linesOfInput()) {
    const { type, id, method } = JSON.parse(line);
    if (protocol === 'acp' && id !== undefined) print({ jsonrpc: '2.0', id, ...ACP[method] });
    else if (type === 'user') speak();
  }
