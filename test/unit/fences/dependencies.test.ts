import assert from 'node:assert/strict';
import fs from 'node:fs';
import { findImports, readSources } from '../../support/fences/imports';

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** What is used without being imported, and by whom. */
const TOOLS: Readonly<Record<string, string>> = {
  '@biomejs/biome': 'npm run check',
  '@types/mocha': 'types',
  '@types/node': 'types',
  '@vscode/codicons': 'the style sheets of webview-ui/ui',
  '@vscode/vsce': 'npm run package',
  'axe-core': 'read as text and run in the page',
  esbuild: 'esbuild.js',
  node: 'test/support/bootstrap.mjs',
  typescript: 'npm run check',
  zod: 'the SDK of the Agent Client Protocol asks for it',
};

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function problemsOf(manifest: Manifest, imported: ReadonlySet<string>, explained: string): string[] {
  const problems: string[] = [];
  if (manifest.dependencies) problems.push('Everything is bundled: packages are devDependencies.');
  for (const [name, version] of Object.entries(manifest.devDependencies)) {
    const typesOf = name.startsWith('@types/') ? name.slice('@types/'.length) : undefined;
    const used = imported.has(name) || TOOLS[name] || (typesOf !== undefined && imported.has(typesOf));
    if (!used) problems.push(`Nothing uses ${name}: take it out of package.json.`);
    if (!/^\d+\.\d+\.\d+$/.test(version))
      problems.push(`${name} is not pinned: write an exact version instead of ${version}.`);
    if (!explained.includes(`\`${name}\``)) problems.push(`ARCHITECTURE.md does not say why ${name} is there.`);
  }
  return problems;
}

describe('the packages', () => {
  const manifest = JSON.parse(fs.readFileSync('package.json', 'utf8')) as Manifest;
  const explained = fs.readFileSync('ARCHITECTURE.md', 'utf8');
  const outside = findImports(readSources(['src', 'webview-ui', 'test'])).filter((each) => each.outside);
  const imported = new Set(outside.map(({ to }) => packageOf(to)));

  it('are pinned, used and explained', () => {
    assert.deepEqual(problemsOf(manifest, imported, explained), []);
  });

  it('are caught when they are not', () => {
    const broken: Manifest = { dependencies: {}, devDependencies: { leftpad: '^1.0.0' } };
    const problems = problemsOf(broken, imported, explained).join('\n');
    for (const sentence of [/are devDependencies/, /Nothing uses leftpad/, /not pinned/, /does not say why/]) {
      assert.match(problems, sentence);
    }
  });
});
