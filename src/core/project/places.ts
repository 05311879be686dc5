/** Where projects and their files are looked for. Names only: no path here is absolute, and `/` joins. */

/** Folders inside a project that may hold its PRD, in the order in which they are believed. '' is the project itself. */
export const RALPH_FOLDERS = ['', 'scripts/ralph', 'ralph', '.ralph', 'tasks', 'plans', 'specs', '.agent'] as const;

const NEVER_INSIDE = new Set(['node_modules', '.git', 'archive', '.archive', '.signalbox']);
/** A prd-<name>.json with one of these names is there to be copied, not to be worked. */
const NOT_A_PLAN = /^(schema|template|example|sample|backup|old|archive)$/i;

/** Folders that are no place for projects: dependencies, git's own, archives and backups. */
export function isNeverInside(name: string): boolean {
  return NEVER_INSIDE.has(name) || /backup/i.test(name) || /^templates?$/i.test(name);
}

/** A folder that holds a project's Ralph files, and so is not a project itself. */
export function isRalphFolder(name: string, parent: string | undefined): boolean {
  if (name === 'ralph' && parent === 'scripts') return true;
  return (RALPH_FOLDERS as readonly string[]).includes(name);
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
