import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** The environment variable that names the package that is under test. */
export const VSIX = 'SIGNALBOX_VSIX';

/** The extension's page shows pictures that have an https address and no others; these have none yet, so they stay in the repository. */
const README = 'out/README.md';

const withoutPictures = (markdown: string) => markdown.replace(/^!\[[^\]]*\]\(media\/pictures\/[^)]*\)\n\n/gm, '');

/** Builds for production (vscode:prepublish) and packs what .vscodeignore lets through. */
export function packageExtension(): string {
  const { version } = JSON.parse(fs.readFileSync('package.json', 'utf8')) as { version: string };
  const file = path.resolve('out', `signalbox-${version}.vsix`);
  fs.mkdirSync('out', { recursive: true });
  fs.rmSync(file, { force: true });
  // The bundles hold what they need, and the repository has no public address that links could be made from.
  const flags = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
  fs.writeFileSync(README, withoutPictures(fs.readFileSync('README.md', 'utf8')));
  const vsce = path.resolve('node_modules/@vscode/vsce/vsce');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [vsce, 'package', ...flags, '--readme-path', README, '--out', file],
    {
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(`vsce package failed:\n${stdout}${stderr}`);
  return file;
}

/** The names and unpacked sizes of the files in a zip archive, from its central directory. */
export function listZip(file: string): Map<string, number> {
  const bytes = fs.readFileSync(file);
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0) throw new Error(`${file} is no zip archive.`);
  const files = new Map<string, number>();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    files.set(name, bytes.readUInt32LE(at + 24));
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return files;
}
