import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';

const FOLDERS = ['.ci', '.vscode', 'media', 'src', 'test', 'webview-ui'];
const FILES = [
  '.gitignore',
  '.vscodeignore',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'biome.json',
  'esbuild.js',
  'package-lock.json',
  'package.json',
  'tsconfig.json',
];

/** Manifest strings stand beside package.json, one file a language: VS Code looks for them there. */
const isExpected = (name: string) =>
  FOLDERS.includes(name) || FILES.includes(name) || /^package\.nls(\.[a-z-]+)?\.json$/.test(name);

const strays = (paths: readonly string[]) => [
  ...new Set(paths.map((path) => path.split('/')[0]!).filter((name) => name && !isExpected(name))),
];

describe('the top level of the repository', () => {
  it('holds nothing but what has its place there', () => {
    const tracked = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0');
    assert.ok(tracked.length > 100);
    assert.deepEqual(strays(tracked), [], 'Pictures and logs of a look at the screen go elsewhere.');
  });

  it('is seen to hold something else', () => {
    assert.deepEqual(strays(['src/a.ts', 'package.nls.de.json', 'shots/a.png', 'shots/b.png', 'notes.md']), [
      'shots',
      'notes.md',
    ]);
  });
});
