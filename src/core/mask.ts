/**
 * Takes secrets and home paths out of a text before it reaches the ledger, a trace, a log or the screen.
 * What is looked for: values that the caller knows to be secret, shapes that only keys and tokens have,
 * and values that follow a name such as `api_key=`. A home folder becomes `~`.
 */
export interface MaskOptions {
  /** Home folders, as the operating system names them. */
  readonly homes?: readonly string[];
  /** Values that must never be seen, such as those of configured secret variables. Short ones are left alone. */
  readonly secrets?: readonly string[];
}

export interface Mask {
  (text: string): string;
  /** What is known to be secret, letter by letter: a stream must not show the first half of it. */
  readonly known?: readonly string[];
}

export const MASKED = '•••';

/** Shorter values would mask ordinary words. */
const SHORTEST_SECRET = 6;
const SHORTEST_HOME = 4;

/** Where a word begins: also behind the letter of an escaped line end, as JSON has them. */
const BEGIN = String.raw`(?:(?<![A-Za-z0-9])|(?<=\\[nrt]))`;

const KEY_BLOCK = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;

/** Shapes that are keys and nothing else. */
const TOKEN = new RegExp(
  `${BEGIN}(?:${[
    'sk-[A-Za-z0-9_-]{16,}',
    'gh[pousr]_[A-Za-z0-9]{16,}',
    'github_pat_[A-Za-z0-9_]{20,}',
    'glpat-[A-Za-z0-9_-]{16,}',
    'xox[abeoprs]-[A-Za-z0-9-]{8,}',
    'AKIA[0-9A-Z]{12,}',
    'AIza[0-9A-Za-z_-]{20,}',
    'npm_[A-Za-z0-9]{20,}',
    'hf_[A-Za-z0-9]{20,}',
    'eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}(?:\\.[A-Za-z0-9_-]*)?',
  ].join('|')})`,
  'g',
);

const AUTHORIZATION = new RegExp(
  String.raw`${BEGIN}(bearer|basic|authorization\\*["']?\s*[:=]\s*\\*["']?token)(\s+)[A-Za-z0-9._~+/=-]{8,}`,
  'gi',
);

/** `name = value` where the name says that the value is secret. Code that only mentions the name stays readable. */
const NAMED =
  /((?:api[_-]?key|auth[_-]?token|access[_-]?(?:key|token)|refresh[_-]?token|secret(?:[_-]?key)?|client[_-]?secret|password|passwd|pwd)\\*["']?\s*[:=]\s*)(?:(\\*["'])([^\s"'\\]{6,})|(?=[^\s"',;(){}<>$\\]*\d)([^\s"',;(){}<>$\\]{6,}))/gi;

/** As shells and their files write them. Short ones and plain numbers are settings. */
const VARIABLE = new RegExp(
  String.raw`${BEGIN}((?:[A-Z0-9]+_)+(?:TOKEN|KEY|SECRET|PASSWORD|PASS|PWD|CREDENTIALS?)=\\*["']?)(?=[^\s"',;\\]*\d)(?!\d+\b)[^\s"',;(){}<>$\\]{6,}`,
  'g',
);

const IN_QUERY =
  /([?&](?:[a-z0-9]+[_-])*(?:api_?key|key|token|secret|signature|sig|password|credential)=)[^\s&"'#<>\\]{6,}/gi;

const CREDENTIALS_IN_URL = /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/:@]+:[^\s/@]+@/gi;

export function createMask({ homes = [], secrets = [] }: MaskOptions): Mask {
  const known = [...secrets].filter((secret) => secret.length >= SHORTEST_SECRET).sort((a, b) => b.length - a.length);
  const folders = homePatterns(homes);
  const mask = (text: string): string => {
    if (text === '') return text;
    let masked = text;
    for (const secret of known) masked = masked.replaceAll(secret, MASKED);
    masked = masked
      .replace(KEY_BLOCK, MASKED)
      .replace(TOKEN, MASKED)
      .replace(AUTHORIZATION, (_, scheme: string, space: string) => `${scheme}${space}${MASKED}`)
      .replace(NAMED, (_, name: string, quote: string | undefined) => `${name}${quote ?? ''}${MASKED}`)
      .replace(VARIABLE, (_, name: string) => `${name}${MASKED}`)
      .replace(IN_QUERY, (_, name: string) => `${name}${MASKED}`)
      .replace(CREDENTIALS_IN_URL, (_, scheme: string) => `${scheme}${MASKED}@`);
    for (const folder of folders) masked = masked.replace(folder, '~');
    return masked;
  };
  return Object.assign(mask, { known: [...known, ...homes] });
}

/** A home also appears with forward slashes, with doubled backslashes (inside JSON) and as a `file:` address. */
function homePatterns(homes: readonly string[]): readonly RegExp[] {
  return homes
    .map((home) => home.replace(/[\\/]+$/, ''))
    .filter((home) => home.length >= SHORTEST_HOME)
    .sort((a, b) => b.length - a.length)
    .map((home) => {
      const windows = /^[A-Za-z]:/.test(home);
      const parts = home.split(/[\\/]/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
      const separator = windows ? '(?:\\\\{1,2}|/)' : '/';
      return new RegExp(
        `(?:(?<![A-Za-z0-9_.-])|(?<=\\\\[nrt]))${parts.join(separator)}(?![A-Za-z0-9_.-])`,
        windows ? 'gi' : 'g',
      );
    });
}

/** Masks every text inside a value that is to be written as JSON. */
export function maskDeep<T>(value: T, mask: Mask): T {
  if (typeof value === 'string') return mask(value) as T;
  if (Array.isArray(value)) return value.map((each) => maskDeep(each, mask)) as T;
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, maskDeep(each, mask)])) as T;
  }
  return value;
}

