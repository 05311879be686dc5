import { PAGE_DATA_ID, PAGE_ROOT_ID, type PageData } from '../../protocol/page';

export interface PageParts {
  readonly title: string;
  /** Addresses as the webview sees them. */
  readonly script: string;
  /** Runs before the first frame, and loads the other one: the editor shows no page whose own program is still being loaded. */
  readonly begin: string;
  readonly icons: string;
  readonly style: string;
  /** The origin that the webview serves our own files from. */
  readonly source: string;
  /** Random for each page. */
  readonly nonce: string;
  readonly data: PageData;
}

/** Only our own files, and only the script that carries the nonce, with what it loads. Nothing inline, nothing evaluated, nothing remote. */
export function contentSecurityPolicy(source: string, nonce: string): string {
  return [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${source}`,
    `font-src ${source}`,
    `img-src ${source}`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
}

export function pageHtml({ title, script, begin, icons, style, source, nonce, data }: PageParts): string {
  return `<!DOCTYPE html>
<html lang="${escapeHtml(data.locale)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(contentSecurityPolicy(source, nonce))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="${escapeHtml(style)}">
<link rel="preload" as="font" type="font/ttf" crossorigin href="${escapeHtml(icons)}">
<link rel="modulepreload" nonce="${escapeHtml(nonce)}" href="${escapeHtml(script)}">
</head>
<body>
<div id="${PAGE_ROOT_ID}"></div>
<script type="application/json" id="${PAGE_DATA_ID}">${jsonInHtml(data)}</script>
<script nonce="${escapeHtml(nonce)}" src="${escapeHtml(begin)}" data-script="${escapeHtml(script)}"></script>
</body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c);
}

/** No string of it can end the script element. */
function jsonInHtml(data: unknown): string {
  return JSON.stringify(data).replace(/</g, '\\u003c');
}
