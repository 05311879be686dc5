// What every stand-in agent does the same way; how it is said is each protocol's own.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';

export const HARD_TEXT = 'Grüße, 漢字 und 👩‍💻.';

/** The word after "do:" in the prompt names what to do. */
export const scenarioOf = (prompt) => /do:([a-z_0-9]+)/.exec(prompt)?.[1] ?? 'say';

/** Writes bytes one by one, so that every character is split between two reads. */
export function writeSplit(text) {
  for (const byte of Buffer.from(text)) fs.writeSync(1, Buffer.from([byte]));
}

/**
 * What a tool may leave behind, all deaf to signals: a child, a child in a session of its own, and one whose parent is gone.
 * Answers with their pids.
 */
export function leaveChildren() {
  const deaf =
    "for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(name, () => {}); setInterval(() => {}, 1000)";
  const child = spawn(process.execPath, ['-e', deaf], { stdio: 'ignore' });
  const other = spawn(process.execPath, ['-e', deaf], { stdio: 'ignore', detached: true });
  const leave = `const { spawn } = require('node:child_process');
    const left = spawn(process.execPath, ['-e', ${JSON.stringify(deaf)}], { stdio: 'ignore', detached: true });
    left.unref(); console.log(left.pid)`;
  const orphan = spawnSync(process.execPath, ['-e', leave], { encoding: 'utf8' }).stdout.trim();
  return `pids ${process.pid} ${child.pid} ${other.pid} ${orphan};`;
}

/** With `--deaf`, an agent closes its input at once. */
export function closeInput() {
  if (process.argv.includes('--deaf')) fs.closeSync(0);
  return process.argv.includes('--deaf');
}

export function ignoreSignals() {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => {});
}

export const GARBAGE = [
  'npm warn deprecated thing@1.0.0',
  '{"half":',
  '[1,2]',
  'null',
  '\u0000\u0001\u0002',
  '{"type":"who knows","x":1}',
];

/** A million lines that are no messages, in portions. */
export async function manyLines() {
  const portion = `${'noise '.repeat(8)}\n`.repeat(10_000);
  for (let index = 0; index < 100; index += 1) await writeAll(portion);
}

/** 50 MB without a line end. */
export async function longLine() {
  const piece = 'y'.repeat(1024 * 1024);
  for (let index = 0; index < 50; index += 1) await writeAll(piece);
  await writeAll('\n');
}

export const PIECE = 'x'.repeat(64 * 1024);

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
export const breathe = () => new Promise((resolve) => setImmediate(resolve));

export async function writeAll(text) {
  await new Promise((resolve) => process.stdout.write(text, resolve));
}
