import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import yaml from 'highlight.js/lib/languages/yaml';
import MarkdownIt from 'markdown-it';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { t } from './l10n';
import { morph } from './morph';

const languages = { bash, css, diff, go, json, python, rust, sql, typescript, yaml };
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);

/** Long blocks stay plain: colouring them would be felt. */
const HIGHLIGHT_LIMIT = 20_000;

const md = new MarkdownIt({
  html: false,
  linkify: true,
  breaks: false,
  highlight: (code, language) =>
    code.length < HIGHLIGHT_LIMIT && hljs.getLanguage(language)
      ? hljs.highlight(code, { language, ignoreIllegals: true }).value
      : '',
});

/** Well below where markdown-it would leave out what is nested deeper. */
const DEEPEST = 40;

// What is nested deeper than anybody means it is text: nothing that somebody wrote may be missing.
md.block.ruler.before('table', 'too_deep', (state, from, to) => {
  if (state.level < DEEPEST) return false;
  let end = from + 1;
  while (end < to && (state.isEmpty(end) || state.sCount[end]! >= state.blkIndent)) end += 1;
  state.push('paragraph_open', 'p', 1);
  const words = state.push('inline', '', 0);
  words.content = state.getLines(from, end, state.blkIndent, false).trim();
  words.map = [from, end];
  words.children = [];
  state.push('paragraph_close', 'p', -1);
  state.line = end;
  return true;
});

// The host decides what may be opened; what cannot be opened anywhere never becomes a link.
md.validateLink = (href) => {
  const scheme = /^\s*([a-z][a-z0-9+.-]*):/i.exec(href)?.[1]?.toLowerCase();
  return scheme === undefined || scheme === 'https' || scheme === 'http' || scheme === 'file';
};

// No href: nothing but the host can follow it, whatever the click.
md.renderer.rules.link_open = (tokens, index) => {
  const href = md.utils.escapeHtml(String(tokens[index]?.attrGet('href') ?? ''));
  return `<a class="link" role="link" tabindex="0" title="${href}" data-href="${href}">`;
};

// What is wider than the page scrolls in its own box, and so must be reachable by keyboard.
for (const name of ['fence', 'code_block'] as const) {
  const rule = md.renderer.rules[name];
  md.renderer.rules[name] = (...args) => {
    const code = rule?.(...args).replace('<pre', '<pre tabindex="0"') ?? '';
    const { copies } = (args[3] ?? {}) as Partial<Env>;
    return copies ? `<div class="code">${code}${copyButton()}</div>` : code;
  };
}

interface Env {
  /** What is code can be copied by a button. */
  readonly copies: boolean;
}

function copyButton(): string {
  const label = md.utils.escapeHtml(t('Copy'));
  return `<button type="button" class="icon-button icon-button--small code__copy" title="${label}" aria-label="${label}"><span class="codicon codicon-copy" aria-hidden="true"></span></button>`;
}

md.renderer.rules.table_open = () => '<div class="table" tabindex="0"><table>';
md.renderer.rules.table_close = () => '</table></div>';

// Remote pictures are never loaded: their text stands in their place.
md.renderer.rules.image = (tokens, index) => {
  const token = tokens[index];
  const href = md.utils.escapeHtml(String(token?.attrGet('src') ?? ''));
  const text = md.utils.escapeHtml(token?.content || href);
  return `<a class="link" role="link" tabindex="0" title="${href}" data-href="${href}">${text}</a>`;
};

// Style attributes are forbidden by the page's policy: the alignment of table cells becomes a class.
md.core.ruler.push('aligned_cells', ({ tokens }) => {
  for (const token of tokens) {
    const style = token.attrGet('style');
    if (!style) continue;
    token.attrs = (token.attrs ?? []).filter(([name]) => name !== 'style');
    const side = /text-align:(right|center)/.exec(String(style))?.[1];
    if (side) token.attrJoin('class', `align-${side}`);
  }
});

md.core.ruler.push('task_items', (state) => {
  for (const [index, token] of state.tokens.entries()) {
    const first = token.type === 'inline' ? token.children?.[0] : undefined;
    if (state.tokens[index - 2]?.type !== 'list_item_open' || first?.type !== 'text') continue;
    const box = /^\[([ xX])\]\s+/.exec(first.content);
    if (!box) continue;
    first.content = first.content.slice(box[0].length);
    const done = box[1] !== ' ';
    const mark = new state.Token('html_inline', '', 0);
    const label = md.utils.escapeHtml(done ? t('Done') : t('Open'));
    const tick = done ? '<span class="codicon codicon-check"></span>' : '';
    mark.content = `<span class="task" role="img" aria-label="${label}">${tick}</span>`;
    token.children?.unshift(mark);
  }
});

interface MarkdownProps {
  readonly text: string;
  readonly onLink: (href: string) => void;
  readonly onCopy?: (code: string) => void;
  readonly class?: string;
}

/** Text of people and agents: no raw HTML, code coloured, links through the host. */
export function Markdown({ text, onLink, onCopy, class: more }: MarkdownProps) {
  const copies = onCopy !== undefined;
  const box = useRef<HTMLDivElement>(null);
  // markdown-it made it, with raw HTML off.
  const html = useMemo(() => md.render(text, { copies } satisfies Env), [text, copies]);
  useLayoutEffect(() => {
    if (box.current) morph(box.current, html);
  }, [html]);
  const follow = (event: Event) => {
    const at = event.target as Element;
    const href = at.closest<HTMLElement>('a[data-href]')?.dataset.href;
    if (event.type === 'click' && at.closest('.code__copy'))
      onCopy?.(at.closest('.code')?.querySelector('code')?.textContent?.replace(/\n$/, '') ?? '');
    if (href === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onLink(href);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the links inside are what is clicked
    <div
      ref={box}
      class={`markdown ${more ?? ''}`}
      onClick={follow}
      onAuxClick={follow}
      onKeyDown={(event) => event.key === 'Enter' && follow(event)}
    />
  );
}
