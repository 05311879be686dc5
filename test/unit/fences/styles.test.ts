import assert from 'node:assert/strict';
import { readSources, type Sources } from '../../support/fences/imports';

/** Classes that VS Code and the highlighter of code put there. */
const OF_OTHERS = /^(?:vscode-|hljs-|codicon)/;
const NOT_WORD = '(?![\\w-])';

/** Classes that nothing wears, variables that nothing reads, and variables that nothing sets, each as a sentence. */
function styleProblems(sources: Sources): string[] {
  const sheets = [...sources].filter(([file]) => file.endsWith('.css'));
  const code = [...sources].flatMap(([file, text]) => (/\.tsx?$/.test(file) ? [text] : [])).join('\n');
  const everything = `${code}\n${sheets.map(([, text]) => text).join('\n')}`;
  const worn = (name: string) => {
    if (new RegExp(`(?<![\\w-])${name}${NOT_WORD}`).test(code)) return true;
    const stem = /^.*-/.exec(name)?.[0];
    return stem !== undefined && code.includes(`${stem}\${`);
  };
  const problems = sheets.flatMap(([file, text]) => {
    const rules = text.replace(/\/\*[\s\S]*?\*\//g, '');
    const classes = new Set([...rules.matchAll(/\.([a-zA-Z][\w-]*)/g)].map(([, name = '']) => name));
    const variables = new Set([...rules.matchAll(/(--sb-[\w-]+)\s*:/g)].map(([, name = '']) => name));
    return [
      ...[...classes]
        .filter((name) => !OF_OTHERS.test(name) && !worn(name))
        .map((name) => `${file} has rules for .${name}, which nothing on a page wears.`),
      ...[...variables]
        .filter((name) => !new RegExp(`var\\(${name}${NOT_WORD}`).test(everything))
        .map((name) => `${file} sets ${name}, which nothing reads.`),
    ];
  });
  const read = new Set([...everything.matchAll(/var\((--sb-[\w-]+)/g)].map(([, name = '']) => name));
  for (const name of read)
    if (!new RegExp(`${name}['"\`]?\\]?\\s*[:,]`).test(everything))
      problems.push(`${name} is read, and nothing sets it.`);
  return problems;
}

describe('the style sheets', () => {
  it('have no rule that nothing wears and no variable that nothing reads or sets', () => {
    const sources = readSources(['webview-ui']);
    assert.ok([...sources.keys()].filter((file) => file.endsWith('.css')).length > 10);
    assert.deepEqual(styleProblems(sources), []);
  });

  it('are caught when they have', () => {
    const css = '.card { color: var(--sb-lost); --sb-spare: 1px }\n.card--old {}\n.tone-bad {}\n.gone {} /* .note */';
    const code = `const a = 'card'; const b = \`tone-\${tone}\`;`;
    assert.deepEqual(styleProblems(new Map(Object.entries({ 'a.css': css, 'a.tsx': code }))), [
      'a.css has rules for .card--old, which nothing on a page wears.',
      'a.css has rules for .gone, which nothing on a page wears.',
      'a.css sets --sb-spare, which nothing reads.',
      '--sb-lost is read, and nothing sets it.',
    ]);
  });
});
