import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** The environment variable that names the browser. The runner sets it for the test processes. */
export const CHROMIUM = 'CHROMIUM';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];
const USUAL_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
  'C:/Program Files (x86)/Google/Chrome/Application/chrome.exe',
  'C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe',
  '/snap/bin/chromium',
];

export const CHROMIUM_MISSING =
  'No Chromium was found: install Chromium or Google Chrome, or name one in the environment variable CHROMIUM.';

export function findChromium(): string | undefined {
  const named = process.env[CHROMIUM];
  if (named) return named;
  const onPath = (process.env.PATH ?? '')
    .split(path.delimiter)
    .flatMap((folder) => NAMES.map((n) => path.join(folder, n)));
  return [...onPath, ...USUAL_PLACES, ...playwrightsOwn()].find(isExecutable);
}

/** Finds Chromium, or installs Debian's where that is possible. */
export function findOrInstallChromium(say: (line: string) => void): string {
  const named = process.env[CHROMIUM];
  if (named && !isExecutable(named)) throw new Error(`CHROMIUM names ${named}, which cannot be run.`);
  const found = findChromium();
  if (found) return found;
  if (fs.existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    say('Installing chromium with apt-get …');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore', env });
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-liberation'], {
      stdio: 'ignore',
      env,
    });
    const installed = findChromium();
    if (installed) return installed;
  }
  throw new Error(CHROMIUM_MISSING);
}

/** Flags for a machine without display, GPU and network, where tests may run as root. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // /dev/shm is small in containers.
  '--disable-dev-shm-usage',
];

function playwrightsOwn(): string[] {
  const cache = path.join(os.homedir(), '.cache/ms-playwright');
  if (!fs.existsSync(cache)) return [];
  return fs
    .readdirSync(cache)
    .filter((name) => name.startsWith('chromium-'))
    .flatMap((name) => ['chrome-linux/chrome', 'chrome-linux64/chrome'].map((file) => path.join(cache, name, file)));
}

function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
