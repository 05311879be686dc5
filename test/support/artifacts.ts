import fs from 'node:fs';
import path from 'node:path';

/** Where a failing test leaves what helps to understand it: out/artifacts, in a folder for each test process. */
export function artifact(title: string, extension: string): string {
  const folder = process.env.SIGNALBOX_TEST_ARTIFACTS ?? path.resolve('out/artifacts');
  fs.mkdirSync(folder, { recursive: true });
  return path.join(folder, `${nameFor(title)}.${extension}`);
}

/** The name of the files that a test of this title leaves. */
export function nameFor(title: string): string {
  return title.replace(/[^A-Za-z0-9]+/g, '-').slice(0, 100);
}
