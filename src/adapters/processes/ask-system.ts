import { execFile } from 'node:child_process';

/** Runs a program of the system and gives what it printed, whatever its exit code. Rejects when it did not run. */
export type AskSystem = (file: string, args: readonly string[]) => Promise<string>;

const PATIENCE_MS = 10_000;

export const askSystem: AskSystem = (file, args) =>
  new Promise((resolve, reject) => {
    execFile(
      file,
      [...args],
      {
        maxBuffer: 64 * 1024 * 1024,
        timeout: PATIENCE_MS,
        // A runner has no console; without this each question would flash one up.
        windowsHide: true,
        // Names of days and months in English, and times that do not depend on where the machine is.
        env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
      },
      (error, stdout) => {
        // A code of its own is an answer: `ps` ends with 1 when nobody has the number.
        if (error && typeof error.code !== 'number') reject(error);
        else resolve(stdout);
      },
    );
  });
