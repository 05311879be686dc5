import type { RollbackPreview } from '../../core/rollback/model';
import type { Translate } from '../../core/translate';

/** What a person agrees to by the one button of the question. */
export interface Agreement {
  readonly stopFirst: boolean;
  readonly setAside: boolean;
  readonly reset: boolean;
  readonly detached: boolean;
}

export interface Question {
  readonly message: string;
  readonly detail: string;
  readonly button: string;
  readonly agreement: Agreement;
}

const MOST_NAMED = 8;

/** The confirmation names slug, commits and stories, and everything that the button agrees to besides. */
export function questionFor(
  preview: RollbackPreview,
  runningPid: number | undefined,
  resetAllowed: boolean,
  t: Translate,
): Question {
  const asked = inTheWay(preview);
  const agreement: Agreement = {
    stopFirst: runningPid !== undefined,
    setAside: asked.length > 0,
    reset: preview.conflicts.length > 0 && resetAllowed && !preview.onRemote,
    detached: preview.branch === undefined,
  };
  const stories = preview.stories.map((story) => story.id).join(', ');
  const message = stories
    ? t('Roll back {stories} of {slug}?', { stories, slug: preview.slug })
    : t('Roll back the last commit of {slug}?', { slug: preview.slug });
  const paragraphs = [
    [
      t('Commits to be reverted:'),
      ...named(
        preview.commits.map((commit) => `${commit.sha.slice(0, 7)}  ${commit.subject}`),
        t,
      ),
    ],
    flips(preview, t),
    preview.evidence === 'head-alone' ? [t('No commit names the story, so this is the last commit alone.')] : [],
    agreement.detached ? [t('HEAD is on no branch: no branch will hold the revert.')] : [],
    asked.length > 0 ? [t('Your uncommitted changes are set aside and put back on top:'), ...named(asked, t)] : [],
    conflictWords(preview, agreement, t),
    runningPid === undefined
      ? []
      : [t('The process that works on the project ({pid}) is stopped first.', { pid: runningPid })],
    [t('Everything is kept: it can be undone.')],
  ];
  const detail = paragraphs.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return { message, detail: detail.join('\n\n'), button: buttonFor(agreement, t), agreement };
}

function inTheWay(preview: RollbackPreview): readonly string[] {
  return preview.dirtyInTheWay.filter((file) => !(preview.prdCarriedOver && file === preview.prdInTree));
}

function flips(preview: RollbackPreview, t: Translate): string[] {
  const also = preview.alsoFlip.map((story) => story.id).join(', ');
  return also ? [t('The same commits completed {also}: no longer passing either.', { also })] : [];
}

function conflictWords(preview: RollbackPreview, agreement: Agreement, t: Translate): string[] {
  if (preview.conflicts.length === 0) return [];
  const files = named(preview.conflicts, t);
  if (agreement.reset) {
    return [
      t('Later changes stand in the way of a revert, so the branch is moved back, with all later commits:'),
      ...files,
    ];
  }
  return [
    t('Later changes stand in the way in these files. The revert will stop there and leave everything as it is:'),
    ...files,
  ];
}

function buttonFor(agreement: Agreement, t: Translate): string {
  if (agreement.stopFirst) return t('Stop It and Roll Back');
  if (agreement.reset) return t('Move the Branch Back');
  if (agreement.setAside) return t('Set Aside and Roll Back');
  return t('Roll Back');
}

function named(lines: readonly string[], t: Translate): string[] {
  const shown = lines.slice(0, MOST_NAMED).map((line) => `    ${line}`);
  return lines.length > MOST_NAMED
    ? [...shown, t('    and {count} more', { count: lines.length - MOST_NAMED })]
    : shown;
}
