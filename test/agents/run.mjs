// npm run test:agents: real agents, from npm, against a stand-in for their models on this machine. No key, no network
// but npm's. A command of its own, since it downloads hundreds of megabytes the first time.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..'));
const PACKAGES = {
  '@anthropic-ai/claude-code': '2.1.330',
  '@google/gemini-cli': '0.61.0',
  '@openai/codex': '0.169.0',
  'opencode-ai': '1.18.33',
};
const folder = path.resolve('.vscode-test/agents');

const run = (command, args, options = {}) => {
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32', ...options });
  if (status !== 0) process.exit(status ?? 1);
};
const installed = (name) => {
  try {
    return JSON.parse(fs.readFileSync(path.join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;
  } catch {
    return undefined;
  }
};

if (Object.entries(PACKAGES).some(([name, version]) => installed(name) !== version)) {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
  const wanted = Object.entries(PACKAGES).map(([name, version]) => `${name}@${version}`);
  console.log(`Installing ${wanted.join(' and ')} into ${path.relative('.', folder)} …`);
  run('npm', ['install', '--no-audit', '--no-fund', '--save-exact', ...wanted], { cwd: folder });
}
run(process.execPath, ['esbuild.js']);
const esbuild = (await import('esbuild')).default;
const suites = ['claude', 'codex', 'gemini', 'opencode'];
await esbuild.build({
  entryPoints: suites.map((name) => `test/agents/${name}.ts`),
  outdir: 'out/test/agents',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  packages: 'external',
  sourcemap: 'linked',
  logLevel: 'warning',
});
// `npm run test:agents -- codex --grep stopped` runs one of them, or a part of it.
const [first, ...rest] = process.argv.slice(2);
const chosen = suites.includes(first) ? [first] : suites;
run(process.execPath, [
  'node_modules/mocha/bin/mocha.js',
  '--enable-source-maps',
  ...chosen.map((name) => `out/test/agents/${name}.mjs`),
  ...(chosen.length === 1 ? rest : process.argv.slice(2)),
]);
