import { spawnSync } from 'node:child_process';
import { type BuildOptions, build } from 'esbuild';

/** The scripts that test processes run, beside the ones that bootstrap.mjs bundles. */
const SCRIPTS = [
  'test/support/runner/mocha-job.ts',
  'test/support/runner/editor-job.ts',
  'test/support/rig/launcher.ts',
  'test/support/bench/bench-job.ts',
];

/** What the extension host loads, with require. */
const IN_EXTENSION_HOST = ['test/support/runner/editor-suite.ts', 'test/support/bench/activation-probe.ts'];

/** Builds the product, the tests of these tiers and the scripts that run them. False when something does not compile. */
export async function buildAll(tiers: readonly string[], { production = false } = {}): Promise<boolean> {
  const product = ['esbuild.js', ...(production ? ['--production'] : [])];
  const wanted = [product, ...(tiers.length ? [['esbuild.js', '--tests', tiers.join(',')]] : [])];
  for (const args of wanted) {
    // Nothing of a build belongs on standard output, where the results of a bench go.
    if (spawnSync(process.execPath, args, { stdio: ['ignore', 2, 2] }).status !== 0) return false;
  }
  await buildScripts();
  return true;
}

/** The scripts alone. */
export async function buildScripts(): Promise<void> {
  const shared: BuildOptions = {
    entryNames: '[name]',
    outdir: 'out/support',
    bundle: true,
    platform: 'node',
    target: 'node24',
    packages: 'external',
    sourcemap: 'linked',
    logLevel: 'warning',
  };
  await build({ ...shared, entryPoints: SCRIPTS, format: 'esm', outExtension: { '.js': '.mjs' } });
  await build({ ...shared, entryPoints: IN_EXTENSION_HOST, format: 'cjs' });
}
