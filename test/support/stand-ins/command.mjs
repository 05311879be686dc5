// A stand-in for a home-made loop: reads a prompt from a file, an argument or standard input, and prints.
import fs from 'node:fs';
import { closeInput, play, toldBySignal } from './common.mjs';

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
const ended = await play(prompt, {
  errors: MESSAGES,
  say: (text) => fs.writeSync(1, `${text}\n`),
  words: (text) => `${text}\n`,
  turn: () => fs.writeSync(1, prompt.startsWith('do:echo') ? prompt : 'turn 1.\n'),
  stopped: toldBySignal,
});
if (ended?.failed) fs.writeSync(2, `${MESSAGES[ended.failed]}\n`);
process.exit(ended?.failed ? 1 : ended?.cancelled ? 143 : 0);
