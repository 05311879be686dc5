import { graphemes } from './width';

/** A key as `node:readline` names it. */
export interface Key {
  readonly name?: string | undefined;
  readonly sequence?: string | undefined;
  readonly ctrl?: boolean | undefined;
  readonly meta?: boolean | undefined;
  readonly shift?: boolean | undefined;
}

/** What a key asks for that the text itself cannot do. */
export type EditorWish = 'submit' | 'leave' | 'complete' | 'redraw' | undefined;

const graphemesOf = (text: string): readonly Intl.SegmentData[] => [...graphemes(text)];

/** The text that a person is writing, of one line or many, with a cursor, what was written before, and what was cut. */
export class LineEditor {
  #text = '';
  #cursor = 0;
  #cut = '';
  readonly #history: string[];
  /** Where in the history the person is; its length: at the text that is being written. */
  #at: number;
  #draft = '';

  constructor(history: readonly string[] = []) {
    this.#history = [...history];
    this.#at = this.#history.length;
  }

  get text(): string {
    return this.#text;
  }

  /** In UTF-16 units, never within a letter. */
  get cursor(): number {
    return this.#cursor;
  }

  set(text: string): void {
    this.#text = text;
    this.#cursor = text.length;
  }

  insert(text: string): void {
    this.#text = this.#text.slice(0, this.#cursor) + text + this.#text.slice(this.#cursor);
    this.#cursor += text.length;
  }

  /** Takes the text for sending; it is the newest of the history then. */
  take(): string {
    const text = this.#text;
    this.remember(text);
    this.set('');
    return text;
  }

  remember(text: string): void {
    if (text.trim() !== '' && this.#history.at(-1) !== text) this.#history.push(text);
    this.#at = this.#history.length;
    this.#draft = '';
  }

  key({ name = '', sequence = '', ctrl = false, meta = false }: Key): EditorWish {
    if (name === 'return') {
      if (meta) return this.#type('\n');
      // A backslash at the end of a line is how shells go on with the next one.
      if (this.#cursor > 0 && this.#text[this.#cursor - 1] === '\\') {
        this.#remove(this.#cursor - 1, this.#cursor);
        return this.#type('\n');
      }
      return 'submit';
    }
    if (name === 'enter') return this.#type('\n');
    if (name === 'tab') return 'complete';
    if (ctrl) return this.#control(name);
    if (meta) return this.#word(name);
    switch (name) {
      case 'left':
        return this.#go(this.#before());
      case 'right':
        return this.#go(this.#after());
      case 'home':
        return this.#go(this.#lineStart());
      case 'end':
        return this.#go(this.#lineEnd());
      case 'up':
        return this.#vertical(-1);
      case 'down':
        return this.#vertical(1);
      case 'backspace':
        return this.#remove(this.#before(), this.#cursor);
      case 'delete':
        return this.#remove(this.#cursor, this.#after());
      default:
        // biome-ignore lint/suspicious/noControlCharactersInRegex: keys that are no letters send them
        return sequence && !/[\u0000-\u001f\u007f]/.test(sequence) ? this.#type(sequence) : undefined;
    }
  }

  #control(name: string): EditorWish {
    switch (name) {
      case 'a':
        return this.#go(this.#lineStart());
      case 'e':
        return this.#go(this.#lineEnd());
      case 'b':
        return this.#go(this.#before());
      case 'f':
        return this.#go(this.#after());
      case 'p':
        return this.#vertical(-1);
      case 'n':
        return this.#vertical(1);
      case 'h':
        return this.#remove(this.#before(), this.#cursor);
      case 'd':
        return this.#text === '' ? 'leave' : this.#remove(this.#cursor, this.#after());
      case 'u':
        return this.#kill(this.#lineStart(), this.#cursor);
      case 'k':
        return this.#kill(this.#cursor, Math.max(this.#lineEnd(), Math.min(this.#cursor + 1, this.#text.length)));
      case 'w':
      case 'backspace':
        return this.#kill(this.#wordStart(), this.#cursor);
      case 'y':
        return this.#type(this.#cut);
      case 'j':
        return this.#type('\n');
      case 'left':
        return this.#go(this.#wordStart());
      case 'right':
        return this.#go(this.#wordEnd());
      case 'l':
        return 'redraw';
      default:
        return undefined;
    }
  }

  #word(name: string): EditorWish {
    switch (name) {
      case 'b':
      case 'left':
        return this.#go(this.#wordStart());
      case 'f':
      case 'right':
        return this.#go(this.#wordEnd());
      case 'd':
        return this.#kill(this.#cursor, this.#wordEnd());
      case 'backspace':
        return this.#kill(this.#wordStart(), this.#cursor);
      default:
        return undefined;
    }
  }

  #type(text: string): undefined {
    this.insert(text);
  }

  #go(to: number): undefined {
    this.#cursor = to;
  }

  #remove(from: number, to: number): undefined {
    this.#text = this.#text.slice(0, from) + this.#text.slice(to);
    this.#cursor = from;
  }

  #kill(from: number, to: number): undefined {
    if (from !== to) this.#cut = this.#text.slice(from, to);
    this.#remove(from, to);
  }

  #before(): number {
    return graphemesOf(this.#text.slice(0, this.#cursor)).at(-1)?.index ?? 0;
  }

  #after(): number {
    const next = graphemesOf(this.#text.slice(this.#cursor))[0];
    return this.#cursor + (next?.segment.length ?? 0);
  }

  #lineStart(): number {
    return this.#text.lastIndexOf('\n', this.#cursor - 1) + 1;
  }

  #lineEnd(): number {
    const end = this.#text.indexOf('\n', this.#cursor);
    return end < 0 ? this.#text.length : end;
  }

  #wordStart(): number {
    return /\S*\s*$/.exec(this.#text.slice(0, this.#cursor))?.index ?? 0;
  }

  #wordEnd(): number {
    return this.#cursor + (/^\s*\S*/.exec(this.#text.slice(this.#cursor))?.[0].length ?? 0);
  }

  /** A line up or down within the text; at its edge, through the history. */
  #vertical(by: -1 | 1): undefined {
    const start = this.#lineStart();
    const column = graphemesOf(this.#text.slice(start, this.#cursor)).length;
    if (by < 0 ? start > 0 : this.#lineEnd() < this.#text.length) {
      const target = by < 0 ? this.#text.lastIndexOf('\n', start - 2) + 1 : this.#lineEnd() + 1;
      const line = this.#text.slice(target).split('\n', 1)[0] ?? '';
      this.#cursor = target + (graphemesOf(line)[column]?.index ?? line.length);
      return;
    }
    const to = this.#at + by;
    if (to < 0 || to > this.#history.length) return;
    if (this.#at === this.#history.length) this.#draft = this.#text;
    this.#at = to;
    this.set(this.#history[to] ?? this.#draft);
  }
}
