import assert from 'node:assert/strict';
import fs from 'node:fs';
import { findImports, readSources, specifiersOf } from '../../support/fences/imports';
import {
  COMPOSITION_ROOTS,
  findBarrels,
  findCycles,
  findImpurities,
  importProblems,
  RULES,
} from '../../support/fences/rules';

const sources = readSources(['src', 'webview-ui']);
const imports = findImports(sources);

interface TsConfig {
  readonly compilerOptions?: { readonly types?: readonly string[]; readonly lib?: readonly string[] };
}

const base = JSON.parse(fs.readFileSync('tsconfig.json', 'utf8')) as TsConfig;

/** A small tree: its files, and which of its imports the fences refuse. */
function problems(files: Record<string, string>): string {
  return importProblems(findImports(new Map(Object.entries(files)))).join('\n');
}

describe('the fences between the folders', () => {
  it('hold', () => {
    assert.deepEqual(importProblems(imports), []);
  });

  it('stand on a tree that is really read', () => {
    assert.ok(imports.length > 100, `${imports.length} imports`);
    for (const { folder } of RULES)
      assert.ok(
        imports.some(({ from }) => from.startsWith(folder)),
        folder,
      );
  });

  const bites: [string, string, string, RegExp][] = [
    ['core of Node', 'src/core/a.ts', 'node:fs', /the core is pure/],
    ['core of the editor, by type', 'src/core/a.ts', 'vscode', /the core is pure/],
    ['core of a port', 'src/core/a.ts', '../ports/clock', /the core is pure/],
    ['a port of a service', 'src/ports/a.ts', '../services/b', /a port says in the words of the core/],
    ['the protocol of the editor', 'src/protocol/a.ts', 'vscode', /both ends of a panel share it/],
    ['a service of an adapter', 'src/services/a.ts', '../adapters/b', /reaches the world through ports/],
    ['a service of Node', 'src/services/deep/a.ts', 'node:fs', /reaches the world through ports/],
    ['an adapter of the editor', 'src/adapters/a.ts', 'vscode', /adapters serve the command line too/],
    ['the command line of the editor', 'src/cli/a.ts', '../vscode/b', /runs where there is no editor/],
    ['the editor half of an adapter', 'src/vscode/a.ts', '../adapters/b', /gives it the adapters/],
    ['a page of Node', 'webview-ui/board/a.tsx', 'node:path', /a page runs in a sandbox/],
    ['a page of a service', 'webview-ui/board/a.tsx', '../../src/services/b', /a page runs in a sandbox/],
    [
      'the component library elsewhere',
      'webview-ui/board/a.tsx',
      '@vscode/webview-ui-toolkit',
      /only webview-ui\/ui\//,
    ],
    ['a composition root', 'src/vscode/a.ts', '../extension', /nobody imports a composition root/],
    ['anything from a folder without a rule', 'src/stuff/a.ts', '../core/b', /its folder has no rule/],
  ];
  for (const [what, file, specifier, sentence] of bites) {
    it(`bite: ${what}`, () => {
      const tree = { 'src/extension.ts': '', [file]: `import type { X } from '${specifier}';` };
      assert.match(problems(tree), sentence);
    });
  }

  it('let through what is allowed', () => {
    const tree = {
      'src/extension.ts': `import { a } from './adapters/a'; import * as vscode from 'vscode';`,
      'src/adapters/a.ts': `import fs from 'node:fs';\nimport type { Clock } from '../ports/clock';`,
      'src/ports/clock.ts': `import type { X } from '../core/x';`,
      'src/core/x.ts': '',
      'webview-ui/ui/button.tsx': `import { provide } from '@vscode/webview-ui-toolkit';`,
    };
    assert.equal(problems(tree), '');
  });

  it('see every way to import', () => {
    const text = [
      `import a, { b } from 'one';`,
      `import type { C } from 'two';`,
      `export { d } from 'three';`,
      `export * from 'four';`,
      `import 'five';`,
      `const e = await import('six');`,
      `const f = require('seven');`,
      `let g: import('eight').G;`,
      `import {\n  h,\n  i,\n} from 'nine';`,
      `// import j from 'ten';`,
      `/* import k from 'eleven'; */`,
    ].join('\n');
    const seen = specifiersOf(text).map(({ specifier }) => specifier);
    assert.deepEqual(seen, ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']);
  });
});

describe('import cycles', () => {
  it('do not exist', () => {
    assert.deepEqual(findCycles(imports), []);
  });

  it('are found, type imports included, and named once', () => {
    const tree = new Map([
      ['src/core/a.ts', `import { b } from './b';`],
      ['src/core/b.ts', `import type { C } from './c';`],
      ['src/core/c.ts', `import { a } from './a';`],
      ['src/core/d.ts', `import { a } from './a';`],
    ]);
    assert.deepEqual(findCycles(findImports(tree)), [
      'src/core/a.ts -> src/core/b.ts -> src/core/c.ts -> src/core/a.ts',
    ]);
  });
});

describe('barrel files', () => {
  it('do not exist', () => {
    assert.deepEqual(findBarrels(sources), []);
  });

  it('are found', () => {
    const tree = new Map([
      ['src/core/index.ts', `// all\nexport * from './a';\nexport type { B } from './b';\n`],
      ['src/core/a.ts', `export { b } from './b';\nexport const c = 1;\n`],
    ]);
    assert.match(findBarrels(tree).join('\n'), /^src\/core\/index\.ts only hands on/);
  });
});

describe('the core', () => {
  it('has no clock, no randomness, no waiting and no world of its own', () => {
    assert.deepEqual(findImpurities(sources), []);
  });

  const impure: [string, RegExp][] = [
    ['const at = Date.now();', /reads the clock/],
    ['const at = new Date();', /reads the clock/],
    ['const id = Math.random();', /is random by itself/],
    ['setTimeout(() => {}, 1);', /waits/],
    ['export async function f() {}', /is asynchronous/],
  ];
  for (const [line, sentence] of impure) {
    it(`is caught at: ${line}`, () => {
      assert.match(findImpurities(new Map([['src/core/a.ts', line]])).join('\n'), sentence);
    });
  }

  it('is compiled without the types of Node, page and editor', () => {
    const own = JSON.parse(fs.readFileSync('src/core/tsconfig.json', 'utf8')) as TsConfig;
    const { types, lib } = { ...base.compilerOptions, ...own.compilerOptions };
    assert.deepEqual({ types, lib }, { types: [], lib: ['es2024'] });
  });

  it('may speak of such things', () => {
    const text = `// Date.now() is the caller's.\nconst code = 'process.exit';\nconst at = new Date(ms);\n`;
    assert.deepEqual(findImpurities(new Map([['src/core/a.ts', text]])), []);
  });
});

describe('composition roots', () => {
  it('are the ones that the fences know', () => {
    const roots = [...sources.keys()].filter((file) => /^src\/[^/]+\.ts$/.test(file));
    assert.deepEqual(
      roots.filter((file) => !COMPOSITION_ROOTS.includes(file)),
      [],
      'a file right under src/ is a composition root: name it in test/support/fences/rules.ts',
    );
  });

  it('are imported by no test either', () => {
    const tests = findImports(new Map([...sources, ...readSources(['test'])]));
    const guilty = tests.filter(({ from, to }) => from.startsWith('test/') && COMPOSITION_ROOTS.includes(to));
    assert.deepEqual(guilty, []);
  });
});
