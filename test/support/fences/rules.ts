import type { Import, Sources } from './imports';
import { withoutComments } from './imports';

export interface FolderRule {
  /** Files whose path begins so; the first rule that fits a file counts. */
  readonly folder: string;
  /** What it may know inside the tree, by the beginning of the path. */
  readonly knows: readonly string[];
  /** What it may know outside: packages, `node:` modules. A `*` at the end stands for anything. */
  readonly outside: readonly string[];
  /** Why, as the end of the sentence that a violation prints. */
  readonly because: string;
}

/** The files that put the parts together. They may know everything, and nobody knows them. */
export const COMPOSITION_ROOTS = ['src/extension.ts', 'src/cli.ts', 'src/documents.ts', 'src/demo-agent.ts'];

/** A component library that is archived: it can be exchanged as long as one folder knows it. */
const TOOLKIT = '@vscode/webview-ui-toolkit';

/** `extension, cli -> vscode | cli | adapters -> services -> core`; ports know core only. */
export const RULES: readonly FolderRule[] = [
  {
    folder: 'src/core/',
    knows: ['src/core/'],
    outside: ['jsonc-parser'],
    because: 'the core is pure and synchronous: it is tested in milliseconds, without editor, Node or page',
  },
  {
    folder: 'src/ports/',
    knows: ['src/ports/', 'src/core/'],
    outside: [],
    because: 'a port says in the words of the core what a service needs, whoever provides it',
  },
  {
    folder: 'src/protocol/',
    knows: ['src/protocol/', 'src/core/'],
    outside: ['valibot'],
    because: 'both ends of a panel share it, so it can lean on neither',
  },
  {
    folder: 'src/services/',
    knows: ['src/services/', 'src/ports/', 'src/core/', 'src/protocol/'],
    outside: ['node:path', 'valibot'],
    because:
      'a service reaches the world through ports, so that it runs in the editor, on the command line and in tests alike',
  },
  {
    folder: 'src/adapters/',
    knows: ['src/adapters/', 'src/services/', 'src/ports/', 'src/core/'],
    outside: [
      'node:*',
      'chokidar',
      'simple-git',
      'write-file-atomic',
      '@agentclientprotocol/sdk',
      'valibot',
      'zod',
      'jsonc-parser',
    ],
    because: 'adapters serve the command line too, where there is no editor and no panel',
  },
  {
    folder: 'src/cli/',
    knows: ['src/cli/', 'src/adapters/', 'src/services/', 'src/ports/', 'src/core/'],
    outside: ['node:*', 'valibot'],
    because: 'the command line runs where there is no editor',
  },
  {
    folder: 'src/vscode/',
    knows: ['src/vscode/', 'src/services/', 'src/ports/', 'src/core/', 'src/protocol/'],
    outside: ['vscode', 'node:*', 'valibot', 'jsonc-parser'],
    because: 'the editor half is thin: it shows models and calls services, and src/extension.ts gives it the adapters',
  },
  {
    folder: 'webview-ui/',
    knows: ['webview-ui/', 'src/protocol/', 'src/core/'],
    outside: [
      'preact',
      'preact/*',
      '@preact/signals',
      '@tanstack/virtual-core',
      '@atlaskit/pragmatic-drag-and-drop/*',
      '@vscode/codicons/*',
      'markdown-it',
      'highlight.js/*',
    ],
    because: 'a page runs in a sandbox: it has no Node, no editor, and learns everything through the protocol',
  },
];

/** One sentence for each import that a rule forbids. */
export function importProblems(imports: readonly Import[], rules: readonly FolderRule[] = RULES): string[] {
  return imports.flatMap((each) => {
    const problem = problemOf(each, rules);
    return problem ? [`${each.from}:${each.line} imports ${each.to}, but ${problem}.`] : [];
  });
}

function problemOf({ from, to, outside }: Import, rules: readonly FolderRule[]): string | undefined {
  if (COMPOSITION_ROOTS.includes(to)) return 'nobody imports a composition root: it only puts the parts together';
  if (to === TOOLKIT || to.startsWith(`${TOOLKIT}/`)) {
    return from.startsWith('webview-ui/ui/')
      ? undefined
      : 'only webview-ui/ui/ knows the component library, so that it can be exchanged there';
  }
  if (COMPOSITION_ROOTS.includes(from)) return undefined;
  const rule = rules.find(({ folder }) => from.startsWith(folder));
  if (!rule) return 'its folder has no rule: say in test/support/fences/rules.ts what it may know';
  const allowed = outside
    ? rule.outside.some((name) => (name.endsWith('*') ? to.startsWith(name.slice(0, -1)) : to === name))
    : rule.knows.some((folder) => to.startsWith(folder));
  return allowed ? undefined : rule.because;
}

/** Each import cycle once, as the files along it. Type imports count: they tie readers as well as programs. */
export function findCycles(imports: readonly Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to, outside } of imports) if (!outside) next.set(from, [...(next.get(from) ?? []), to]);
  const cycles = new Set<string>();
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (file: string) => {
    const at = trail.indexOf(file);
    if (at >= 0) {
      const cycle = trail.slice(at);
      const first = cycle.indexOf([...cycle].sort()[0]!);
      cycles.add([...cycle.slice(first), ...cycle.slice(0, first + 1)].join(' -> '));
      return;
    }
    if (done.has(file)) return;
    trail.push(file);
    for (const to of next.get(file) ?? []) visit(to);
    trail.pop();
    done.add(file);
  };
  for (const file of next.keys()) visit(file);
  return [...cycles];
}

/** Files that only hand on what others export: they hide who needs whom, and make cycles. */
export function findBarrels(sources: Sources): string[] {
  return [...sources]
    .filter(([file]) => /\.tsx?$/.test(file))
    .filter(([, text]) => {
      const rest = withoutComments(text).replace(
        /export\s+(?:type\s+)?(?:\*(?:\s+as\s+\w+)?|\{[^}]*\})\s*from\s*['"][^'"]+['"];?/g,
        '',
      );
      return rest.trim() === '' && /export/.test(withoutComments(text));
    })
    .map(([file]) => `${file} only hands on what other files export: import from those files.`);
}

const IMPURE: readonly [RegExp, string][] = [
  [/\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b/, 'reads the clock: let the caller give the time'],
  [/\bMath\.random\b|\bcrypto\./, 'is random by itself: let the caller give what is random'],
  [/\b(?:setTimeout|setInterval|setImmediate|queueMicrotask)\(/, 'waits: the core is synchronous'],
  [/\basync\b|\bawait\b|\bPromise\b/, 'is asynchronous: flows belong to services'],
];

/** What a core file does though a pure function cannot. */
export function findImpurities(sources: Sources): string[] {
  return [...sources]
    .filter(([file]) => file.startsWith('src/core/') && file.endsWith('.ts'))
    .flatMap(([file, text]) => {
      const lines = withoutStrings(withoutComments(text)).split('\n');
      return lines.flatMap((line, index) =>
        IMPURE.filter(([pattern]) => pattern.test(line)).map(([, what]) => `${file}:${index + 1} ${what}.`),
      );
    });
}

function withoutStrings(code: string): string {
  return code.replace(
    /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|\/(?![*/\s])(?:[^/\\\n[]|\\.|\[[^\]\n]*\])+\/[a-z]*/g,
    "''",
  );
}
