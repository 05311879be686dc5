// One build for everything that runs: node esbuild.js [--watch] [--production] [--tests TIER[,TIER]] [--manifest]
const esbuild = require('esbuild');
const fs = require('node:fs');
const path = require('node:path');

const argv = process.argv.slice(2);
const flag = (name) => argv.includes(`--${name}`);
const option = (name) => (argv.includes(`--${name}`) ? argv[argv.indexOf(`--${name}`) + 1] : undefined);
const watch = flag('watch');
const production = flag('production');

/** Settings that every bundle shares. */
const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  metafile: true,
  logLevel: 'warning',
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': production ? '"production"' : '"development"' },
};

/** simple-git can write a debug log, which nobody here reads: the package behind it is left out with all it knows of terminals. */
const withoutDebugLog = {
  name: 'without-debug-log',
  setup(build) {
    const contents =
      'const debug = () => Object.assign(() => {}, { extend: debug });\ndebug.formatters = {};\nmodule.exports = debug;';
    build.onResolve({ filter: /^debug$/ }, () => ({ path: 'debug', namespace: 'without-debug-log' }));
    build.onLoad({ filter: /^debug$/, namespace: 'without-debug-log' }, () => ({ contents }));
  },
};
/** Packages that weigh as much as a tenth of the extension are bundles of their own, loaded when they are first needed. */
const besideProgram = {
  chokidar: { entry: 'node_modules/chokidar/index.js', file: './chokidar.js' },
  'simple-git': { entry: 'node_modules/simple-git/dist/index.mjs', file: './simple-git.js' },
};
const withPackagesBeside = {
  name: 'with-packages-beside',
  setup(build) {
    const names = Object.keys(besideProgram).join('|');
    build.onResolve({ filter: new RegExp(`^(${names})$`) }, ({ path: name, kind }) =>
      kind === 'dynamic-import'
        ? { path: besideProgram[name].file, external: true }
        : { errors: [{ text: `Load ${name} with import(), where it is needed: it is a bundle of its own.` }] },
    );
  },
};
// Some packages (jsonc-parser) keep a UMD file under "main" that no bundler can follow, so "module" comes first.
const onNode = {
  ...common,
  plugins: [withoutDebugLog],
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  conditions: ['node', 'import'],
  mainFields: ['module', 'main'],
  // A bundle beside is loaded by require(), which every extension host has.
  supported: { 'dynamic-import': false },
};
const program = { ...onNode, plugins: [withPackagesBeside] };

/**
 * The toolkit tries out `:focus-visible` with an inline style, which the page's policy forbids and reports.
 * Every editor that we support knows it, so the answer is written down instead.
 */
const withoutStyleProbe = {
  name: 'without-style-probe',
  setup(build) {
    build.onLoad({ filter: /fast-web-utilities[\\/]dist[\\/]dom\.js$/ }, async ({ path: file }) => {
      const source = await fs.promises.readFile(file, 'utf8');
      const contents = source.replace('let _canUseFocusVisible;', 'let _canUseFocusVisible = true;');
      if (contents === source) throw new Error('The style probe of fast-web-utilities is not where it was.');
      return { contents };
    });
  },
};
/** The icons' address in the styles is the one that the page asks for in advance. The extension's folder has its version in its name already. */
const iconsByName = {
  name: 'icons-by-name',
  setup(build) {
    build.onLoad({ filter: /codicons[\\/]dist[\\/]codicon\.css$/ }, async ({ path: file }) => {
      const source = await fs.promises.readFile(file, 'utf8');
      const contents = source.replace(/codicon\.ttf\?\w+/, 'codicon.ttf');
      if (contents === source) throw new Error('The address of the icons is not what it was.');
      return { contents, loader: 'css', resolveDir: path.dirname(file) };
    });
  },
};
const inPage = {
  ...common,
  plugins: [withoutStyleProbe, iconsByName],
  platform: 'browser',
  target: 'es2023',
  format: 'esm',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  loader: { '.ttf': 'file', '.svg': 'dataurl' },
};

