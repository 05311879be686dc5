/** What a JSON text holds, with positions. */

/** Lines and columns count from 1; offsets are UTF-16 units. */
export interface Place {
  readonly offset: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface JsonKey extends Place {
  readonly name: string;
}

export interface JsonObject extends Place {
  readonly type: 'object';
  readonly keys: readonly JsonKey[];
  readonly values: readonly JsonNode[];
}
export interface JsonArray extends Place {
  readonly type: 'array';
  readonly items: readonly JsonNode[];
}
export interface JsonString extends Place {
  readonly type: 'string';
  readonly value: string;
}
export interface JsonNumber extends Place {
  readonly type: 'number';
  readonly value: number;
}
export interface JsonBoolean extends Place {
  readonly type: 'boolean';
  readonly value: boolean;
}
/** `null`, or a value that is missing where one was due. */
export interface JsonNull extends Place {
  readonly type: 'null';
  readonly missing?: boolean;
}
export type JsonNode = JsonObject | JsonArray | JsonString | JsonNumber | JsonBoolean | JsonNull;

export type MistakeKind =
  | 'trailing_comma'
  | 'missing_comma'
  | 'missing_colon'
  | 'comment'
  | 'control_character'
  | 'bad_escape'
  | 'bad_number'
  | 'bad_symbol'
  | 'missing_value'
  | 'missing_key'
  | 'unexpected_end'
  | 'unterminated_string'
  | 'wrong_bracket'
  | 'trailing_content';

export interface Mistake extends Place {
  readonly kind: MistakeKind;
}

export interface JsonDocument {
  readonly root: JsonNode | undefined;
  /** In order of place; at most `MOST_MISTAKES`. */
  readonly mistakes: readonly Mistake[];
  /** No mistake, or only such that every value still stands where its author meant it. */
  readonly whole: boolean;
  /** More values than a model could be built of. */
  readonly tooMany: boolean;
}

/** The last value under that name, as `JSON.parse` has it; undefined when there is none or the node is no object. */
export function member(node: JsonNode | undefined, name: string): JsonNode | undefined {
  if (node?.type !== 'object') return undefined;
  const at = node.keys.findLastIndex((key) => key.name === name);
  return at < 0 ? undefined : node.values[at];
}
