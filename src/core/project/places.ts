/** Where projects and their files are looked for. Names only: no path here is absolute, and `/` joins. */

/** Folders inside a project that may hold its PRD, in the order in which they are believed. '' is the project itself. */
export const RALPH_FOLDERS = ['', 'scripts/ralph', 'ralph', '.ralph', 'tasks', 'plans', 'specs', '.agent'] as const;

const NEVER_INSIDE = new Set(['node_modules', '.git', 'archive', '.archive', '.signalbox']);
/** A prd-<name>.json with one of these names is there to be copied, not to be worked. */
const NOT_A_PLAN = /^(schema|template|example|sample|backup)$/i;

/** Folders that are no place for projects: dependencies, git's own, archives and backups. */
function isNeverInside(name: string): boolean {
  return NEVER_INSIDE.has(name) || /backup/i.test(name) || /^templates?$/i.test(name);
}

/** `prd-<name>.json`: the `<name>`; undefined for any other file. */
export function namedPrd(file: string): string | undefined {
  const name = /^prd-(.+)\.json$/.exec(file)?.[1];
  return name === undefined || NOT_A_PLAN.test(name) ? undefined : name;
}

/** The PRD files among the names of one folder: `prd.json`, or all `prd-<name>.json` where there is none. */
export function prdFilesAmong(files: readonly string[]): readonly string[] {
  if (files.includes('prd.json')) return ['prd.json'];
  return files.filter((file) => namedPrd(file) !== undefined).sort();
}

/** A pattern of `signalbox.projects.exclude`: `*` within a name, `**` over folders, `?` one character. */
export function excluder(patterns: readonly string[]): (relative: string) => boolean {
  const tests = patterns
    .map((pattern) =>
      pattern
        .replace(/\\/g, '/')
        .replace(/^\.?\//, '')
        .replace(/\/(\*\*)?$/, ''),
    )
    .filter((pattern) => pattern !== '')
    .map((pattern) => new RegExp(`^${pattern.includes('/') ? '' : '(?:.*/)?'}${globToSource(pattern)}$`));
  return (relative) => tests.some((test) => test.test(relative));
}

function globToSource(glob: string): string {
  return glob
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => {
      if (part === '**/') return '(?:.*/)?';
      if (part === '**') return '.*';
      if (part === '*') return '[^/]*';
      if (part === '?') return '[^/]';
      return part.replace(/[.+^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
}

/** What a folder is looked at for. */
export type FolderRole =
  /** May be a project. */
  | 'space'
  /** `scripts`, only for the `ralph` in it. */
  | 'scripts'
  /** Holds a project's Ralph files. */
  | 'ralph'
  /** `.ralph-tui`. */
  | 'tui'
  /** Holds logs of iterations. */
  | 'logs'
  /** A root: each folder in it is a project. */
  | 'root';

/** The role of a folder inside another; undefined: not looked into. `left`: how many levels projects may still be deep. */
export function roleInside(parent: FolderRole, name: string, left: number): FolderRole | undefined {
  switch (parent) {
    case 'root':
      return name.startsWith('.') || isNeverInside(name) ? undefined : 'space';
    case 'space':
      return roleInSpace(name, left);
    case 'scripts':
      return name === 'ralph' ? 'ralph' : undefined;
    case 'ralph':
      return name === 'logs' ? 'logs' : spaceIfDeepEnough(name, left);
    case 'tui':
      return name === 'iterations' ? 'logs' : undefined;
    case 'logs':
      return undefined;
  }
}

function roleInSpace(name: string, left: number): FolderRole | undefined {
  if (name === '.ralph-tui') return 'tui';
  if (name !== '' && (RALPH_FOLDERS as readonly string[]).includes(name)) return 'ralph';
  if (name === 'scripts' && left <= 0) return 'scripts';
  return spaceIfDeepEnough(name, left);
}

function spaceIfDeepEnough(name: string, left: number): FolderRole | undefined {
  return left <= 0 || name.startsWith('.') || isNeverInside(name) ? undefined : 'space';
}

/** Files beside a PRD that say something about its project, by their names. */
export const TOOL_FILES = {
  progress: 'progress.txt',
  lastBranch: '.last-branch',
  pid: '.ralph.pid',
  loop: 'status.json',
  breaker: '.circuit_breaker_state',
  fixPlans: ['fix_plan.md', '@fix_plan.md'],
  tuiLock: 'ralph.lock',
} as const;

const PLAIN_TOOL_FILES: ReadonlySet<string> = new Set(Object.values(TOOL_FILES).flat());

export function isIterationLog(name: string, role: FolderRole): boolean {
  return role === 'logs'
    ? /\.log$/.test(name) && !/^(?:ralph|live|claude_output)/.test(name)
    : /^iteration-.*\.log$/.test(name);
}

/** Whether a file of that name in a folder of that role can matter to any project. Other programs' logs do not. */
export function isWantedFile(name: string, role: FolderRole): boolean {
  return (
    name === 'prd.json' || namedPrd(name) !== undefined || PLAIN_TOOL_FILES.has(name) || isIterationLog(name, role)
  );
}

/** Files that a loop writes to all the time; a second late is soon enough for them. */
export function isNoisyFile(name: string): boolean {
  return name.endsWith('.log') || name === TOOL_FILES.loop;
}
