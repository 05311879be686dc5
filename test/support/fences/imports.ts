import fs from 'node:fs';
import path from 'node:path';

/** The sources of a tree: text by path, with `/` and from the root. */
export type Sources = ReadonlyMap<string, string>;

export interface Import {
  readonly from: string;
  readonly line: number;
  /** A file of the tree, or the specifier of what lies outside (`node:fs`, `vscode`, a package). */
  readonly to: string;
  readonly outside: boolean;
}

const EXTENSIONS = ['.ts', '.tsx', '.css', '.json'];

export function readSources(folders: readonly string[]): Sources {
  const sources = new Map<string, string>();
  for (const folder of folders) {
    for (const name of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
      const file = path.posix.join(folder, name.replaceAll('\\', '/'));
      if (EXTENSIONS.includes(path.extname(file))) sources.set(file, fs.readFileSync(file, 'utf8'));
    }
  }
  return sources;
}

/** Every import, type imports, re-exports and `import()` included. */
export function findImports(sources: Sources): Import[] {
  return [...sources]
    .filter(([file]) => /\.tsx?$/.test(file))
    .flatMap(([file, text]) =>
      specifiersOf(text).map(({ specifier, line }) => {
        const inside = specifier.startsWith('.') ? resolveImport(sources, file, specifier) : undefined;
        return { from: file, line, to: inside ?? specifier, outside: !inside };
      }),
    );
}

const IMPORTS = [
  /(?:^|[;}\s])(?:import|export)\s(?:[^'"`;=]|=>)*?\bfrom\s*['"]([^'"]+)['"]/g,
  /(?:^|[;}\s])import\s*['"]([^'"]+)['"]/g,
  /\b(?:import|require)\s*\(\s*['"]([^'"]+)['"]/g,
];

export function specifiersOf(text: string): { specifier: string; line: number }[] {
  const code = withoutComments(text);
  return IMPORTS.flatMap((pattern) =>
    [...code.matchAll(pattern)].map((match) => ({
      specifier: match[1] ?? '',
      line: code.slice(0, match.index + match[0].length).split('\n').length,
    })),
  ).sort((a, b) => a.line - b.line);
}

/** Blanks out comments and keeps the lines; strings stay, for they hold the specifiers. */
export function withoutComments(text: string): string {
  const pattern = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
  return text.replace(pattern, (part) => (/^\/[/*]/.test(part) ? part.replace(/[^\n]/g, ' ') : part));
}

export function resolveImport(sources: Sources, from: string, specifier: string): string {
  const base = path.posix.join(path.posix.dirname(from), specifier);
  const candidates = [base, ...EXTENSIONS.map((extension) => base + extension), `${base}/index.ts`];
  return candidates.find((candidate) => sources.has(candidate)) ?? base;
}
