import { createScanner } from 'jsonc-parser';

import type { JsonArray, JsonDocument, JsonKey, JsonNode, JsonObject, Mistake, MistakeKind, Place } from './tree';

/** Mistakes after which every value still stands where its author meant it. */
const HARMLESS: ReadonlySet<MistakeKind> = new Set([
  'trailing_comma',
  'missing_comma',
  'missing_colon',
  'comment',
  'control_character',
  'bad_escape',
]);

export function isHarmless(mistake: Mistake): boolean {
  return HARMLESS.has(mistake.kind);
}

const MOST_MISTAKES = 20;
/** Deeper values are checked but not kept: nothing of a PRD lives there. */
const DEEPEST_KEPT = 40;
const MOST_NODES = 2_000_000;

// jsonc-parser declares its kinds as ambient const enums, which isolated modules cannot read.
const Token = {
  openBrace: 1,
  closeBrace: 2,
  openBracket: 3,
  closeBracket: 4,
  comma: 5,
  colon: 6,
  null: 7,
  true: 8,
  false: 9,
  string: 10,
  number: 11,
  lineComment: 12,
  blockComment: 13,
  lineBreak: 14,
  trivia: 15,
  unknown: 16,
  eof: 17,
} as const;
const ScanError = {
  unexpectedEndOfComment: 1,
  unexpectedEndOfString: 2,
  unexpectedEndOfNumber: 3,
  invalidUnicode: 4,
  invalidEscape: 5,
  invalidCharacter: 6,
} as const;

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };
type Container = Mutable<JsonObject> | Mutable<JsonArray>;

/** What may come next. */
const S = { valueOrClose: 0, value: 1, keyOrClose: 2, key: 3, colon: 4, commaOrClose: 5, done: 6 } as const;
type State = (typeof S)[keyof typeof S];

/** Which brackets are open, outermost first. Nesting costs a byte a level, however deep it is. */
class Brackets {
  #kinds = new Uint8Array(256);
  depth = 0;

  push(isObject: boolean): void {
    if (this.depth === this.#kinds.length) {
      const grown = new Uint8Array(this.depth * 2);
      grown.set(this.#kinds);
      this.#kinds = grown;
    }
    this.#kinds[this.depth++] = isObject ? 1 : 0;
  }

  pop(): void {
    this.depth--;
  }

  get isObject(): boolean {
    return this.depth > 0 && this.#kinds[this.depth - 1] === 1;
  }
}

/**
 * Counts lines while a text is read from front to back. The scanner counts too, but not the line breaks behind a backslash or
 * at the end of an open comment, after which every line would be named wrongly.
 */
class LineCounter {
  readonly #text: string;
  /** Old Macs' line ends count, as they do in the editor. */
  readonly #loneReturns = /\r(?!\n)/g;
  #loneReturn = -1;
  #line = 1;
  #start = 0;
  #break: number;

  constructor(text: string) {
    this.#text = text;
    this.#break = this.#breakAfter(0);
  }

  /** The line at an offset that is not before the one asked for last: its number, and where it starts and ends. */
  at(offset: number): { readonly line: number; readonly start: number; readonly end: number } {
    while (this.#break < offset) {
      this.#line += 1;
      this.#start = this.#break + 1;
      this.#break = this.#breakAfter(this.#start);
    }
    return { line: this.#line, start: this.#start, end: this.#break };
  }

  /** Of the two characters of a Windows line end the second counts. */
  #breakAfter(from: number): number {
    const found = this.#text.indexOf('\n', from);
    if (this.#loneReturn < from) {
      this.#loneReturns.lastIndex = from;
      this.#loneReturn = this.#loneReturns.exec(this.#text)?.index ?? Number.POSITIVE_INFINITY;
    }
    return Math.min(found < 0 ? Number.POSITIVE_INFINITY : found, this.#loneReturn);
  }
}

/**
 * A tolerant JSON reader with positions. It differs from jsonc-parser's own tree in three ways that files of others need:
 * it never recurses (nesting of any depth), it can be read in slices (a 20 MB file must not block the editor), and it says
 * which mistakes it could get over without losing anything.
 */
export class JsonReader {
  readonly #text: string;
  readonly #scanner;
  readonly #brackets = new Brackets();
  /** The containers of the first `DEEPEST_KEPT` levels that are open. */
  readonly #open: Container[] = [];
  readonly #mistakes: Mistake[] = [];
  #root: JsonNode | undefined;
  #state: State = S.value;
  #key: JsonKey | undefined;
  #lastComma: Place | undefined;
  #nodes = 0;
  #whole = true;
  readonly #lines: LineCounter;
  #finished = false;