export interface StreamMask {
  /** What may be shown now; the rest waits until it is known not to be the first half of a secret. */
  push(piece: string): string;
  /** All that still waits. */
  flush(): string;
}

/** A longer run without a break is no key; it must not be held back for ever. */
const LONGEST_HELD = 4096;

const OF_A_WORD = /[A-Za-z0-9_\-./+=~:@%?&\\"']/;

/** What may stand before a secret and belongs to it. */
const LEAD =
  /(?:authorization\\*["']?\s*[:=]?\s*(?:\\*["']?(?:bearer|basic|token))?\s*|\b(?:bearer|basic)\s+|[\w-]*(?:key|token|secret|password|passwd|pwd)\\*["']?\s*[:=]?\s*)$/i;
const LONGEST_LEAD = 80;

/** Masks a text that arrives in pieces, however a secret is cut. Only the end that could still grow into one is held back. */
export function createStreamMask(mask: Mask): StreamMask {
  let held = '';
  return {
    push(piece) {
      const text = held + piece;
      const cut = safeCut(text, text.length - heldBack(text), mask.known ?? []);
      held = text.slice(cut);
      return mask(text.slice(0, cut));
    },
    flush() {
      const rest = mask(held);
      held = '';
      return rest;
    },
  };
}

/** Not within anything that is known, nor behind where it may have begun: such things may have blanks, unlike keys. */
function safeCut(text: string, wanted: number, known: readonly string[]): number {
  let cut = wanted;
  for (let before = -1; before !== cut; ) {
    before = cut;
    for (const secret of known) {
      for (let length = Math.min(secret.length, text.length); length > text.length - cut; length -= 1)
        if (text.endsWith(secret.slice(0, length))) cut = text.length - length;
      const at = cut > 0 ? text.lastIndexOf(secret, cut - 1) : -1;
      if (at >= 0 && at + secret.length > cut) cut = at;
    }
  }
  return cut;
}

function heldBack(text: string): number {
  const block = text.lastIndexOf('-----BEGIN ');
  if (block >= 0 && !text.includes('-----END ', block) && text.length - block < LONGEST_HELD) {
    return text.length - block;
  }
  let start = text.length;
  while (start > 0 && text.length - start < LONGEST_HELD && OF_A_WORD.test(text.charAt(start - 1))) start -= 1;
  const length = text.length - start;
  if (length >= LONGEST_HELD) return 0;
  return length + (LEAD.exec(text.slice(Math.max(0, start - LONGEST_LEAD), start))?.[0].length ?? 0);
}
