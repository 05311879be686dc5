import { spawn } from 'node:child_process';

/** Keeps the processor at work, and ends with who wanted that, also when it was killed. */
const AT_WORK = 'const parent = process.ppid; while (process.ppid === parent) for (let at = 0; at < 1e7; at += 1);';

/**
 * `npm test -- --busy 4` has so many processes at work beside the tests, which get what is left of the processor: their
 * own processes start late, and anything may be interrupted anywhere. Answers with what ends them.
 */
export function keepBusy(processes: number): () => void {
  const all = Array.from({ length: processes }, () => spawn(process.execPath, ['-e', AT_WORK], { stdio: 'ignore' }));
  return () => {
    for (const each of all) each.kill('SIGKILL');
  };
}
