import assert from 'node:assert/strict';
import fs from 'node:fs';
import { listZip, VSIX } from '../support/package/vsix';

const ALLOWED = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/(package|package\.nls(\.[a-z-]+)?)\.json$/,
  /^extension\/(readme|changelog)\.md$/,
  /^extension\/LICENSE\.txt$/,
  /^extension\/dist\/[a-z-]+\.js$/,
  /^extension\/dist\/webview\/[a-z-]+\.(js|css|ttf)$/,
  /^extension\/media\/(?!pictures\/|l10n\/bundle\.l10n\.json)[\w./-]+\.(svg|png|md|json)$/,
];

describe('the package', () => {
  const file = process.env[VSIX] ?? '';
  const files = listZip(file);
  const manifest = JSON.parse(fs.readFileSync('package.json', 'utf8')) as { main: string; icon?: string };

  it('is under 3 MB', () => {
    const { size } = fs.statSync(file);
    assert.ok(size < 3 * 1024 * 1024, `${size} bytes`);
  });

  it('holds what the product needs and nothing else: no sources, maps, tests or packages', () => {
    const others = [...files.keys()].filter((name) => !ALLOWED.some((pattern) => pattern.test(name)));
    assert.deepEqual(others, []);
  });

  it('holds every file that the manifest names, and every bundle that is built', () => {
    const named = JSON.stringify(manifest).match(/(?:\.\/)?(?:media|dist)\/[\w./-]+\.\w+/g) ?? [];
    const bundles = fs
      .readdirSync('dist', { recursive: true, encoding: 'utf8' })
      .filter((each) => /\.(js|css|ttf)$/.test(each));
    const wanted = [...named.map((each) => each.replace(/^\.\//, '')), ...bundles.map((each) => `dist/${each}`)];
    assert.ok(wanted.includes('dist/extension.js'));
    assert.deepEqual(
      wanted.filter((each) => !files.has(`extension/${each}`)),
      [],
    );
  });
});
