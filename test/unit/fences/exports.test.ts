import assert from 'node:assert/strict';
import { exportProblems } from '../../support/fences/exports';
import { readSources } from '../../support/fences/imports';

/** Files that a build, a command or mocha starts from. */
const isRoot = (file: string) =>
  /\.(?:test|bench)\.tsx?$|^src\/[\w-]+\.ts$|^webview-ui\/\w+\/main\.tsx$/.test(file) || file.endsWith('.d.ts');

const problems = (files: Record<string, string>) => exportProblems(new Map(Object.entries(files)), isRoot).join('\n');

describe('what files export', () => {
  it('is used by another file', () => {
    const sources = readSources(['src', 'webview-ui', 'test']);
    assert.ok(sources.size > 700);
    assert.deepEqual(exportProblems(sources, isRoot), []);
  });

  it('is missed when nothing uses it, when its own file alone does, and when only tests do', () => {
    assert.match(problems({ 'src/core/a.ts': 'export const one = 1;' }), /a\.ts exports one, which nothing uses/);
    assert.match(
      problems({ 'src/core/a.ts': 'export function one() {}\none();' }),
      /exports one, which no other file uses/,
    );
    assert.match(
      problems({
        'src/core/a.ts': 'export async function one() {}',
        'test/unit/a.test.ts': "import { one } from '../../src/core/a';",
      }),
      /exports one, which only tests use/,
    );
    assert.match(
      problems({ 'src/core/a.ts': 'export type One = 1;', 'src/core/b.ts': '// import { One } from "./a"' }),
      /exports One, which nothing uses/,
    );
  });

  it('is found however it is imported', () => {
    const a = 'export const one = 1;\nexport interface Two { a: 1 }';
    for (const use of [
      "import { one, type Two } from './a';",
      "import {\n  type Two as Second,\n  one as first,\n} from './a';",
      "import * as a from './a';",
      "const { one, Two } = await import('./a');",
      "export { one, Two } from './a';",
    ])
      assert.equal(problems({ 'src/core/a.ts': a, 'src/core/b.ts': use }), '', use);
  });

  it('may be a type that says what a function of its file takes', () => {
    assert.equal(
      problems({
        'src/core/a.ts': 'export interface Options {}\nexport function open(options: Options) {}',
        'src/core/b.ts': "import { open } from './a';",
      }),
      '',
    );
  });
});
