import fs from 'node:fs';
import path from 'node:path';

/** The workspace folder of a command: the one that was named, else the nearest one above that Signalbox knows, else here. */
export function findWorkspace(named: string | undefined, from: string): string {
  if (named !== undefined) return path.resolve(from, named);
  for (let folder = path.resolve(from); ; folder = path.dirname(folder)) {
    if (fs.existsSync(path.join(folder, '.signalbox')) || fs.existsSync(path.join(folder, '.git'))) return folder;
    if (folder === path.dirname(folder)) return path.resolve(from);
  }
}
