import { plain } from '../../core/text';

export const oneLine = (text: string): string =>
  plain(text)
    .replace(/\s*\n\s*/g, ' ')
    .trim();

let segmenter: Intl.Segmenter | undefined;

/** Letters as people count them. Made when it is first needed: it takes longer to make than most commands take. */
export function graphemes(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return segmenter.segment(text);
}

const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|^\p{Emoji_Presentation}|^\p{Emoji}\ufe0f|^[\u{20000}-\u{3fffd}]/u;
const ZERO = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: styles begin with one
const STYLES = /\u001b\[[0-9;]*m/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: styles begin with one
const PARTS = /(\u001b\[[0-9;]*m)/;
const ASCII = /^[\x20-\x7e]*$/;

/** How many cells of a terminal it takes; styles take none. */
export function widthOf(text: string): number {
  const bare = text.includes('\u001b') ? text.replace(STYLES, '') : text;
  if (ASCII.test(bare)) return bare.length;
  let width = 0;
  for (const { segment } of graphemes(bare)) width += cells(segment);
  return width;
}

export const cells = (grapheme: string): number => (ZERO.test(grapheme) ? 0 : WIDE.test(grapheme) ? 2 : 1);

/** As much of its beginning as fits; a style is never cut in the middle. */
function headOf(text: string, width: number): string {
  let taken = '';
  let used = 0;
  for (const part of text.split(PARTS)) {
    if (part.startsWith('\u001b')) {
      taken += part;
      continue;
    }
    for (const { segment } of graphemes(part)) {
      used += cells(segment);
      if (used > width) return taken;
      taken += segment;
    }
  }
  return taken;
}

/** Not wider than that; what is cut off leaves an ellipsis. For text without styles. */
export function cutTo(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  return width < 1 ? '' : `${headOf(text, width - 1).trimEnd()}…`;
}

/** Filled with spaces to that width. */
export const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));
export const padLeft = (text: string, width: number): string => ' '.repeat(Math.max(0, width - widthOf(text))) + text;

/** Lines of at most that width, broken at spaces; a longer word is broken where it has to. At most `most` lines. */
export function wrap(text: string, width: number, most = Number.POSITIVE_INFINITY): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    const indent = /^\s*(?:[-*+]\s|\d+[.)]\s)?/.exec(paragraph)?.[0] ?? '';
    const hanging = ' '.repeat(Math.min(widthOf(indent), Math.floor(width / 2)));
    let line = '';
    for (let word of paragraph.split(/(?<=\s)(?=\S)/)) {
      if (line && widthOf((line + word).trimEnd()) > width) {
        lines.push(line.trimEnd());
        line = hanging;
      }
      while (widthOf((line + word).trimEnd()) > width) {
        const head = headOf(word, width - widthOf(line));
        if (!head) break;
        lines.push(line + head);
        word = word.slice(head.length);
        line = hanging;
      }
      line += word;
    }
    lines.push(line.trimEnd());
    if (lines.length > most) break;
  }
  if (lines.length <= most) return lines;
  const shown = lines.slice(0, most);
  const last = shown[most - 1]!;
  shown[most - 1] = widthOf(last) + 2 <= width ? `${last} …` : cutTo(`${last}……`, width);
  return shown;
}
