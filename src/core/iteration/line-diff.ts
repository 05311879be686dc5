import { LineNumbers, type Lines } from './lines';

/** Lines that are the same in both: so many from here in the first, and from there in the second. */
export interface EqualRun {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Comparing what repeats itself costs the square of this in the worst case: some 10 ms. */
const MOST_EDITS = 1_000;
/** Past this the pieces between unique lines are compared as they are. */
const DEEPEST = 32;

/**
 * What two lists of lines share, in order. Lines that occur once on either side are what people recognise a place by, so
 * they are lined up first (a patience diff); between them what repeats itself is compared line by line (Myers). Both cost
 * about as much as reading the lines, also when everything was written anew.
 */
export function equalRuns(from: Lines, to: Lines): readonly EqualRun[] {
  const partners = new LineDiff(from, to).partners();
  const runs: { from: number; to: number; count: number }[] = [];
  let last: (typeof runs)[number] | undefined;
  for (let index = 0; index < partners.length; index += 1) {
    const partner = partners[index]!;
    if (partner < 0) continue;
    if (last && last.from + last.count === index && last.to + last.count === partner) last.count += 1;
    else {
      last = { from: index, to: partner, count: 1 };
      runs.push(last);
    }
  }
  return runs;
}

interface Piece {
  readonly from: number;
  readonly fromEnd: number;
  readonly to: number;
  readonly toEnd: number;
  readonly depth: number;
}

class LineDiff {
  /** Lines by number: the same line has the same number on both sides. */
  readonly #from: Int32Array;
  readonly #to: Int32Array;
  /** The line of the second that a line of the first is, or -1. */
  readonly #partners: Int32Array;
  /** Of an anchor the one before it, or -1. */
  readonly #previous: Int32Array;
  readonly #times: { readonly from: Int32Array; readonly to: Int32Array; readonly place: Int32Array };

  constructor(from: Lines, to: Lines) {
    const numbers = new LineNumbers(from.count + to.count);
    this.#from = numbers.of(from);
    this.#to = numbers.of(to);
    this.#partners = new Int32Array(from.count).fill(-1);
    this.#previous = new Int32Array(from.count);
    const counts = () => new Int32Array(numbers.count);
    this.#times = { from: counts(), to: counts(), place: counts() };
  }

