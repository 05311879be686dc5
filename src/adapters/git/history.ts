import type { FileChange, HistoryCommit } from '../../core/rollback/repository';

/** One record a commit: fields parted by US, ended by NUL-free RS, followed by git's raw file list. */
export const HISTORY_FORMAT = [
  '--format=%x1e%H%x1f%P%x1f%ct%x1f%an%x1f%B%x1f',
  '--raw',
  '--no-abbrev',
  '--no-renames',
  '--diff-merges=first-parent',
  '-z',
];

const SUBMODULE = '160000';

export function parseHistory(text: string): HistoryCommit[] {
  return text
    .split('\x1e')
    .slice(1)
    .map((record) => {
      const [sha = '', parents = '', at = '0', author = '', message = '', files = ''] = record.split('\x1f');
      const [subject = '', ...rest] = message.replace(/^\n+/, '').split('\n');
      return {
        sha: sha.replace(/^\0/, ''),
        parents: parents.split(' ').filter(Boolean),
        at: Number(at) * 1000,
        author,
        subject,
        body: rest.join('\n').trim(),
        files: parseFiles(files),
      };
    });
}

/** `:100644 100644 <before> <after> M\0path\0…` */
function parseFiles(text: string): FileChange[] {
  const fields = text.split('\0').filter((field) => field.trim() !== '');
  const files: FileChange[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const [modeBefore = '', modeAfter = '', before = '', after = ''] = fields[i]!.trim().replace(/^:+/, '').split(' ');
    files.push({
      path: fields[i + 1]!,
      before: isNone(before) ? undefined : before,
      after: isNone(after) ? undefined : after,
      submodule: modeBefore === SUBMODULE || modeAfter === SUBMODULE,
    });
  }
  return files;
}

function isNone(object: string): boolean {
  return /^0*$/.test(object);
}
