/** At most so many bytes of UTF-8 as they stand in JSON, with an ellipsis where something was cut off. */
export function cut(text: string, maxBytes: number): string {
  if (text.length * 3 <= maxBytes) return text;
  let bytes = 0;
  let fits = 0;
  for (const character of text) {
    bytes += jsonBytes(character);
    if (bytes > maxBytes) return `${text.slice(0, fits).trimEnd()}…`;
    if (bytes <= maxBytes - 3) fits += character.length;
  }
  return text;
}

function jsonBytes(character: string): number {
  const code = character.codePointAt(0)!;
  if (code < 0x20) return 6;
  if (code < 0x80) return code === 0x22 || code === 0x5c ? 2 : 1;
  return code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}
