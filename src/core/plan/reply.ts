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

/** An answer as it is read out while it arrives: what is said, piece by piece, and documents line by line. */
export type ReplyBit =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'document'; readonly name: string }
  | { readonly kind: 'document_line'; readonly name: string; readonly text: string }
  | { readonly kind: 'document_end'; readonly name: string; readonly lines: number };

/** Takes the marks out of an answer that arrives in pieces. Only a line that may still become a mark is held back. */
export function createReplyReader(): { push(piece: string): readonly ReplyBit[]; flush(): readonly ReplyBit[] } {
  let line = '';
  let shown = 0;
  let open: { readonly name: string; lines: number } | undefined;
  const mayBeMark = () => /^[ \t]*(?:<[^\n]*)?$/.test(line);
  const endDocument = (): readonly ReplyBit[] => {
    const ended: readonly ReplyBit[] = open ? [{ kind: 'document_end', ...open }] : [];
    open = undefined;
    return ended;
  };
  const endLine = (): readonly ReplyBit[] => {
    const [whole, rest] = [line, line.slice(shown)];
    line = '';
    shown = 0;
    if (open) {
      if (CLOSING.test(whole)) return endDocument();
      open.lines += 1;
      return [{ kind: 'document_line', name: open.name, text: whole.replace(/\r$/, '') }];
    }
    const name = OPENING.exec(whole)?.[1];
    if (name !== undefined && SAFE_NAME.test(name)) {
      open = { name, lines: 0 };
      return [{ kind: 'document', name }];
    }
    return READY.test(whole) ? [] : [{ kind: 'text', text: `${rest}\n` }];
  };
  return {
    push(piece) {
      const bits: ReplyBit[] = [];
      piece.split('\n').forEach((part, index, all) => {
        line += part;
        if (index < all.length - 1) bits.push(...endLine());
      });
      if (open || mayBeMark()) return bits;
      const text = line.slice(shown);
      shown = line.length;
      return text === '' ? bits : [...bits, { kind: 'text', text }];
    },
    flush() {
      const rest = line.slice(shown);
      if (open && rest !== '') return [...endLine(), ...endDocument()];
      line = '';
      shown = 0;
      if (open) return endDocument();
      return rest === '' || READY.test(rest) ? [] : [{ kind: 'text', text: rest }];
    },
  };
}
