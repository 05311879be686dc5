import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { say, spoken } from '../core/sentence';
import type { Ledger } from '../ports/ledger';
import { walWorksIn } from './drives';
import { LEDGER_FILE, type LedgerNotice, ledgerTag } from './sqlite/connection';
import { LastingLedger } from './sqlite/lasting-ledger';
import { mainWorktreeOf } from './worktrees';

const FOLDER = '.signalbox';
/** Beside where the ledger would be: names the file that is used instead, on drives that cannot hold it. */
const POINTER = 'ledger.location';
const IGNORE = `# What Signalbox keeps for this machine. Workflows are yours to share.
*
!/workflows/
!/workflows/**
`;

export interface HomeOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Keeps the ledger where the workspace's drive cannot. */
  readonly storageFolder?: string;
  /** False while nothing may be written, as in an untrusted workspace. Asked before every first write. */
  readonly writable?: () => boolean;
  readonly onNotice?: (notice: LedgerNotice) => void;
  readonly now?: () => number;
  /** How long this process will live decides who pays for checking a large ledger. */
  readonly shortLived?: boolean;
  /** Whether a drive can hold a ledger; given by tests. */
  readonly walWorks?: (folder: string) => boolean;
}

/**
 * The ledger of a workspace folder. Nothing is opened before it is used, and nothing is made before the first commit,
 * so that looking at a folder leaves no trace in it.
 */
export function ledgerOf(workspace: string, options: HomeOptions = {}): Ledger {
  const env = options.env ?? process.env;
  const named = env.SIGNALBOX_LEDGER;
  const base = mainWorktreeOf(path.resolve(workspace));
  const home = path.join(base, FOLDER);
  const storage = path.join(options.storageFolder ?? stateFolder(env), storageName(base));
  const walWorks = options.walWorks ?? walWorksIn;
  return new LastingLedger({
    find: () => (named ? path.resolve(named) : (pointedAt(home, base) ?? path.join(home, LEDGER_FILE))),
    make() {
      if (named) return path.resolve(named);
      const known = pointedAt(home, base);
      if (known) return known;
      const file = path.join(home, LEDGER_FILE);
      if (fs.existsSync(file) || walWorks(base)) {
        makeHome(home);
        return file;
      }
      const elsewhere = path.join(storage, LEDGER_FILE);
      fs.mkdirSync(storage, { recursive: true });
      makeHome(home);
      fs.writeFileSync(path.join(home, POINTER), `${elsewhere}\n`);
      options.onNotice?.({
        code: 'ledger_elsewhere',
        ...spoken(say('This drive cannot hold the ledger, so it is kept in {folder}.', { folder: storage })),
        details: { folder: home, file: elsewhere },
      });
      return elsewhere;
    },
    aside: storage,
    tag: base,
    writable: options.writable ?? (() => true),
    notify: options.onNotice ?? (() => {}),
    now: options.now ?? Date.now,
    shortLived: options.shortLived ?? false,
  });
}

/** The workspace folder of a command: the one that was named, else the nearest one above with a ledger, as git finds its own. */
export function findWorkspace(named: string | undefined, from: string): string {
  if (named !== undefined) return path.resolve(from, named);
  const folders = upward(mainWorktreeOf(path.resolve(from)));
  const holds = (folder: string, ...names: string[]) => names.some((name) => fs.existsSync(path.join(folder, name)));
  return (
    folders.find((folder) => holds(folder, `${FOLDER}/${LEDGER_FILE}`, `${FOLDER}/${POINTER}`)) ??
    folders.find((folder) => holds(folder, FOLDER, '.git')) ??
    path.resolve(from)
  );
}

function upward(folder: string): string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [folder, ...upward(parent)];
}

function makeHome(home: string): void {
  fs.mkdirSync(home, { recursive: true });
  const ignore = path.join(home, '.gitignore');
  if (!fs.existsSync(ignore)) fs.writeFileSync(ignore, IGNORE);
}

/**
 * The file that the pointer names, if it is the ledger of this very folder. A pointer comes with the files of a
 * workspace, so it must not be able to lead to anything else.
 */
function pointedAt(home: string, base: string): string | undefined {
  let file: string;
  try {
    file = fs.readFileSync(path.join(home, POINTER), 'utf8').trim();
  } catch {
    return undefined;
  }
  return path.isAbsolute(file) && path.basename(file) === LEDGER_FILE && ledgerTag(file) === base ? file : undefined;
}

function storageName(base: string): string {
  const hash = createHash('sha256').update(base).digest('hex').slice(0, 12);
  return `${path.basename(base) || 'root'}-${hash}`;
}

function stateFolder(env: NodeJS.ProcessEnv): string {
  const local = process.platform === 'win32' ? env.LOCALAPPDATA : env.XDG_STATE_HOME;
  return path.join(local || path.join(os.homedir(), '.local', 'state'), 'signalbox');
}