  partners(): Int32Array {
    const pieces: Piece[] = [{ from: 0, fromEnd: this.#from.length, to: 0, toEnd: this.#to.length, depth: 0 }];
    for (let piece = pieces.pop(); piece; piece = pieces.pop()) {
      const rest = this.#withoutEnds(piece);
      if (rest.from === rest.fromEnd || rest.to === rest.toEnd) continue;
      this.#count(rest);
      const anchors = rest.depth < DEEPEST ? this.#anchors(rest) : [];
      if (anchors.length === 0) this.#compare(rest);
      let { from, to } = rest;
      for (const anchor of anchors) {
        const partner = this.#times.place[this.#from[anchor]!]!;
        this.#partners[anchor] = partner;
        pieces.push({ from, fromEnd: anchor, to, toEnd: partner, depth: rest.depth + 1 });
        [from, to] = [anchor + 1, partner + 1];
      }
      if (anchors.length > 0) pieces.push({ ...rest, from, to, depth: rest.depth + 1 });
    }
    return this.#partners;
  }

  /** What both begin and end with is the same. */
  #withoutEnds(piece: Piece): Piece {
    let { from, fromEnd, to, toEnd } = piece;
    while (from < fromEnd && to < toEnd && this.#from[from] === this.#to[to]) {
      this.#partners[from] = to;
      from += 1;
      to += 1;
    }
    while (from < fromEnd && to < toEnd && this.#from[fromEnd - 1] === this.#to[toEnd - 1]) {
      fromEnd -= 1;
      toEnd -= 1;
      this.#partners[fromEnd] = toEnd;
    }
    return { ...piece, from, fromEnd, to, toEnd };
  }

  #count({ from, fromEnd, to, toEnd }: Piece): void {
    const { from: here, to: there, place } = this.#times;
    for (let at = from; at < fromEnd; at += 1) {
      here[this.#from[at]!] = 0;
      there[this.#from[at]!] = 0;
    }
    for (let at = to; at < toEnd; at += 1) {
      here[this.#to[at]!] = 0;
      there[this.#to[at]!] = 0;
    }
    for (let at = from; at < fromEnd; at += 1) here[this.#from[at]!]! += 1;
    for (let at = to; at < toEnd; at += 1) {
      there[this.#to[at]!]! += 1;
      place[this.#to[at]!] = at;
    }
  }

  /** Lines that occur once on either side, as many as stand in the same order: the longest rising sequence of their places. */
  #anchors({ from, fromEnd }: Piece): readonly number[] {
    const { from: here, to: there, place } = this.#times;
    const ends: number[] = [];
    for (let at = from; at < fromEnd; at += 1) {
      const line = this.#from[at]!;
      if (here[line] !== 1 || there[line] !== 1) continue;
      let [low, high] = [0, ends.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (place[this.#from[ends[middle]!]!]! < place[line]!) low = middle + 1;
        else high = middle;
      }
      this.#previous[at] = low > 0 ? ends[low - 1]! : -1;
      ends[low] = at;
    }
    const anchors: number[] = [];
    for (let at = ends.at(-1) ?? -1; at >= 0; at = this.#previous[at]!) anchors.push(at);
    return anchors.reverse();
  }

  /** The shortest way from one to the other, unless it is long: then nothing is the same. */
  #compare(piece: Piece): void {
    const { from: here, to: there } = this.#times;
    // What the other side does not have is changed whatever the rest is.
    const shared = (lines: Int32Array, start: number, end: number, other: Int32Array) => {
      const places: number[] = [];
      for (let at = start; at < end; at += 1) if (other[lines[at]!]! > 0) places.push(at);
      return places;
    };
    const ours = shared(this.#from, piece.from, piece.fromEnd, there);
    const theirs = shared(this.#to, piece.to, piece.toEnd, here);
    const same = (x: number, y: number) => this.#from[ours[x]!] === this.#to[theirs[y]!];
    const furthest: Int32Array[] = [];
    const reached = new Int32Array(2 * MOST_EDITS + 3);
    const middle = MOST_EDITS + 1;
    for (let edits = 0; edits <= MOST_EDITS; edits += 1) {
      for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
        let x = nextOf(reached, middle, diagonal, edits);
        while (x < ours.length && x - diagonal < theirs.length && same(x, x - diagonal)) x += 1;
        reached[middle + diagonal] = x;
        if (x < ours.length || x - diagonal < theirs.length) continue;
        this.#goBack(ours, theirs, furthest, edits);
        return;
      }
      furthest.push(reached.slice(middle - edits, middle + edits + 1));
    }
  }

  #goBack(ours: readonly number[], theirs: readonly number[], furthest: readonly Int32Array[], edits: number): void {
    let x = ours.length;
    let y = theirs.length;
    for (let left = edits; left > 0; left -= 1) {
      const reached = furthest[left - 1]!;
      const diagonal = x - y;
      // Of `left - 1` edits the diagonals -(left - 1) to left - 1 are kept.
      const start = nextOf(reached, left - 1, diagonal, left);
      while (x > start) {
        x -= 1;
        y -= 1;
        this.#partners[ours[x]!] = theirs[y]!;
      }
      const down =
        diagonal === -left ||
        (diagonal !== left && at(reached, left - 1 + diagonal - 1) < at(reached, left + diagonal));
      if (down) y -= 1;
      else x -= 1;
    }
    while (x > 0) {
      x -= 1;
      this.#partners[ours[x]!] = theirs[x]!;
    }
  }
}

const at = (list: Int32Array, index: number) => list[index] ?? -1;

/** How far one gets on a diagonal with one edit more: from above or from the left, whichever is further. */
function nextOf(reached: Int32Array, middle: number, diagonal: number, edits: number): number {
  if (edits === 0) return 0;
  const above = at(reached, middle + diagonal + 1);
  const left = at(reached, middle + diagonal - 1) + 1;
  const down = diagonal === -edits || (diagonal !== edits && left - 1 < above);
  return down ? above : left;
}
