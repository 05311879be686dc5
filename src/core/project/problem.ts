import type { Place } from '../json/tree';
import { type Sentence, spoken } from '../sentence';
import type { Problem, ProblemCode, TextRange } from './model';

export function rangeOf(place: Place): TextRange {
  return { line: place.line, column: place.column, endLine: place.endLine, endColumn: place.endColumn };
}

export const START_OF_FILE: TextRange = { line: 1, column: 1, endLine: 1, endColumn: 1 };

interface Extra {
  readonly severity?: Problem['severity'];
  readonly storyIndex?: number;
  readonly details?: Readonly<Record<string, string | number>>;
}

export function problem(code: ProblemCode, where: TextRange, message: Sentence, extra: Extra = {}): Problem {
  const { line, column, endLine, endColumn } = where;
  return { code, severity: 'error', file: '', ...spoken(message), line, column, endLine, endColumn, ...extra };
}

/** Worst first is for people; files are read from the top. */
export function byPlace(a: TextRange, b: TextRange): number {
  return a.line - b.line || a.column - b.column;
}
