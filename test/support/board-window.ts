import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { FrameLocator, Locator } from 'playwright-core';
import { type EditorWindow, openWindow, type WindowOptions } from './editor-window';
import { pickFrom } from './quick-input';

const run = promisify(execFile);

/** An editor window with the board panel open in it. */
export interface BoardWindow {
  readonly window: EditorWindow;
  readonly workspace: string;
  /** The document of the panel: it is another one after a reload. */
  readonly board: FrameLocator;
  card(title: string): Locator;
  column(id: string): Locator;
  inColumn(id: string, title: string): Locator;
  /** Runs the command line in a process of its own. */
  cli(...args: readonly string[]): Promise<unknown>;
  openPanel(): Promise<void>;
  /** Chooses a colour theme as a person does, and waits until the panel has it. */
  theme(name: string, bodyClass: string): Promise<void>;
}

/** An empty folder to work in. */
export function emptyWorkspace(): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'board-'));
}

export async function openBoardWindow(options: WindowOptions & { readonly workspace: string }): Promise<BoardWindow> {
  const window = await openWindow(options);
  const { workspace } = options;
  const board = window.frame();
  const column = (id: string) => board.locator(`[data-column="${id}"]`);
  const self: BoardWindow = {
    window,
    workspace,
    board,
    card: (title) => board.locator('[data-card]', { has: board.locator('.card__title', { hasText: title }) }),
    column,
    inColumn: (id, title) =>
      column(id).locator('[data-card]', { has: board.locator('.card__title', { hasText: title }) }),
    cli: async (...args) => {
      const command = [path.resolve('dist/cli.js'), ...args, '--json'];
      const { stdout } = await run(process.execPath, command, { encoding: 'utf8', cwd: workspace });
      return (JSON.parse(stdout) as { data: unknown }).data;
    },
    theme: async (name, bodyClass) => {
      const { page } = window;
      await window.palette('Preferences: Color Theme');
      await pickFrom(page, 'Select Color Theme', name);
      await board.locator(`body.${bodyClass}`).waitFor();
    },
    openPanel: async () => {
      await window.palette('Signalbox: Open Board');
      await board.locator('#app [data-column]').first().waitFor();
    },
  };
  await self.openPanel();
  return self;
}
