import fs from 'node:fs';
import path from 'node:path';

export interface Tier {
  readonly name: string;
  /** One process for all files, one for each file, or the one extension host. */
  readonly process: 'shared' | 'own' | 'editor';
  /**
   * Milliseconds that one test may take: ten times and more what it takes, as a limit is there for what hangs. A machine that
   * is several times slower and has other work to do must not reach it.
   */
  readonly timeout: number;
  /** Minutes that one process may take. */
  readonly limit: number;
  /** It opens an editor window; these run one after another. */
  readonly window?: true;
  /** It needs Chromium. */
  readonly browser?: true;
}

/** In the order in which they start. A file `*.test.ts[x]` under `test/<name>/` belongs to the tier `<name>`. */
export const TIERS: readonly Tier[] = [
  { name: 'unit', process: 'shared', timeout: 60_000, limit: 10 },
  { name: 'editor', process: 'editor', timeout: 180_000, limit: 15, window: true, browser: true },
  { name: 'e2e', process: 'own', timeout: 300_000, limit: 15, window: true, browser: true },
  { name: 'adapters', process: 'own', timeout: 180_000, limit: 15 },
  { name: 'webview', process: 'own', timeout: 180_000, limit: 15, browser: true },
  { name: 'chaos', process: 'own', timeout: 480_000, limit: 15 },
];

/** The files that take longest, the longest first. */
export const LONG: readonly string[] = [
  'test/chaos/runner.test.ts',
  'test/chaos/ledger.test.ts',
  'test/adapters/agents/adapters.test.ts',
  'test/adapters/rollback/matrix.test.ts',
  'test/adapters/rollback/crash.test.ts',
  'test/adapters/rollback/random.test.ts',
  'test/adapters/plan/documents.test.ts',
  'test/webview/board/looks.test.ts',
];

const NEVER = new Set(['node_modules', 'dist', 'out', '.git', '.vscode-test', 'fixtures']);

/** Every file of the repository that looks like a test. */
export function findTestFiles(root: string): string[] {
  const found: string[] = [];
  const visit = (folder: string) => {
    for (const entry of fs.readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const file = path.posix.join(folder, entry.name);
      if (entry.isDirectory()) NEVER.has(entry.name) || visit(file);
      else if (/\.(test|spec)\.[cm]?[jt]sx?$/.test(entry.name)) found.push(file);
    }
  };
  visit('');
  return found.sort();
}

export interface Sorted {
  readonly byTier: ReadonlyMap<string, readonly string[]>;
  readonly strays: readonly string[];
}

export function sortByTier(files: readonly string[], tiers: readonly Tier[] = TIERS): Sorted {
  const byTier = new Map<string, string[]>();
  const strays: string[] = [];
  for (const file of files) {
    const name = /^test\/([^/]+)\/.*\.test\.tsx?$/.exec(file)?.[1];
    const tier = tiers.find((candidate) => candidate.name === name);
    if (!tier) strays.push(file);
    else byTier.set(tier.name, [...(byTier.get(tier.name) ?? []), file]);
  }
  return { byTier, strays };
}

/** Where esbuild.js puts the bundle of a test file. */
export function bundleOf(file: string): string {
  const extension = file.startsWith('test/editor/') ? '.js' : '.mjs';
  return path.posix.join('out', file.replace(/\.tsx?$/, extension));
}
