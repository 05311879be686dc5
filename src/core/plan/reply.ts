/**
 * What an agent's answer consists of. Documents are handed in between `<artifact name="…">` and `</artifact>`, each on a
 * line of its own, and `<phase-ready/>` says that the phase is complete. Works on a half received answer too.
 */
export type ReplyPart =
  | { readonly kind: 'text'; readonly text: string }
  /** `open`: its end has not been received yet. */
  | { readonly kind: 'artifact'; readonly name: string; readonly content: string; readonly open: boolean };

const OPENING = /^[ \t]*<artifact name="([^"\n]*)">[ \t]*\r?$/;
const CLOSING = /^[ \t]*<\/artifact>[ \t]*\r?$/;
const READY = /^[ \t]*<phase-ready ?\/>[ \t]*\r?$/;
const SAFE_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/;

export interface Reply {
  readonly parts: readonly ReplyPart[];
  readonly ready: boolean;
}

export function readReply(answer: string): Reply {
  const parts: ReplyPart[] = [];
  let ready = false;
  let text: string[] = [];
  let open: { name: string; lines: string[] } | undefined;
  const endText = () => {
    const joined = text.join('\n');
    if (joined.trim() !== '') parts.push({ kind: 'text', text: joined });
    text = [];
  };
  for (const line of answer.split('\n')) {
    if (open) {
      if (CLOSING.test(line)) {
        parts.push({ kind: 'artifact', name: open.name, content: contentOf(open.lines), open: false });
        open = undefined;
      } else open.lines.push(line);
      continue;
    }
    const name = OPENING.exec(line)?.[1];
    if (name !== undefined && SAFE_NAME.test(name)) {
      endText();
      open = { name, lines: [] };
    } else if (READY.test(line)) ready = true;
    else text.push(line);
  }
  endText();
  if (open) parts.push({ kind: 'artifact', name: open.name, content: contentOf(open.lines), open: true });
  return { parts, ready };
}

/** Some agents wrap the whole document into a code fence; that fence is not part of it. */
function contentOf(lines: readonly string[]): string {
  const body = lines.map((line) => line.replace(/\r$/, ''));
  const fenced = /^(`{3,}|~{3,})[A-Za-z]*$/.exec(body[0] ?? '')?.[1];
  const inner = fenced && body.length > 2 && body.at(-1) === fenced ? body.slice(1, -1) : body;
  return inner.length === 0 ? '' : `${inner.join('\n')}\n`;
}

/** The documents that were handed in whole; the last one of a name counts. */
export function artifactsOf(answer: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const part of readReply(answer).parts)
    if (part.kind === 'artifact' && !part.open) found.set(part.name, part.content);
  return found;
}

/**
 * Makes an answer readable while it arrives: marks are taken out, documents get a heading. Only a line that may still
 * become a mark is held back.
 */
export function createReplyReader(): { push(piece: string): string; flush(): string } {
  let line = '';
  let shown = 0;
  const mayBeMark = () => /^[ \t]*(?:<[^\n]*)?$/.test(line);
  const endLine = (): string => {
    const name = OPENING.exec(line)?.[1];
    const mark = name !== undefined || CLOSING.test(line) || READY.test(line);
    const text = mark ? (name === undefined ? '' : `--- ${name}\n`) : `${line.slice(shown)}\n`;
    line = '';
    shown = 0;
    return text;
  };
  return {
    push(piece) {
      let out = '';
      const lines = piece.split('\n');
      lines.forEach((part, index) => {
        line += part;
        if (index < lines.length - 1) out += endLine();
      });
      if (mayBeMark()) return out;
      out += line.slice(shown);
      shown = line.length;
      return out;
    },
    flush() {
      const rest = READY.test(line) || CLOSING.test(line) ? '' : line.slice(shown);
      line = '';
      shown = 0;
      return rest;
    },
  };
}
