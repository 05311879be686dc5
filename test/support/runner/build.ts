import { spawnSync } from 'node:child_process';
import { build } from 'esbuild';

/** The scripts that test processes run, beside the ones that bootstrap.mjs bundles. */
const SCRIPTS = ['test/support/runner/mocha-job.ts'];

/** Builds the product, the tests of these tiers and the scripts that run them. False when something does not compile. */
export async function buildAll(tiers: readonly string[]): Promise<boolean> {
  const wanted = [['esbuild.js'], ...(tiers.length ? [['esbuild.js', '--tests', tiers.join(',')]] : [])];
  for (const args of wanted) {
    if (spawnSync(process.execPath, args, { stdio: 'inherit' }).status !== 0) return false;
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
