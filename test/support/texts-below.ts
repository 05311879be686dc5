import fs from 'node:fs';
import path from 'node:path';

/** Every file below a folder with its text. What goes away meanwhile, as a ledger's helpers do when it is closed, is left out. */
export function textsBelow(folder: string): (readonly [file: string, text: string])[] {
  return fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    const file = path.join(folder, name);
    try {
      return [[file, fs.readFileSync(file, 'utf8')] as const];
    } catch (error) {
      if (['EISDIR', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
      throw error;
    }
  });
}
