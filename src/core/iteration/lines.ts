/**
 * A text and where its lines stand, each with its end. Megabytes of lines as strings of their own keep a machine busy with
 * nothing but making and clearing them away.
 */
export class Lines {
  readonly text: string;
  readonly count: number;
  /** Where each line starts, and where the last one ends. */
  readonly #starts: Int32Array;

  constructor(text: string) {
    let ends = 0;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) ends += 1;
    this.text = text;
    this.count = text === '' || text.endsWith('\n') ? ends : ends + 1;
    this.#starts = new Int32Array(this.count + 1);
    let line = 0;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
      line += 1;
      this.#starts[line] = at + 1;
    }
    this.#starts[this.count] = text.length;
  }

  /** Where a line starts; of the line after the last: where the text ends. */
  startOf(line: number): number {
    return this.#starts[line] ?? this.text.length;
  }

  /** The lines `[start, end)`. */
  slice(start: number, end = this.count): string {
    return this.text.slice(this.startOf(start), this.startOf(end));
  }

  list(start = 0, end = this.count): readonly string[] {
    return Array.from({ length: Math.max(0, end - start) }, (_, index) => this.slice(start + index, start + index + 1));
  }
}

/** Gives the same lines the same number, from 0, whichever text they stand in. */
export class LineNumbers {
  /** One more than the number of the line that has the place, or 0. */
  readonly #places: Int32Array;
  readonly #hashes: Int32Array;
  readonly #texts: string[] = [];
  readonly #starts: Int32Array;
  readonly #lengths: Int32Array;
  count = 0;

  /** `most`: of so many lines together. */
  constructor(most: number) {
    this.#places = new Int32Array(2 ** Math.ceil(Math.log2(2 * most + 2)));
    this.#hashes = new Int32Array(most);
    this.#starts = new Int32Array(most);
    this.#lengths = new Int32Array(most);
  }

  of(lines: Lines): Int32Array {
    const numbers = new Int32Array(lines.count);
    for (let line = 0; line < lines.count; line += 1)
      numbers[line] = this.#numberOf(lines.text, lines.startOf(line), lines.startOf(line + 1));
    return numbers;
  }

  #numberOf(text: string, start: number, end: number): number {
    let hash = end - start;
    for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
    hash ^= hash >>> 15;
    const last = this.#places.length - 1;
    for (let place = hash & last; ; place = (place + 1) & last) {
      const number = this.#places[place]! - 1;
      if (number >= 0) {
        if (this.#hashes[number] === hash && this.#isSame(number, text, start, end)) return number;
        continue;
      }
      this.#hashes[this.count] = hash;
      this.#texts[this.count] = text;
      this.#starts[this.count] = start;
      this.#lengths[this.count] = end - start;
      this.count += 1;
      this.#places[place] = this.count;
      return this.count - 1;
    }
  }

  #isSame(number: number, text: string, start: number, end: number): boolean {
    if (this.#lengths[number] !== end - start) return false;
    const known = this.#texts[number]!;
    const moved = this.#starts[number]! - start;
    for (let at = start; at < end; at += 1) if (known.charCodeAt(at + moved) !== text.charCodeAt(at)) return false;
    return true;
  }
}
