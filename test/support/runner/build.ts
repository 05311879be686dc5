import { spawnSync } from 'node:child_process';
import { build } from 'esbuild';

/** The scripts that test processes run, beside the ones that bootstrap.mjs bundles. */
const SCRIPTS = ['test/support/runner/mocha-job.ts', 'test/support/bench/bench-job.ts'];

/** Builds the product, the tests of these tiers and the scripts that run them. False when something does not compile. */
export async function buildAll(tiers: readonly string[], { production = false } = {}): Promise<boolean> {
  const product = ['esbuild.js', ...(production ? ['--production'] : [])];
  const wanted = [product, ...(tiers.length ? [['esbuild.js', '--tests', tiers.join(',')]] : [])];
  for (const args of wanted) {
    // Nothing of a build belongs on standard output, where the results of a bench go.
    if (spawnSync(process.execPath, args, { stdio: ['ignore', 2, 2] }).status !== 0) return false;
  }
  await build({
    entryPoints: SCRIPTS,
    entryNames: '[name]',
    outdir: 'out/support',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    packages: 'external',
    sourcemap: 'linked',
    logLevel: 'warning',
  });
  return true;
}
