/**
 * Cuts Markdown where a new block surely begins: at blank lines outside of fences, before a line that is not indented.
 * While text streams, every block but the last stays the same string, so it is not drawn again.
 */
export function blocksOfMarkdown(text: string): readonly string[] {
  const blocks: string[] = [];
  let lines: string[] = [];
  let fence: string | undefined;
  let blank = false;
  for (const line of text.split('\n')) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    const startsBlock = fence === undefined && blank && /^(?:#{1,6} |[^\s\-*+>|\d])/.test(line);
    if (startsBlock && lines.some((each) => each.trim() !== '')) {
      blocks.push(lines.join('\n'));
      lines = [];
    }
    if (mark !== undefined) {
      if (fence === undefined) fence = mark;
      else if (mark.startsWith(fence)) fence = undefined;
    }
    blank = line.trim() === '';
    lines.push(line);
  }
  if (lines.some((each) => each.trim() !== '')) blocks.push(lines.join('\n'));
  return blocks;
}
