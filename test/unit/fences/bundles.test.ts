import assert from 'node:assert/strict';
import type { Metafile } from 'esbuild';
import { buildProducts, buildTree, bundleProblems } from '../../support/fences/bundles';

describe('the bundles', () => {
  let metafiles: Map<string, Metafile>;

  before(async () => {
    metafiles = await buildProducts();
  });

  it('hold and ask for nothing that is not there where they run', () => {
    assert.ok(metafiles.has('extension') && metafiles.has('cli') && metafiles.has('webviews'));
    const problems = [...metafiles].flatMap(([product, metafile]) => bundleProblems(product, metafile));
    assert.deepEqual(problems, []);
  });

  const bites: [string, string, Record<string, string>, RegExp][] = [
    [
      'vscode in the command line',
      'cli',
      { 'src/cli.ts': `import { a } from './core/a'; a();`, 'src/core/a.ts': `export { window as a } from 'vscode';` },
      /asks for vscode, but it runs where there is only Node/,
    ],
    [
      'the editor half in the command line',
      'cli',
      {
        'src/cli.ts': `import { a } from './vscode/a'; a();`,
        'src/vscode/a.ts': 'export const a = () => console.log(1);',
      },
      /holds src\/vscode\/a\.ts \(through src\/cli\.ts\)/,
    ],
    [
      'Node in a page',
      'webviews',
      { 'webview-ui/main.ts': `import fs from 'node:fs'; fs.readdirSync('.');` },
      /asks for node:fs, but a page has no Node/,
    ],
    [
      'an adapter in a page',
      'webviews',
      { 'webview-ui/main.ts': `import '../src/adapters/a';`, 'src/adapters/a.ts': 'console.log(1);' },
      /holds src\/adapters\/a\.ts/,
    ],
    [
      'the command line in the extension',
      'extension',
      { 'src/extension.ts': `import './cli/a';`, 'src/cli/a.ts': 'console.log(1);' },
      /holds src\/cli\/a\.ts/,
    ],
  ];
  for (const [what, product, files, sentence] of bites) {
    it(`are caught with ${what}`, async () => {
      const metafile = await buildTree(files, Object.keys(files)[0]!);
      assert.match(bundleProblems(product, metafile).join('\n'), sentence);
    });
  }
});
