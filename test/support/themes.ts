import fs from 'node:fs';

/** VS Code's default themes, as a webview of VS Code 1.139 gets them (test/fixtures/themes). */
export type Theme = 'dark' | 'light' | 'hc-dark' | 'hc-light';

export interface ThemeOfPage {
  readonly bodyClass: string;
  readonly variables: Readonly<Record<string, string>>;
}

export function readTheme(theme: Theme): ThemeOfPage {
  return JSON.parse(fs.readFileSync(`test/fixtures/themes/${theme}.json`, 'utf8')) as ThemeOfPage;
}

/** The part of VS Code's default styles for webviews that changes a layout or a colour. */
export const DEFAULT_STYLES = `@layer vscode-default {
  html { scrollbar-color: var(--vscode-scrollbarSlider-background) var(--vscode-editor-background); }
  body {
    overscroll-behavior-x: none;
    background-color: transparent;
    color: var(--vscode-editor-foreground);
    font-family: var(--vscode-font-family);
    font-weight: var(--vscode-font-weight);
    font-size: var(--vscode-font-size);
    margin: 0;
    padding: 0 20px;
  }
  a { color: var(--vscode-textLink-foreground); text-decoration: var(--text-link-decoration); }
  a:focus, input:focus, select:focus, textarea:focus { outline: 1px solid -webkit-focus-ring-color; outline-offset: -1px; }
  code { font-family: var(--monaco-monospace-font); background-color: var(--vscode-textPreformat-background); padding: 1px 3px; }
}`;
