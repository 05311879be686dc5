import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { CLI } from './cli';
import { Screen } from './screen';

/** Why no program can be run on a terminal here, if so. `script` of util-linux makes one. */
export function noTerminal(): string | undefined {
  if (process.platform !== 'linux') return 'a terminal is made with the script command of util-linux';
  const { status } = spawnSync('script', ['--version']);
  return status === 0 ? undefined : 'there is no script command (util-linux), which makes a terminal';
}

const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;

export interface TerminalOptions {
  readonly workspace: string;
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: NodeJS.ProcessEnv;
}

/** `signalbox` on a terminal of its own, with a person who reads what it shows and presses keys. */
export class Terminal {
  readonly screen: Screen;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting = new Set<() => void>();
  readonly ended: Promise<number | null>;
  /** It has ended, and all that it has written was read. */
  #over = false;
  #device = '';
  raw = '';

  private constructor(args: readonly string[], { workspace, columns = 80, rows = 24, env = {} }: TerminalOptions) {
    this.screen = new Screen(columns, rows);
    const command = [process.execPath, CLI, ...args].map(quoted).join(' ');
    const line = `tty; stty cols ${columns} rows ${rows}; exec ${command}`;
    const { NO_COLOR: _, FORCE_COLOR: __, SIGNALBOX_LEDGER: ___, ...own } = process.env;
    this.#child = spawn('script', ['-qefc', line, '/dev/null'], {
      cwd: workspace,
      env: { ...own, TERM: 'xterm-256color', SHELL: '/bin/sh', SIGNALBOX_DEMO_DELAY_MS: '1', ...env },
    });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => this.#take(text));
    this.#child.stdin.on('error', () => {});
    this.ended = once(this.#child, 'close').then(([code]) => {
      this.#over = true;
      this.#look();
      return code as number | null;
    });
  }

  static open(args: readonly string[], options: TerminalOptions): Terminal {
    return new Terminal(args, options);
  }

  type(text: string): void {
    this.#child.stdin.write(text);
  }

  /** Resolves once that can be read on it. */
  async until(what: RegExp | ((screen: Screen) => boolean)): Promise<void> {
    const there = () => (what instanceof RegExp ? what.test(this.screen.text) : what(this.screen));
    while (!there()) {
      if (this.#over) assert.fail(`It ended without ${String(what)}:\n${this.screen.text}`);
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  resize(columns: number, rows: number): void {
    this.screen.columns = columns;
    this.screen.rows = rows;
    execFileSync('stty', ['-F', this.#device, 'cols', String(columns), 'rows', String(rows)]);
  }

  /** Takes the terminal away, as closing its window does. */
  async close(): Promise<void> {
    if (this.#child.exitCode === null) this.#child.kill('SIGKILL');
    await this.ended;
  }

  #take(text: string): void {
    const device = this.#device === '' && /^(\/dev\/\S+)\r?\n/.exec(text);
    if (device) this.#device = device[1] ?? '';
    this.raw += text;
    this.screen.write(device ? text.slice(device[0].length) : text);
    this.#look();
  }

  #look(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
