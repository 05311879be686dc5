import { randomBytes } from 'node:crypto';
import os from 'node:os';
import readline from 'node:readline/promises';
import { findWorkspace, ledgerOf } from '../adapters/ledger-home';
import type { LedgerNotice } from '../adapters/sqlite/connection';
import { systemClock } from '../adapters/system-clock';
import { ok, type Result, refuse } from '../core/result';
import { say } from '../core/sentence';
import type { Clock } from '../ports/clock';
import type { Ledger } from '../ports/ledger';
import { type Boards, openBoards } from '../services/boards/boards';
import type { OpenBoard } from '../services/boards/open-board';
import { profilesOf } from './profiles';
import { Page } from './terminal/page';

/** What every call may say beside its verb's own options. */
export interface Globals {
  readonly workspace: string | undefined;
  readonly board: string | undefined;
  readonly json: boolean;
}

/** What a verb works with. Everything costly is made when it is first asked for, and closed with the context. */
export interface Context {
  readonly workspace: string;
  /** The board that was named; undefined: the current one. */
  readonly board: string | undefined;
  readonly json: boolean;
  /** Who acts: SIGNALBOX_ACTOR, else the user of this machine. */
  readonly actor: string;
  readonly clock: Clock;
  /** What answers for people are written on. */
  readonly page: Page;
  /** Names of the agent profiles: those of the settings, and what is installed. */
  profileNames(): ReadonlySet<string>;
  ledger(): Promise<Result<Ledger>>;
  boards(): Promise<Result<Boards>>;
  /** The board that was named, else the current one. */
  openBoard(): Promise<Result<OpenBoard>>;
  /** One line at a time, for verbs that stream. */
  print(line: string): void;
  /** Resolves when the person has had enough (Ctrl+C), or nobody reads any more. For verbs that go on until then. */
  untilStopped(): Promise<void>;
  /** Asks a person on a terminal; elsewhere it is a refusal that names `--yes`. */
  confirm(question: string): Promise<Result<true>>;
  /** What is piped in. */
  readInput(): Promise<string>;
  /** Something to let go of at the end, last made first. */
  onClose(close: () => Promise<void> | void): void;
  close(): Promise<void>;
}

export function createContext(globals: Globals, print: (line: string) => void): Context {
  const workspace = findWorkspace(globals.workspace, process.cwd());
  const actor = process.env.SIGNALBOX_ACTOR || userName();
  const closing: (() => Promise<void> | void)[] = [];
  const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
    let made: Promise<T> | undefined;
    return () => {
      made ??= make();
      return made;
    };
  };

  let names: ReadonlySet<string> | undefined;
  const profileNames = () => {
    names ??= new Set(profilesOf(workspace).map((profile) => profile.name));
    return names;
  };
  const ledger = once(async (): Promise<Result<Ledger>> => {
    const onNotice = (notice: LedgerNotice) => void process.stderr.write(`${notice.message}\n`);
    const made = ledgerOf(workspace, { shortLived: true, onNotice });
    closing.push(() => made.close());
    return ok(made);
  });
  const boards = once(async (): Promise<Result<Boards>> => {
    const opened = await ledger();
    if (!opened.ok) return opened;
    const randomHex = (bytes: number) => randomBytes(bytes).toString('hex');
    const made = await openBoards({
      ledger: opened.value,
      clock: systemClock,
      actor,
      randomHex,
      profiles: profileNames,
    });
    closing.push(() => made.close());
    return ok(made);
  });

  return {
    workspace,
    board: globals.board,
    json: globals.json,
    actor,
    clock: systemClock,
    page: new Page({ width: widthOfTerminal(), colour: wantsColour(), now: Date.now() }),
    profileNames,
    ledger,
    boards,
    async openBoard() {
      const opened = await boards();
      if (!opened.ok) return opened;
      const board = await opened.value.open(globals.board ?? process.env.SIGNALBOX_BOARD);
      // Nobody may have been there to wake what is due. Where nothing can be written, it is shown as it is.
      const due = board.ok ? board.value.state.nextDue() : undefined;
      if (board.ok && due && due.at <= systemClock.now()) await board.value.execute({ type: 'wake' }, 'signalbox');
      return board;
    },
    print,
    untilStopped: once(
      () =>
        new Promise<void>((resolve) => {
          for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
          process.stdout.once('close', () => resolve());
          process.stdout.once('error', () => resolve());
        }),
    ),
    async confirm(question) {
      if (!process.stdin.isTTY || !process.stderr.isTTY) {
        return refuse('needs_yes', say('{question} Say --yes to do it without being asked.', { question }));
      }
      const terminal = readline.createInterface({ input: process.stdin, output: process.stderr });
      const answer = await terminal.question(`${question} [y/N] `);
      terminal.close();
      return /^y(es)?$/i.test(answer.trim()) ? ok(true) : refuse('cancelled', say('Nothing was done.'));
    },
    readInput: once(async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString('utf8');
    }),
    onClose: (close) => void closing.push(close),
    async close() {
      for (const each of closing.splice(0).reverse()) await each();
    },
  };
}

function userName(): string {
  try {
    return os.userInfo().username || 'somebody';
  } catch {
    return 'somebody';
  }
}

function widthOfTerminal(): number {
  const width = process.stdout.columns || Number(process.env.COLUMNS) || 100;
  return Math.min(Math.max(width, 40), 400);
}

function wantsColour(): boolean {
  if (process.env.NO_COLOR || process.env.TERM === 'dumb') return false;
  return process.stdout.isTTY === true || Boolean(process.env.FORCE_COLOR);
}
