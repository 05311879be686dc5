import type { RollbackPreview } from '../../core/rollback/model';
import { type Compared, compare, contentUri, gitFiles } from '../contents';
import { t } from '../translate';

/** Opens what a rollback would change: a page that says it in words, then every file before and after. */
export async function showPreview(preview: RollbackPreview, title: string): Promise<void> {
  const path = `${t('Rollback')}.md`;
  const text = previewPage(preview);
  const page: Compared = { file: contentUri(path, { text }), path, before: undefined, after: { text } };
  await compare(title, [page, ...gitFiles(preview.root, preview.outcome)]);
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