  constructor(text: string) {
    this.#text = text;
    this.#scanner = createScanner(text, false);
    this.#lines = new LineCounter(text);
    if (text.charCodeAt(0) === 0xfeff) this.#scanner.setPosition(1);
  }

  /** Reads on, at most about `tokens` tokens; true when the document is at its end. */
  advance(tokens: number = Number.POSITIVE_INFINITY): boolean {
    for (let left = tokens; left > 0 && !this.#finished; left--) this.#step();
    return this.#finished;
  }

  get document(): JsonDocument {
    const tooMany = this.#nodes > MOST_NODES;
    return { root: this.#root, mistakes: this.#mistakes, whole: this.#whole && !tooMany, tooMany };
  }

  #step(): void {
    const scanner = this.#scanner;
    const token = scanner.scan() as number;
    switch (token) {
      case Token.lineBreak:
      case Token.trivia:
        return;
      case Token.lineComment:
      case Token.blockComment:
        this.#mistake('comment');
        return;
      case Token.eof:
        this.#end();
        return;
      default:
        if (this.#nodes > MOST_NODES) this.#finished = true;
        else this.#token(token);
    }
  }

  #token(token: number): void {
    if (this.#state === S.done) {
      this.#mistake('trailing_content');
      this.#finished = true;
    } else if (token === Token.unknown) this.#bareWord();
    else if (token === Token.closeBrace || token === Token.closeBracket) this.#close(token);
    else if (this.#state === S.keyOrClose || this.#state === S.key) this.#expectKey(token);
    else if (this.#state === S.colon) this.#expectColon(token);
    else if (this.#state === S.commaOrClose) this.#expectComma(token);
    else this.#expectValue(token);
  }

  /** A bare word where a value is due stands for one, so that what follows keeps its place. */
  #bareWord(): void {
    this.#mistake('bad_symbol');
    if (this.#state === S.value || this.#state === S.valueOrClose) this.#addMissing();
  }

  #expectKey(token: number): void {
    if (token === Token.string) this.#keyToken();
    else this.#mistake('missing_key');
  }

  #expectColon(token: number): void {
    if (token === Token.colon) {
      this.#state = S.value;
      return;
    }
    this.#mistake('missing_colon');
    if (token === Token.comma) this.#missingBeforeComma();
    else this.#value(token);
  }

  #expectComma(token: number): void {
    if (token === Token.comma) {
      this.#lastComma = this.#place();
      this.#state = this.#brackets.isObject ? S.key : S.value;
      return;
    }
    if (token === Token.colon) {
      this.#mistake('bad_symbol');
      return;
    }
    this.#mistake('missing_comma');
    if (this.#brackets.isObject) this.#expectKey(token);
    else this.#value(token);
  }

  #expectValue(token: number): void {
    if (token === Token.colon) this.#mistake('bad_symbol');
    else if (token === Token.comma) {
      this.#mistake('missing_value');
      if (this.#brackets.depth > 0) this.#missingBeforeComma();
    } else this.#value(token);
  }

  #keyToken(): void {
    this.#stringErrors();
    this.#key = { name: this.#scanner.getTokenValue(), ...this.#place() };
    this.#lastComma = undefined;
    this.#state = S.colon;
  }

  /** A comma stands where a value was due: as if the value had been `null`. */
  #missingBeforeComma(): void {
    this.#addMissing();
    this.#state = this.#brackets.isObject ? S.key : S.value;
    this.#lastComma = this.#place();
  }

  #addMissing(): void {
    this.#add({ type: 'null', missing: true, ...this.#place() });
  }

  #value(token: number): void {
    if (token === Token.openBrace) this.#openContainer({ type: 'object', keys: [], values: [], ...this.#place() });
    else if (token === Token.openBracket) this.#openContainer({ type: 'array', items: [], ...this.#place() });
    else if (token === Token.string) {
      this.#stringErrors();
      this.#add({ type: 'string', value: this.#scanner.getTokenValue(), ...this.#place() });
    } else if (token === Token.number) {
      if (this.#scanner.getTokenError() !== 0) this.#mistake('bad_number');
      this.#add({ type: 'number', value: Number(this.#scanner.getTokenValue()), ...this.#place() });
    } else if (token === Token.true || token === Token.false) {
      this.#add({ type: 'boolean', value: token === Token.true, ...this.#place() });
    } else this.#add({ type: 'null', ...this.#place() });
  }

