import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import { build } from 'esbuild';
import type { LedgerJob } from './process';

export interface LedgerProcess {
  readonly child: ChildProcess;
  /** Resolves when it has opened the ledger. */
  readonly ready: Promise<void>;
  /** Resolves with all lines that it said, when it is gone. */
  readonly lines: Promise<readonly string[]>;
  /** Resolves with its exit code or the signal that ended it. */
  readonly end: Promise<number | NodeJS.Signals>;
  /** Lets it begin to append. */
  go(): void;
  onLine(listener: (line: string) => void): void;
}

/** Bundles the process once; answers with how to start one. */
export async function ledgerProcesses(folder: string): Promise<(job: LedgerJob) => LedgerProcess> {
  const script = path.join(folder, 'ledger-process.mjs');
  await build({
    entryPoints: ['test/support/ledger/process.ts'],
    outfile: script,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    logLevel: 'warning',
  });
  return (job) => start(script, job);
}

function start(script: string, job: LedgerJob): LedgerProcess {
  const child = spawn(process.execPath, [script, JSON.stringify(job)], { stdio: ['pipe', 'pipe', 'inherit'] });
  // Killed processes no longer read what they are told.
  child.stdin.on('error', () => {});
  const ready = Promise.withResolvers<void>();
  const lines = Promise.withResolvers<readonly string[]>();
  const end = new Promise<number | NodeJS.Signals>((resolve) =>
    child.once('exit', (code, signal) => resolve(signal ?? code ?? -1)),
  );
  const said: string[] = [];
  const listeners: ((line: string) => void)[] = [];
  readline
    .createInterface({ input: child.stdout })
    .on('line', (line) => {
      if (line === 'ready') return ready.resolve();
      said.push(line);
      for (const listener of listeners) listener(line);
    })
    .once('close', () => {
      ready.resolve();
      lines.resolve(said);
    });
  return {
    child,
    ready: ready.promise,
    lines: lines.promise,
    end,
    go: () => child.stdin.end('go\n'),
    onLine: (listener) => void listeners.push(listener),
  };
}
