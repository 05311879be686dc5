import * as vscode from 'vscode';
import type { Disposable } from '../../ports/disposable';
import type { Projects } from '../../services/projects/api';
import type { Attention } from '../attention/sources';
import { t } from '../translate';
import { isRunning } from './appearance';

/** One item: what runs, what waits for the person. It is coloured only while something waits. */
export class StatusBar implements Disposable {
  readonly #projects: Projects;
  readonly #attention: Attention;
  readonly #item = vscode.window.createStatusBarItem('signalbox.status', vscode.StatusBarAlignment.Left, 40);
  readonly #disposables: Disposable[];
  #shown = '';

  constructor(projects: Projects, attention: Attention) {
    this.#projects = projects;
    this.#attention = attention;
    this.#item.name = t('Signalbox');
    this.#item.command = 'signalbox.showAttention';
    this.#disposables = [this.#item, projects.onChange(() => this.#show()), attention.onChange(() => this.#show())];
    this.#show();
    this.#item.show();
  }

  #show(): void {
    const running = this.#projects.list().filter(({ record }) => isRunning(record.status));
    const waiting = this.#attention.items();
    const tip = this.#tooltip(running.map(({ record }) => record.slug));
    const signature = `${running.length} ${waiting.length} ${tip.value}`;
    if (signature === this.#shown) return;
    this.#shown = signature;
    const parts = [
      running.length > 0 ? `$(pulse) ${t('{count} running', { count: running.length })}` : '',
      waiting.length > 0
        ? `$(bell-dot) ${waiting.length === 1 ? t('1 needs you') : t('{count} need you', { count: waiting.length })}`
        : '',
    ].filter(Boolean);
    this.#item.text = parts.length > 0 ? parts.join('  ') : `$(pulse) ${t('Signalbox')}`;
    this.#item.backgroundColor =
      waiting.length > 0 ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    this.#item.accessibilityInformation = {
      label: t('Signalbox: {running} running, {waiting} waiting for you', {
        running: running.length,
        waiting: waiting.length,
      }),
    };
    this.#item.tooltip = tip;
  }

  #tooltip(running: readonly string[]): vscode.MarkdownString {
    const tip = new vscode.MarkdownString('', true);
    const scanning = this.#projects.phase !== 'ready';
    tip.appendMarkdown('**Signalbox**\n\n');
    if (scanning) tip.appendText(t('Looking for projects…'));
    const waiting = this.#attention.items().slice(0, 8);
    for (const { label, description } of waiting) {
      tip.appendMarkdown('$(bell-dot) ').appendText([label, description].filter(Boolean).join(' · '));
      tip.appendMarkdown('  \n');
    }
    if (running.length > 0) {
      tip.appendMarkdown('$(pulse) ').appendText(running.slice(0, 8).join(', ')).appendMarkdown('  \n');
    }
    if (waiting.length === 0 && running.length === 0 && !scanning) {
      const count = this.#projects.list().length;
      tip.appendText(count === 1 ? t('1 project, at rest') : t('{count} projects, at rest', { count }));
    }
    return tip;
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }
}
