import { plain } from '../../core/text';
import type { Page } from './page';
import { widthOf, wrap } from './width';

/** Markdown as a terminal can show it, line by line, while it arrives. Tables and HTML stay as they are written. */
export class TerminalMarkdown {
  readonly #page: Page;
  #fence: string | undefined;

  constructor(page: Page) {
    this.#page = page;
  }

  /** The rows of one whole line. */
  line(text: string, width: number): readonly string[] {
    const fence = /^\s*(`{3,}|~{3,})\s*([\w+-]*)/.exec(text);
    if (fence && (this.#fence === undefined || text.trim().startsWith(this.#fence))) {
      this.#fence = this.#fence === undefined ? fence[1] : undefined;
      return this.#fence !== undefined && fence[2] ? [this.#page.dim(`  ${fence[2]}`)] : [];
    }
    return this.rows(text, width);
  }

  /** The rows of a line that may not be complete yet; changes nothing. */
  rows(text: string, width: number): readonly string[] {
    const { paint, bold } = bound(this.#page);
    const clean = plain(text);
    if (this.#fence !== undefined) return wrap(`  ${clean}`, width).map((row) => paint('cyan', row));
    const heading = /^(#{1,6})\s+(.*)$/.exec(clean);
    if (heading) return wrap(heading[2] ?? '', width).map((row) => bold(row));
    if (/^\s*(?:-{3,}|\*{3,}|_{3,})\s*$/.test(clean)) return [this.#page.dim('─'.repeat(Math.min(width, 40)))];
    const quote = /^\s*>\s?(.*)$/.exec(clean);
    if (quote) return wrap(quote[1] ?? '', width - 2).map((row) => this.#page.dim(`│ ${row}`));
    const bullet = /^(\s*)[-*+]\s+(?:\[([ xX])\]\s+)?(.*)$/.exec(clean);
    if (bullet) {
      const box = bullet[2] === undefined ? '•' : bullet[2] === ' ' ? '☐' : '☑';
      const indent = `${bullet[1]}${box} `;
      const rows = wrap(this.#inline(bullet[3] ?? ''), Math.max(8, width - widthOf(indent)));
      return rows.map((row, index) => (index === 0 ? indent : ' '.repeat(widthOf(indent))) + row);
    }
    return wrap(this.#inline(clean), width);
  }

  #inline(text: string): string {
    const { paint, bold } = bound(this.#page);
    return text
      .split(/(`[^`]+`)/)
      .map((part) =>
        part.length > 2 && part.startsWith('`')
          ? paint('cyan', part.slice(1, -1))
          : part
              .replace(/\*\*(?=\S)(.+?)(?<=\S)\*\*/g, (_, words: string) => bold(words))
              .replace(/(?<![\w*])\*(?=[^\s*])([^*]+)(?<=[^\s*])\*(?![\w*])/g, (_, words: string) =>
                paint('italic', words),
              )
              .replace(/\[([^\]]+)\]\((https?:[^)\s]+)\)/g, (_, words: string, to: string) => `${words} (${to})`),
      )
      .join('');
  }
}

const bound = (page: Page) => ({ paint: page.paint.bind(page), bold: page.bold });
