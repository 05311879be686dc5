import { resolveImport, type Sources, withoutComments } from './imports';

/** `export function a`, `export const b`, `export class C`, types as well. */
const EXPORT =
  /^export\s+(?:declare\s+|abstract\s+|async\s+)*(const|let|function\*?|class|interface|type|enum)\s+(\w+)/gm;
/** `import a, { b, type c as d } from 'x'`, and the same of `export`. */
const NAMED = /\b(?:import|export)\s+(?:type\s+)?(?:\w+\s*,\s*)?\{([^}]*)\}\s*from\s*['"]([^'"]+)['"]/g;
/** `import * as a from 'x'`, `import('x')`: whoever imports so may use everything. */
const WHOLE = /\b(?:import|export)\s+\*[^'"]*from\s*['"]([^'"]+)['"]|\b(?:import|require)\(\s*['"]([^'"]+)['"]/g;

/** What is called by its name from where no import can be seen: `npm run manifest`, the commands of package.json, the test host. */
const CALLED_BY_NAME = /^src\/vscode\/catalogue\/manifest\.ts manifestOf$|^test\/support\/[\w/-]+\.ts (?:main|run)$/;

/**
 * Exports that no other file uses, each as a sentence. A type that stays within its file may be exported, as it says what
 * the functions beside it take and give; a value may not, and neither may be kept alive by nothing but its own test.
 */
export function exportProblems(sources: Sources, isRoot: (file: string) => boolean): string[] {
  const code = new Map([...sources].map(([file, text]) => [file, withoutComments(text)]));
  const uses = usesOf(code);
  return [...code].flatMap(([file, text]) => {
    if (!/\.tsx?$/.test(file) || isRoot(file)) return [];
    return [...text.matchAll(EXPORT)].flatMap(([, kind = '', name = '']) => {
      if (CALLED_BY_NAME.test(`${file} ${name}`)) return [];
      const users = [...(uses.get(`${file} *`) ?? []), ...(uses.get(`${file} ${name}`) ?? [])];
      const atHome = (text.match(new RegExp(`\\b${name}\\b`, 'g')) ?? []).length > 1;
      const isType = kind === 'interface' || kind === 'type';
      if (users.length === 0 && !atHome) return [`${file} exports ${name}, which nothing uses: take it out.`];
      if (users.length === 0 && !isType)
        return [`${file} exports ${name}, which no other file uses: take the word "export" away.`];
      if (!atHome && !file.startsWith('test/') && users.every((user) => user.startsWith('test/')))
        return [`${file} exports ${name}, which only tests use: the product has no need of it.`];
      return [];
    });
  });
}

/** Who imports what: `file name` → the files that do. */
function usesOf(code: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> {
  const uses = new Map<string, string[]>();
  for (const [from, text] of code) {
    const use = (specifier: string, name: string) => {
      if (!specifier.startsWith('.')) return;
      const key = `${resolveImport(code, from, specifier)} ${name}`;
      uses.set(key, [...(uses.get(key) ?? []), from]);
    };
    for (const [, names = '', specifier = ''] of text.matchAll(NAMED))
      for (const name of names.split(',')) use(specifier, name.replace(/^\s*type\s|\sas\s[\s\S]*$/g, '').trim());
    for (const [, named, called] of text.matchAll(WHOLE)) use(named ?? called ?? '', '*');
  }
  return uses;
}
