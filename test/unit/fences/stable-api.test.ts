import assert from 'node:assert/strict';
import fs from 'node:fs';

interface Manifest {
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly enabledApiProposals?: readonly string[];
}

/** The editor for tests allows proposed APIs to everybody, so running there proves nothing about them. */
function problemsOf(manifest: Manifest, typings: string, declarations: readonly string[]): string[] {
  const problems: string[] = [];
  if (manifest.enabledApiProposals)
    problems.push('package.json asks for proposed APIs: the marketplace refuses those.');
  for (const file of declarations) problems.push(`${file} declares proposed APIs of VS Code: use stable ones.`);
  if (newer(typings, manifest.engines.vscode.replace(/^\D*/, ''))) {
    problems.push(
      `@types/vscode ${typings} is newer than engines.vscode ${manifest.engines.vscode}: code would compile that does not run there.`,
    );
  }
  return problems;
}

function newer(one: string, other: string): boolean {
  const [a, b] = [one, other].map((version) => version.split('.').map(Number));
  return (a?.[0] ?? 0) - (b?.[0] ?? 0) > 0 || (a?.[0] === b?.[0] && (a?.[1] ?? 0) > (b?.[1] ?? 0));
}

describe('only stable APIs of VS Code', () => {
  const manifest = JSON.parse(fs.readFileSync('package.json', 'utf8')) as Manifest;
  const typings = (
    JSON.parse(fs.readFileSync('node_modules/@types/vscode/package.json', 'utf8')) as { version: string }
  ).version;
  const declarations = fs
    .readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => /vscode\.proposed.*\.d\.ts$/.test(file));

  it('are asked for', () => {
    assert.deepEqual(problemsOf(manifest, typings, declarations), []);
  });

  it('are enforced', () => {
    const { enabledApiProposals: _, ...stable } = manifest;
    assert.match(problemsOf({ ...stable, enabledApiProposals: ['x'] }, typings, []).join(), /asks for proposed APIs/);
    assert.match(problemsOf(stable, typings, ['vscode.proposed.x.d.ts']).join(), /declares proposed APIs/);
    const minor = Number(manifest.engines.vscode.split('.')[1]);
    assert.match(problemsOf(stable, `1.${minor + 1}.0`, []).join(), /is newer than/);
    assert.deepEqual(problemsOf(stable, `1.${minor}.0`, []), []);
  });
});
