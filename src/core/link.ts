import { ok, type Result, refuse } from './result';
import { say } from './sentence';

export type Link =
  | { readonly kind: 'https'; readonly href: string }
  /** `path` as it was written: absolute for a file address, else relative to the workspace. Where it leads is checked later. */
  | { readonly kind: 'file'; readonly path: string; readonly line: number | undefined };

/** Which links of a text that an agent or a page wrote may be opened: https, and files. Everything else is refused. */
export function decideLink(href: string): Result<Link, 'link_not_allowed'> {
  const text = href.trim();
  if (text === '' || hasControlCharacter(text)) return notAllowed(href);
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme === 'https') return httpsLink(text);
  if (scheme === 'file') return fileAddress(text);
  // "src/app.ts:12" has a dot before its colon, and looks like a scheme only to a parser.
  const place = splitPlace(text);
  if (scheme !== undefined && !/^[^:]*\.[^:]*(:\d+){1,2}$/.test(text)) return notAllowed(href);
  if (place.path === '' || place.path.startsWith('//') || place.path.startsWith('\\\\')) return notAllowed(href);
  return ok({ kind: 'file', ...place });
}

function httpsLink(text: string): Result<Link, 'link_not_allowed'> {
  const host = /^https:\/\/([^/?#\s]+)/i.exec(text)?.[1];
  // A name before an @ makes one host look like another.
  if (host === undefined || host.includes('@') || host.includes('\\')) return notAllowed(text);
  return ok({ kind: 'https', href: text });
}

function fileAddress(text: string): Result<Link, 'link_not_allowed'> {
  const address = /^file:\/\/(\/[^?#]*)(#.*)?$/i.exec(text);
  if (!address?.[1]) return notAllowed(text);
  const path = decodePath(address[1]);
  if (path === undefined) return notAllowed(text);
  return ok({ kind: 'file', path, line: lineOfFragment(address[2]) });
}

function splitPlace(text: string): { path: string; line: number | undefined } {
  const [, beforeHash = text, fragment] = /^([^#]*)(#.*)?$/s.exec(text) ?? [];
  const numbered = /^(.*?):(\d+)(?::\d+)?$/.exec(beforeHash);
  if (numbered?.[1] !== undefined && numbered[2] !== undefined) {
    return { path: numbered[1], line: Number(numbered[2]) };
  }
  return { path: beforeHash, line: lineOfFragment(fragment) };
}

function lineOfFragment(fragment: string | undefined): number | undefined {
  const line = /^#L(\d+)/.exec(fragment ?? '')?.[1];
  return line === undefined ? undefined : Number(line);
}

function decodePath(text: string): string | undefined {
  try {
    const path = decodeURIComponent(text);
    return hasControlCharacter(path) ? undefined : path;
  } catch {
    return undefined;
  }
}

function hasControlCharacter(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 32 || code === 127) return true;
  }
  return false;
}

function notAllowed(href: string): Result<Link, 'link_not_allowed'> {
  return refuse(
    'link_not_allowed',
    say('This link is not opened: only https addresses and files of the workspace are.'),
    {
      href: href.slice(0, 200),
    },
  );
}
