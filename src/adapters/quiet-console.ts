import { formatWithOptions } from 'node:util';
import type { Mask } from '../core/mask';

const LONGEST = 2_000;
/** Who works for days must not fill a disk with what an agent makes a library complain about. */
const MOST = 256 * 1024;

/**
 * Libraries complain to the console, and quote what an agent has said. What of it reaches the log of a process is masked, and
 * so is a bug that ends the process.
 */
export function maskConsole(mask: Mask, write: (text: string) => void, end: () => void): void {
  let written = 0;
  const complain = (...words: readonly unknown[]) => {
    if (written > MOST) return;
    const line = `${mask(formatWithOptions({ breakLength: Number.POSITIVE_INFINITY }, ...words)).slice(0, LONGEST)}\n`;
    written += line.length;
    write(written > MOST ? '…\n' : line);
  };
  for (const level of ['debug', 'info', 'log', 'warn', 'error'] as const) console[level] = complain;
  process.on('uncaughtException', (error) => {
    write(`${mask(error.stack ?? String(error))}\n`);
    end();
  });
}