/** Every product bundle by name; an entry that does not exist yet is left out. */
const products = {
  extension: { ...program, entryPoints: ['src/extension.ts'], outfile: 'dist/extension.js', external: ['vscode'] },
  cli: { ...program, entryPoints: ['src/cli.ts'], outfile: 'dist/cli.js', banner: { js: '#!/usr/bin/env node' } },
  // The thread in which the extension works on large documents.
  documents: { ...onNode, entryPoints: ['src/documents.ts'], outfile: 'dist/documents.js' },
  ...Object.fromEntries(
    Object.entries(besideProgram).map(([name, { entry, file }]) => [
      name,
      { ...onNode, entryPoints: [entry], outfile: path.join('dist', file) },
    ]),
  ),
  webviews: {
    ...inPage,
    entryPoints: {
      begin: 'webview-ui/ui/begin.ts',
      ...Object.fromEntries(
        ['board', 'planning']
          .map((app) => [app, `webview-ui/${app}/main.tsx`])
          .filter(([, file]) => fs.existsSync(file)),
      ),
    },
    entryNames: '[name]',
    assetNames: '[name]',
    outdir: 'dist/webview',
  },
};

const TIERS = ['unit', 'adapters', 'webview', 'editor', 'e2e', 'bench', 'chaos'];

function testBundle(tier) {
  const entries = fs
    .readdirSync(path.join('test', tier), { recursive: true })
    .filter((file) => /\.(test|bench|chaos)\.tsx?$/.test(file))
    .map((file) => path.join('test', tier, file));
  return {
    ...common,
    sourcemap: 'linked',
    minify: false,
    platform: 'node',
    target: 'node24',
    format: tier === 'editor' ? 'cjs' : 'esm',
    splitting: tier !== 'editor',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    packages: 'external',
    external: ['vscode'],
    entryPoints: entries,
    outbase: path.join('test', tier),
    outdir: path.join('out/test', tier),
    outExtension: tier === 'editor' ? {} : { '.js': '.mjs' },
  };
}

function writeMetafile(name, result) {
  fs.mkdirSync('out/meta', { recursive: true });
  fs.writeFileSync(`out/meta/${name}.json`, JSON.stringify(result.metafile));
}

/** Says where a round of builds starts and ends, so that the editor's problem matcher knows when its list is complete. */
let building = 0;
const announce = {
  name: 'announce',
  setup(build) {
    build.onStart(() => {
      if (building === 0) console.log('[watch] build started');
      building += 1;
    });
    build.onEnd((result) => {
      for (const { text, location } of result.errors) {
        console.error(
          `> ${location?.file ?? 'esbuild.js'}:${location?.line ?? 1}:${location?.column ?? 1}: error: ${text}`,
        );
      }
      building -= 1;
      if (building === 0) console.log('[watch] build finished');
    });
  },
};

async function main() {
  if (flag('manifest')) {
    const { buildManifest } = require('./test/support/manifest.cjs');
    return buildManifest(esbuild);
  }
  const tests = option('tests');
  const jobs = tests
    ? tests.split(',').map((tier) => [`test-${tier}`, testBundle(tier)])
    : Object.entries(products).filter(([, job]) => Object.values(job.entryPoints).some((file) => fs.existsSync(file)));
  if (watch) {
    const watched = ([, job]) => ({ ...job, logLevel: 'silent', plugins: [...(job.plugins ?? []), announce] });
    const contexts = await Promise.all(jobs.map((job) => esbuild.context(watched(job))));
    await Promise.all(contexts.map((context) => context.watch()));
    return;
  }
  if (!tests) require('./test/support/l10n.cjs').writeSentences();
  // What is shipped holds nothing of an earlier build.
  if (production && !tests) fs.rmSync('dist', { recursive: true, force: true });
  await Promise.all(
    jobs.map(async ([name, job]) => {
      if (tests) fs.rmSync(job.outdir, { recursive: true, force: true });
      writeMetafile(name, await esbuild.build(job));
    }),
  );
}

module.exports = { products, TIERS };
if (require.main === module)
  main().catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
