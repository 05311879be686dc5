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

/** Text of others as one may print or show it: no escape sequences, no control characters; a tab is two spaces. */
export function plain(text: string): string {
  return legible(text.replace(/\t/g, '  '));
}

/** The same with its tabs, for text that is copied or rendered. */
export function legible(text: string): string {
  return (
    text
      .replace(/\r\n?/g, '\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to go
      .replace(/\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|.)?/g, '')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to go
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '')
  );
}

/** What a person is to decide about, to the last character: what cannot be seen, or turns its neighbours round, is written out. */
export function writtenOut(text: string): string {
  return text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is written out
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u{${character.charCodeAt(0).toString(16)}}`,
  );
}
