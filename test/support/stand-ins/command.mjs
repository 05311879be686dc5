// A stand-in for a home-made loop: reads a prompt from a file, an argument or standard input, and prints.
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
  scenarioOf,
  writeAll,
  writeSplit,
} from './common.mjs';

const [how, what] = process.argv.slice(2);
const prompt =
  how === '--file'
    ? fs.readFileSync(what, 'utf8')
    : how === '--prompt'
      ? what
      : closeInput()
        ? ''
        : fs.readFileSync(0, 'utf8');
const MESSAGES = {
  auth: 'HTTP error 401: not signed in',
  quota: 'Quota exceeded',
  rate_limit: '429 Too Many Requests',
  context_overflow: 'prompt is too long',
  overloaded: 'server error',
  network: 'ECONNRESET',
  refused: 'The model refused by its content policy',
  max_turns: 'Reached the maximum number of turns',
  budget: 'budget exceeded',
  unknown: 'something odd',
};
const scenario = scenarioOf(prompt);
if (MESSAGES[scenario]) {
  fs.writeSync(2, `${MESSAGES[scenario]}\n`);
  process.exit(1);
}
switch (scenario) {
  case 'utf8':
    writeSplit(HARD_TEXT);
    break;
  case 'crash':
    fs.writeSync(2, 'boom: out of luck\n');
    fs.writeSync(1, 'kept');
    process.exit(3);
    break;
  case 'garbage':
    for (const line of GARBAGE) fs.writeSync(1, `${line}\n`);
    fs.writeSync(1, 'fine\n');
    break;
  case 'lines':
    await manyLines();
    fs.writeSync(1, 'fine\n');
    break;
  case 'long':
    await longLine();
    fs.writeSync(1, 'fine\n');
    break;
  case 'flood':
    for (;;) {
      await writeAll(`${PIECE}\n`);
      await breathe();
    }
  case 'late':
    fs.writeSync(1, 'waiting\n');
    setInterval(() => {}, 1000);
    await new Promise((resolve) => process.once('SIGTERM', resolve));
    for (let index = 0; index < 50; index += 1) fs.writeSync(1, 'late\n');
    process.exit(0);
    break;
  case 'hang':
  case 'suicide':
  case 'polite':
    ignoreSignals();
    fs.writeSync(1, `${leaveChildren()}\n`);
    if (scenario === 'suicide') setTimeout(() => process.kill(process.pid, 'SIGKILL'), 100);
    setInterval(() => {}, 1000);
    await new Promise(() => {});
    break;
  case 'echo':
    fs.writeSync(1, prompt);
    break;
  default:
    fs.writeSync(1, 'turn 1.\n');
}
