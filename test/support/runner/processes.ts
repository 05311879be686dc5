import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';

export interface Finished {
  readonly code: number | null;
  /** Why the process was ended from outside. */
  readonly killed?: string;
}

export interface ProcessOptions {
  readonly log: string;
  readonly env: NodeJS.ProcessEnv;
  readonly limitMs: number;
  /** Asked every second: since when the process has been finished with its work though it still lives. */
  readonly idleSince?: () => number | undefined;
  /** How long it may live on after that. */
  readonly patienceMs?: number;
}

const running = new Set<ChildProcess>();

/** A process and everything it started, as one group. */
export function endGroup(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}

export function endAllGroups(): void {
  for (const child of running) endGroup(child);
}

const AFTER_THE_LAST_TEST_MS = 60_000;

/** Runs a command with its output in a log file, and leaves no process of it behind. */
export function runToLog(command: string, args: readonly string[], options: ProcessOptions): Promise<Finished> {
  const log = fs.openSync(options.log, 'a');
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', log, log], env: options.env, detached: true });
    running.add(child);
    let killed: string | undefined;
    const started = Date.now();
    const watch = setInterval(() => {
      const idle = options.idleSince?.();
      if (Date.now() - started > options.limitMs) killed = `it took more than ${options.limitMs / 60_000} minutes`;
      else if (idle !== undefined && Date.now() - idle > (options.patienceMs ?? AFTER_THE_LAST_TEST_MS)) {
        killed = 'it did not exit after its last test: a watcher, timer, server or child process is still open';
      }
      if (killed) endGroup(child);
    }, 1000);
    const finish = (finished: Finished) => {
      clearInterval(watch);
      running.delete(child);
      endGroup(child);
      fs.closeSync(log);
      resolve(finished);
    };
    child.once('error', (error) => finish({ code: null, killed: error.message }));
    child.once('exit', (code) => finish(killed ? { code, killed } : { code }));
  });
}
