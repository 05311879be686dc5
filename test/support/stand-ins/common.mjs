// What every stand-in agent does the same way; how it is said is each protocol's own.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';

const HARD_TEXT = 'Grüße, 漢字 und 👩‍💻.';

/** The word after "do:" in the prompt names what to do. */
const scenarioOf = (prompt) => /do:([a-z_0-9]+)/.exec(prompt)?.[1] ?? 'say';

/** Writes bytes one by one, so that every character is split between two reads. */
function writeSplit(text) {
  for (const byte of Buffer.from(text)) fs.writeSync(1, Buffer.from([byte]));
}

/**
 * What a tool may leave behind, all deaf to signals: a child, a child in a session of its own, one whose parent is gone,
 * and one that has put off its environment as well. Answers with their pids.
 */
function leaveChildren() {
  const deaf =
    "for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(name, () => {}); setInterval(() => {}, 1000)";
  const child = spawn(process.execPath, ['-e', deaf], { stdio: 'ignore' });
  const other = spawn(process.execPath, ['-e', deaf], { stdio: 'ignore', detached: true });
  const leave = (env) => `const { spawn } = require('node:child_process');
    const left = spawn(process.execPath, ['-e', ${JSON.stringify(deaf)}], { stdio: 'ignore', detached: true, ${env} });
    left.unref(); console.log(left.pid)`;
  const orphans = ['', 'env: {}'].map((env) => spawnSync(process.execPath, ['-e', leave(env)], { encoding: 'utf8' }));
  return `pids ${[process.pid, child.pid, other.pid, ...orphans.map(({ stdout }) => stdout.trim())].join(' ')};`;
}

/** With `--deaf`, an agent closes its input at once. */
export function closeInput() {
  if (process.argv.includes('--deaf')) fs.closeSync(0);
  return process.argv.includes('--deaf');
}

function ignoreSignals() {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => {});
}

const GARBAGE = [
  'npm warn deprecated thing@1.0.0',
  '{"half":',
  '[1,2]',
  'null',
  '\u0000\u0001\u0002',
  '{"type":"who knows","x":1}',
];

/** A million lines that are no messages, in portions. */
async function manyLines() {
  const portion = `${'noise '.repeat(8)}\n`.repeat(10_000);
  for (let index = 0; index < 100; index += 1) await writeAll(portion);
}

/** Many MB without a line end. */
async function longLine(megabytes) {
  const piece = 'y'.repeat(1024 * 1024);
  for (let index = 0; index < megabytes; index += 1) await writeAll(piece);
  await writeAll('\n');
}

/** Complains without end, and does nothing else. */
async function complainForEver() {
  const piece = `${'boom: out of luck. '.repeat(3_000)}\n`;
  for (;;) await new Promise((resolve) => process.stderr.write(piece, resolve));
}

const PIECE = 'x'.repeat(64 * 1024);

/** Lines of standard input, one at a time. */
export async function* linesOfInput() {
  let rest = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    yield* lines;
  }
}

export const print = (message) => fs.writeSync(1, `${JSON.stringify(message)}\n`);

/** Resolves after what was printed had time to be read: a flood must not be one write. */
const breathe = () => new Promise((resolve) => setImmediate(resolve));

async function writeAll(text) {
  await new Promise((resolve) => process.stdout.write(text, resolve));
}

const forEver = () => {
  setInterval(() => {}, 1000);
  return new Promise(() => {});
};

/**
 * Does what stands after "do:" in the prompt. The voice knows how a protocol says it: `words(text)` is a message as it is
 * printed, `say(text)` prints one, `errors` are the kinds of failures with how each is told, `stopped()` resolves when the
 * client wants the turn to end; `ask`, `tool` and `spent` are there where the protocol has such things.
 * Answers with how the turn ended: undefined is well, `cancelled`, or what an error said.
 */
export async function play(prompt, voice) {
  const { say, words } = voice;
  const scenario = scenarioOf(prompt);
  if (voice.errors[scenario] !== undefined) return { failed: scenario };
  switch (scenario) {
    case 'utf8':
      writeSplit(words(HARD_TEXT));
      return;
    case 'tool':
      voice.tool();
      say('done');
      return;
    case 'ask':
      say(await voice.ask('r1'));
      return;
    case 'asktwice':
      say((await Promise.all([voice.ask('r1'), voice.ask('r1')])).join(','));
      return;
    case 'deaf':
      process.on('uncaughtException', () => {});
      process.stdin.destroy();
      fs.closeSync(0);
      setInterval(() => {}, 1000);
      await voice.ask('r1');
      return;
    case 'mute':
      say('kept');
      fs.closeSync(1);
      await forEver();
      return;
    case 'complain':
      fs.writeSync(2, 'boom: out of luck\n');
      process.exit(0);
      break;
    case 'frozen':
      say('waiting');
      process.kill(process.pid, 'SIGSTOP');
      await forEver();
      return;
    case 'crash':
      fs.writeSync(2, 'boom: out of luck\n');
      fs.writeSync(1, words('kept') + words('lost').slice(0, -8));
      process.exit(3);
      break;
    case 'garbage':
      for (const line of GARBAGE) fs.writeSync(1, `${line}\n`);
      say('fine');
      return;
    case 'lines':
      await manyLines();
      say('fine');
      return;
    case 'long':
    case 'longest':
      await longLine(scenario === 'long' ? 50 : 200);
      say('fine');
      return;
    case 'grumble':
      say('waiting');
      await complainForEver();
      return;
    case 'quit':
      say('kept');
      process.exit(0);
      break;
    case 'strange':
      for (const line of voice.strange ?? []) print(line);
      say('fine');
      return;
    case 'reach':
      say((await voice.reach()).join(','));
      return;
    case 'askafter': {
      const stopped = voice.stopped();
      say('waiting');
      await stopped;
      fs.writeFileSync(process.env.ANSWER_FILE, await voice.ask('r9'));
      return { cancelled: true };
    }
    case 'flood': {
      const piece = words(PIECE);
      for (;;) {
        await writeAll(piece);
        await breathe();
      }
    }
    case 'hang':
    case 'suicide':
      ignoreSignals();
      say(leaveChildren());
      if (scenario === 'suicide') setTimeout(() => process.kill(process.pid, 'SIGKILL'), 100);
      await forEver();
      return;
    case 'late': {
      const stopped = voice.stopped();
      say('waiting');
      await stopped;
      for (let index = 0; index < 50; index += 1) say('late');
      return;
    }
    case 'polite': {
      const stopped = voice.stopped();
      say('waiting');
      await stopped;
      return { cancelled: true };
    }
    default:
      voice.turn();
  }
}

/** A program for one turn is told to stop by a signal. */
export const toldBySignal = () => {
  setInterval(() => {}, 1000);
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, resolve);
  });
};
