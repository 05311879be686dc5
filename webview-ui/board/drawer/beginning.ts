/** So much of a text is drawn at once: more is felt when the card opens, and nobody reads it before the rest of the card. */
const ENOUGH = 12_000;

/** The beginning of a long Markdown text, cut between two blocks; undefined: it is short enough as it is. */
export function beginningOf(text: string, most = ENOUGH): string | undefined {
  if (text.length <= most) return undefined;
  const block = text.lastIndexOf('\n\n', most);
  const line = text.lastIndexOf('\n', most);
  const cut = text.slice(0, block > most / 2 ? block : line > most / 2 ? line : most);
  const fence = openFence(cut);
  return fence === undefined ? cut : `${cut}\n${fence}`;
}

/** The fence of a code block that was begun and not ended. */
function openFence(text: string): string | undefined {
  let open: string | undefined;
  for (const [, mark = ''] of text.matchAll(/^ {0,3}(`{3,}|~{3,})/gm)) {
    if (open === undefined) open = mark;
    else if (mark[0] === open[0] && mark.length >= open.length) open = undefined;
  }
  return open;
}
