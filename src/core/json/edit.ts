import type { Result } from '../result';
import { ok, refuse } from '../result';
import { say } from '../sentence';
import { readJson } from './reader';
import type { JsonArray, JsonNode, JsonObject, Mistake } from './tree';

export type JsonPath = readonly (string | number)[];

/** A change of one value; `value: undefined` removes it. A path whose last part is missing is filled in. */
export interface JsonEdit {
  readonly path: JsonPath;
  readonly value: unknown;
}

/** Replaces the text between two offsets. */
export interface TextEdit {
  readonly offset: number;
  readonly end: number;
  readonly text: string;
}

export interface JsonEditOptions {
  /** Comments and trailing commas are part of the format. */
  readonly jsonc?: boolean;
}

/**
 * The text after the edits. Nothing else changes: key order, unknown fields, number spelling, escapes, indentation, line ends
 * and comments stay. A text with mistakes is refused, for nobody can know what its author meant.
 */
export function editJson(
  text: string,
  edits: readonly JsonEdit[],
  options: JsonEditOptions = {},
): Result<string, 'syntax_error'> {
  const style = styleOf(text);
  let current = text;
  for (const edit of edits) {
    const { root, mistakes, tooMany } = readJson(current);
    const mistake = mistakes.find((each) => !(options.jsonc && isJsonc(each)));
    if (!root || mistake || tooMany) {
      const why = mistake
        ? say('The file has a mistake in line {line}. Put it right first.', { line: mistake.line })
        : say('The file has a mistake. Put it right first.');
      return refuse('syntax_error', why, {
        ...(mistake && { line: mistake.line, column: mistake.column }),
      });
    }
    const changes = textEditsOf(current, root, edit, style);
    if (!changes)
      return refuse('syntax_error', say('There is no place for {path} in this file.', { path: edit.path.join('.') }));
    current = applyTextEdits(current, changes);
  }
  return ok(current);
}

/** Applies edits that do not overlap, in any order. */
function applyTextEdits(text: string, edits: readonly TextEdit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.offset - b.offset || a.end - b.end)) {
    parts.push(text.slice(at, edit.offset), edit.text);
    at = edit.end;
  }
  return parts.join('') + text.slice(at);
}

function isJsonc(mistake: Mistake): boolean {
  return mistake.kind === 'comment' || mistake.kind === 'trailing_comma';
}

interface Style {
  readonly eol: string;
  readonly unit: string;
  readonly lines: boolean;
}

function styleOf(text: string): Style {
  const newline = text.indexOf('\n');
  const eol = newline > 0 && text[newline - 1] === '\r' ? '\r\n' : '\n';
  const unit = /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
  return { eol, unit: unit.startsWith('\t') ? '\t' : unit, lines: text.trimEnd().includes('\n') };
}

/** The text edits of one change; undefined when its path leads through a plain value. */
function textEditsOf(text: string, root: JsonNode, edit: JsonEdit, style: Style): readonly TextEdit[] | undefined {
  let node: JsonNode = root;
  for (let depth = 0; depth < edit.path.length; depth++) {
    const step = edit.path[depth] as string | number;
    const last = depth === edit.path.length - 1;
    const at = placeOf(node, step);
    if (at === undefined) return undefined;
    if (at >= 0) {
      if (last && edit.value === undefined) return removal(text, node as JsonObject | JsonArray, at);
      node = childrenOf(node as JsonObject | JsonArray)[at] as JsonNode;
      continue;
    }
    if (edit.value === undefined) return [];
    const value = edit.path.slice(depth + 1).reduceRight<unknown>(wrap, edit.value);
    return insertion(text, node as JsonObject | JsonArray, step, value, style);
  }
  if (edit.value === undefined) return undefined;
  return [{ offset: node.offset, end: node.end, text: serialise(edit.value, indentAt(text, node.offset), style) }];
}

function wrap(inner: unknown, step: string | number): unknown {
  return typeof step === 'number' ? [inner] : { [step]: inner };
}

/** Where the step leads; -1: it can be added; undefined: the node has no such steps. */
function placeOf(node: JsonNode, step: string | number): number | undefined {
  if (node.type === 'object') return node.keys.findLastIndex((key) => key.name === String(step));
  if (node.type !== 'array' || typeof step !== 'number') return undefined;
  return step >= 0 && step < node.items.length ? step : -1;
}

function childrenOf(node: JsonObject | JsonArray): readonly JsonNode[] {
  return node.type === 'object' ? node.values : node.items;
}

function startOf(node: JsonObject | JsonArray, index: number): number {
  return (node.type === 'object' ? node.keys[index] : node.items[index])?.offset ?? node.offset;
}

function removal(text: string, parent: JsonObject | JsonArray, index: number): TextEdit[] {
  const children = childrenOf(parent);
  const start = startOf(parent, index);
  const end = children[index]?.end ?? start;
  if (index + 1 < children.length) return [{ offset: start, end: startOf(parent, index + 1), text: '' }];
  if (index > 0) return [{ offset: children[index - 1]?.end ?? start, end, text: '' }];
  const close = text.lastIndexOf(parent.type === 'object' ? '}' : ']', parent.end - 1);
  return [{ offset: parent.offset + 1, end: close, text: '' }];
}

function insertion(
  text: string,
  parent: JsonObject | JsonArray,
  step: string | number,
  value: unknown,
  style: Style,
): TextEdit[] {
  const children = childrenOf(parent);
  const name = parent.type === 'object' ? `${JSON.stringify(String(step))}: ` : '';
  const outer = indentAt(text, parent.offset);
  const close = parent.end - 1;
  const last = children.at(-1);
  if (!last) {
    if (!style.lines) return [{ offset: parent.offset + 1, end: close, text: name + serialise(value, outer, style) }];
    const inner = outer + style.unit;
    const body = `${style.eol}${inner}${name}${serialise(value, inner, style)}${style.eol}${outer}`;
    return [{ offset: parent.offset + 1, end: close, text: body }];
  }
  const first = startOf(parent, children.length - 1);
  const ownLine = /^[ \t]*$/.test(text.slice(lineStart(text, first), first));
  const indent = ownLine ? indentAt(text, first) : outer;
  const item = name + serialise(value, indent, ownLine ? style : { ...style, lines: false });
  const gap = ownLine
    ? style.eol + indent
    : children.length > 1 && !/,\s/.test(text.slice(children.at(-2)?.end, first))
      ? ''
      : ' ';
  // What stands between the last value and the bracket may be a comma or comments; the new entry goes behind them.
  const rest = text.slice(last.end, close);
  const hasComma = stripComments(rest).includes(',');
  const content = rest.trimEnd().length;
  const comma: TextEdit[] = hasComma ? [] : [{ offset: last.end, end: last.end, text: ',' }];
  const entry: TextEdit = {
    offset: last.end + content,
    end: last.end + content,
    text: gap + item + (hasComma ? ',' : ''),
  };
  return content === 0 && !hasComma ? [{ ...entry, text: `,${entry.text}` }] : [...comma, entry];
}

function stripComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\r\n]*/g, '');
}

function serialise(value: unknown, indent: string, style: Style): string {
  if (!style.lines) return JSON.stringify(value);
  return JSON.stringify(value, null, style.unit).replace(/\n/g, style.eol + indent);
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? '';
}
