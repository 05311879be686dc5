import * as vscode from 'vscode';
import type { RollbackPreview } from '../../core/rollback/model';
import type { Git } from '../../ports/git';
import { t } from '../translate';

/** Contents that lie in git, or that describe a rollback: read only, made when they are shown. */
const SCHEME = 'signalbox-rollback';

interface Source {
  readonly root?: string;
  readonly blob?: string;
  readonly text?: string;
}

export class RollbackContents implements vscode.TextDocumentContentProvider {
  readonly #git: Git;

  constructor(git: Git) {
    this.#git = git;
  }

  static register(git: Git): vscode.Disposable {
    return vscode.workspace.registerTextDocumentContentProvider(SCHEME, new RollbackContents(git));
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const source = JSON.parse(uri.query) as Source;
    if (source.text !== undefined) return source.text;
    const repository = source.root === undefined ? undefined : await this.#git.open(source.root);
    return repository && source.blob !== undefined ? repository.blobText(source.blob) : '';
  }
}

function contentUri(path: string, source: Source): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${path}`, query: JSON.stringify(source) });
}

/** Opens what a rollback would change: a page that says it in words, then every file before and after. */
export async function showPreview(preview: RollbackPreview, title: string): Promise<void> {
  const page = contentUri(`${t('Rollback')}.md`, { text: previewPage(preview) });
  await showFiles(title, preview.root, preview.outcome, [[page, undefined, page]]);
}

type DiffEntry = [label: vscode.Uri, original: vscode.Uri | undefined, modified: vscode.Uri | undefined];

/** A file before and after; its contents lie in git under these names. */
interface ShownFile {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly conflict?: boolean;
}

export async function showFiles(
  title: string,
  root: string,
  files: readonly ShownFile[],
  first: readonly DiffEntry[] = [],
): Promise<void> {
  const entries = files
    .filter((file) => file.before !== file.after || file.conflict)
    .map(
      ({ path, before, after }): DiffEntry => [
        vscode.Uri.joinPath(vscode.Uri.file(root), path),
        before === undefined ? undefined : contentUri(path, { root, blob: before }),
        after === undefined ? undefined : contentUri(path, { root, blob: after }),
      ],
    );
  await vscode.commands.executeCommand('vscode.changes', title, [...first, ...entries]);
}

function previewPage(preview: RollbackPreview): string {
  const { diffstat } = preview;
  const code = (text: string) => `\`${text}\``;
  const lines = [
    `# ${t('What this rollback would do to {slug}', { slug: preview.slug })}`,
    '',
    t('On {branch}: {files}, +{insertions} −{deletions}. Taken back by git revert, newest first:', {
      branch: preview.branch ?? t('no branch'),
      files: diffstat.files === 1 ? t('1 file') : t('{count} files', { count: diffstat.files }),
      insertions: diffstat.insertions,
      deletions: diffstat.deletions,
    }),
    '',
    ...preview.commits.map((commit) => {
      const remote =
        commit.remotes[0] === undefined ? '' : ` (${t('already on {remote}', { remote: commit.remotes[0] })})`;
      return `- ${code(commit.sha.slice(0, 9))} ${commit.subject}, ${commit.author}${remote}`;
    }),
    '',
    ...preview.stories.map(({ id, title }) => `- **${id}** ${t('will no longer pass')}: ${title}`),
    ...preview.alsoFlip.map(
      ({ id, title }) => `- **${id}** ${t('neither, as the same commits completed it')}: ${title}`,
    ),
  ];
  if (preview.evidence === 'head-alone')
    lines.push('', t('No commit names the story, so this is the last commit alone.'));
  if (preview.conflicts.length > 0) {
    lines.push('', t('Later changes stand in the way in:'), ...preview.conflicts.map((file) => `- ${code(file)}`));
  }
  if (preview.dirtyInTheWay.length > 0) {
    lines.push('', t('Uncommitted changes are in:'), ...preview.dirtyInTheWay.map((file) => `- ${code(file)}`));
  }
  return `${lines.join('\n')}\n`;
}
