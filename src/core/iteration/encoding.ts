/** Bytes, one character each, that begin as a text in UTF-16 does: some editors of Windows write those. */
export function wideOf(bytes: string): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes.startsWith('\xff\xfe')) return 'utf-16le';
  return bytes.startsWith('\xfe\xff') ? 'utf-16be' : undefined;
}
