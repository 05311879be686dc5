// npm run check: types of every runtime, lint, format, fences and manifest.
//   --no-tests         without fences and manifest, which are unit tests of their own
//   --results FILE     one JSON line for each step, as the test runner reads them
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..'));
const results = process.argv.includes('--results') ? process.argv[process.argv.indexOf('--results') + 1] : undefined;
const bin = (name) => path.join('node_modules/.bin', name);
const fastTests = ['out/test/unit/fences/*.test.mjs', 'out/test/unit/catalogue/*.test.mjs'];

/** One tsconfig for each runtime. */
const projects = ['webview-ui', 'test', ...fs.readdirSync('src').map((folder) => `src/${folder}`)].filter((folder) =>
  fs.existsSync(path.join(folder, 'tsconfig.json')),
);
const steps = [
  ...projects.map((project) => [`types of ${project}`, bin('tsc'), ['-p', project]]),
  ['lint and format', bin('biome'), ['check', '--error-on-warnings', '--diagnostic-level=warn', '.']],
];
if (!process.argv.includes('--no-tests')) {
  steps.push(
    ['build of the unit tests', bin('node'), ['esbuild.js', '--tests', 'unit']],
    [
      'fences and manifest',
      bin('mocha'),
      ['--reporter', 'dot', '--enable-source-maps', '--timeout', '60000', ...fastTests],
    ],
  );
}

const write = (line) => results && fs.appendFileSync(results, `${JSON.stringify(line)}\n`);
let failed = 0;
for (const [title, command, args] of steps) {
  const started = Date.now();
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const output = `${stdout ?? ''}${stderr ?? ''}`.trim();
  const test = { title, file: '', ms: Date.now() - started };
  if (status === 0) write({ event: 'test', test: { ...test, state: 'passed' } });
  else {
    failed += 1;
    write({ event: 'test', test: { ...test, state: 'failed', error: output } });
    console.error(`${output}\nfailed: ${title}`);
  }
}
write({ event: 'end' });
process.exit(failed ? 1 : 0);