  #openContainer(container: Container): void {
    const kept = this.#brackets.depth < DEEPEST_KEPT;
    if (kept) this.#attach(container);
    this.#brackets.push(container.type === 'object');
    if (kept) this.#open.push(container);
    this.#lastComma = undefined;
    this.#state = container.type === 'object' ? S.keyOrClose : S.valueOrClose;
  }

  #close(token: number): void {
    const isObject = token === Token.closeBrace;
    if (this.#brackets.depth === 0) {
      this.#mistake('wrong_bracket');
      return;
    }
    if (this.#brackets.isObject !== isObject) {
      this.#mistake('wrong_bracket');
      // Where the bracket fits one level up, the inner one was forgotten; else it is the one too many.
      if (this.#brackets.depth < 2) return;
      this.#pop();
      if (this.#brackets.isObject !== isObject) return;
    } else if (this.#state === S.key || this.#state === S.value) {
      if (this.#lastComma) {
        this.#note({ kind: 'trailing_comma', ...this.#lastComma });
      } else {
        this.#mistake('missing_value');
        this.#addMissing();
      }
    } else if (this.#state === S.colon) {
      this.#mistake('missing_colon');
      this.#addMissing();
    }
    this.#pop();
  }

  #pop(): void {
    this.#brackets.pop();
    if (this.#brackets.depth < this.#open.length) {
      const closed = this.#open.pop();
      if (closed) {
        const { end, endLine, endColumn } = this.#place();
        closed.end = end;
        closed.endLine = endLine;
        closed.endColumn = endColumn;
      }
    }
    this.#afterValue();
  }

  #afterValue(): void {
    this.#state = this.#brackets.depth === 0 ? S.done : S.commaOrClose;
    this.#lastComma = undefined;
    this.#key = undefined;
  }

  #add(node: JsonNode): void {
    if (this.#brackets.depth <= DEEPEST_KEPT) this.#attach(node);
    this.#afterValue();
  }

  #attach(node: JsonNode): void {
    this.#nodes++;
    const parent = this.#open.at(-1);
    if (this.#brackets.depth === 0) this.#root = node;
    else if (parent?.type === 'array') parent.items.push(node);
    else if (parent && this.#key) {
      parent.keys.push(this.#key);
      parent.values.push(node);
    }
    this.#key = undefined;
  }

  #end(): void {
    this.#finished = true;
    if (this.#state === S.done) return;
    if (this.#root !== undefined) this.#mistake('unexpected_end');
    while (this.#brackets.depth > 0) this.#pop();
  }

  #stringErrors(): void {
    const error = this.#scanner.getTokenError() as number;
    if (error === 0) return;
    if (error === ScanError.unexpectedEndOfString) this.#mistake('unterminated_string');
    else if (error === ScanError.invalidCharacter) this.#controlCharacter();
    else this.#mistake('bad_escape');
  }

  /** Points at the character itself: in a long string it is invisible and hard to find. */
  #controlCharacter(): void {
    const place = this.#place();
    let offset = place.offset;
    while (offset < place.end && this.#text.charCodeAt(offset) > 0x1f) offset++;
    const column = place.column + offset - place.offset;
    this.#note({ ...place, kind: 'control_character', offset, end: offset + 1, column, endColumn: column + 1 });
  }

  #mistake(kind: MistakeKind): void {
    this.#note({ kind, ...this.#place() });
  }

  #note(mistake: Mistake): void {
    if (!isHarmless(mistake)) this.#whole = false;
    if (this.#mistakes.length < MOST_MISTAKES) this.#mistakes.push(mistake);
  }

  #place(): Place {
    const scanner = this.#scanner;
    const offset = scanner.getTokenOffset();
    const end = offset + scanner.getTokenLength();
    const { line, start, end: lineEnd } = this.#lines.at(offset);
    return {
      offset,
      end,
      line,
      column: offset - start + 1,
      endLine: line,
      endColumn: Math.min(end, lineEnd) - start + 1,
    };
  }
}

/** Reads the whole text at once. For texts of any size in one go; a service slices with `JsonReader`. */
export function readJson(text: string): JsonDocument {
  const reader = new JsonReader(text);
  reader.advance();
  return reader.document;
}
