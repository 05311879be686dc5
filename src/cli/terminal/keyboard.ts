import readline from 'node:readline';
import { PassThrough } from 'node:stream';
import type { Key } from './line-editor';

export interface KeyboardEvents {
  key(key: Key): void;
  /** Text that came in one piece: what was pasted, with its lines. */
  paste(text: string): void;
  /** Nobody is at the other end any more. */
  gone(): void;
}

const PASTE_ON = '\u001b[?2004h';
const PASTE_OFF = '\u001b[?2004l';
const CURSOR_ON = '\u001b[?25h';

/** Keys of a terminal, one by one. Pasted lines come as one text, also from terminals that do not mark what is pasted. */
export class Keyboard {
  readonly #events: KeyboardEvents;
  readonly #input: NodeJS.ReadStream;
  readonly #output: { write(text: string): unknown };
  readonly #keys = new PassThrough();
  #pasted: string | undefined;

  constructor(input: NodeJS.ReadStream, output: { write(text: string): unknown }, events: KeyboardEvents) {
    this.#input = input;
    this.#output = output;
    this.#events = events;
    readline.emitKeypressEvents(this.#keys);
    this.#keys.on('keypress', this.#onKey);
    input.on('data', this.#onData);
    input.once('end', this.#onEnd);
    input.once('close', this.#onEnd);
    process.once('exit', this.#restore);
    this.resume();
  }

  /** Takes the terminal over, at the beginning and after it was given back. */
  resume(): void {
    this.#input.setRawMode(true);
    this.#input.resume();
    this.#output.write(PASTE_ON);
  }

  /** Gives the terminal back. */
  pause(): void {
    this.#restore();
    if (!this.#input.destroyed) this.#input.setRawMode(false);
    this.#input.pause();
  }

  close(): void {
    this.pause();
    this.#input.off('data', this.#onData);
    this.#input.off('end', this.#onEnd);
    this.#input.off('close', this.#onEnd);
    this.#keys.off('keypress', this.#onKey);
    this.#keys.destroy();
    process.off('exit', this.#restore);
  }

  #restore = (): void => {
    this.#output.write(PASTE_OFF + CURSOR_ON);
  };

  #onEnd = (): void => this.#events.gone();

  #onData = (chunk: Buffer): void => {
    const text = chunk.toString('latin1');
    // Nobody types two lines within one read: a terminal without marks has pasted.
    const lines = this.#pasted === undefined && !text.includes('\u001b') && /[\r\n][^\r\n]/.test(text);
    if (lines) this.#events.paste(tidy(chunk.toString('utf8')));
    else this.#keys.write(chunk);
  };

  #onKey = (typed: string | undefined, key: Key): void => {
    if (key.name === 'paste-start') this.#pasted = '';
    else if (key.name === 'paste-end') {
      this.#events.paste(tidy(this.#pasted ?? ''));
      this.#pasted = undefined;
    } else if (this.#pasted !== undefined) this.#pasted += key.sequence ?? typed ?? '';
    else this.#events.key({ ...key, sequence: key.sequence ?? typed });
  };
}

/** Line ends as they are in texts, and nothing that would steer the terminal. */
const tidy = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to go
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
