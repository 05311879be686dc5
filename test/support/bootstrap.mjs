// What every command of this repository starts with. Plain JavaScript without dependencies, for Node 20 or newer: it runs
// before anything is installed. It installs what is missing, goes on under the project's own Node 24, bundles the
// command (TypeScript) and runs it.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const windows = process.platform === 'win32';
const ownNode = path.join(root, 'node_modules/node/bin', windows ? 'node.exe' : 'node');

const readJson = (file) => {
  try {
    return JSON.parse(fs.readFileSync(path.join(root, file), 'utf8'));
  } catch {
    return undefined;
  }
};

/** Why the installed packages are not the ones of the lock file; undefined when they are. */
function staleness() {
  const wanted = readJson('package-lock.json')?.packages ?? {};
  const installed = readJson('node_modules/.package-lock.json')?.packages;
  if (!installed) return 'nothing is installed yet';
  for (const [place, { version, optional, devOptional }] of Object.entries(wanted)) {
    if (place === '' || ((optional || devOptional) && !installed[place])) continue;
    if (installed[place]?.version !== version) return `${place.replace(/^node_modules\//, '')} is not at ${version}`;
  }
  return undefined;
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

function npm(args, options = {}) {
  const script = process.env.npm_execpath;
  const [command, first] = script?.endsWith('.js') ? [process.execPath, [script]] : ['npm', []];
  return spawnSync(command, [...first, ...args], { cwd: root, encoding: 'utf8', shell: windows, ...options });
}

function install() {
  const why = staleness();
  if (!why && fs.existsSync(ownNode)) return;
  if (why) {
    console.log(`Installing packages (${why}) …`);
    const started = Date.now();
    const { status, stdout, stderr, error } = npm(['ci', '--no-audit', '--no-fund']);
    if (status !== 0) fail(`${stdout ?? ''}${stderr ?? ''}\nnpm ci failed${error ? `: ${error.message}` : ''}.`);
    console.log(`Packages installed in ${Math.round((Date.now() - started) / 1000)} s.`);
  }
  // The npm package `node` fetches its binary in an install script, which some machines do not run.
  if (!fs.existsSync(ownNode)) npm(['rebuild', 'node'], { stdio: 'inherit' });
  if (!fs.existsSync(ownNode)) {
    fail('Node 24 is missing: allow the install script of the npm package "node" (npm rebuild node) and try again.');
  }
}

/** Runs the rest under the project's Node; what is sent to this process is for that one. */
function continueUnderOwnNode() {
  const child = spawn(ownNode, process.argv.slice(1), { cwd: root, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(`Node 24 does not start: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 130 : 1)));
}

/** npm runs scripts in a shell, which may die of a signal without passing it on. */
function endWithParent() {
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || process.kill(process.pid, 'SIGTERM'), 500).unref();
}

export async function bootstrap(command) {
  if (Number(process.versions.node.split('.')[0]) < 20) fail('Node 20 or newer is needed.');
  install();
  endWithParent();
  if (fs.realpathSync(process.execPath) !== fs.realpathSync(ownNode)) return continueUnderOwnNode();
  process.chdir(root);
  process.env.PATH = `${path.join(root, 'node_modules/.bin')}${path.delimiter}${process.env.PATH}`;
  const { build } = await import('esbuild');
  const outfile = path.join(root, 'out/support', `${path.basename(command, '.ts')}.mjs`);
  await build({
    entryPoints: [path.join(root, 'test/support', command)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    packages: 'external',
    sourcemap: 'linked',
    logLevel: 'warning',
  });
  process.setSourceMapsEnabled(true);
  const { main } = await import(pathToFileURL(outfile).href);
  process.exitCode = await main(process.argv.slice(2));
}
