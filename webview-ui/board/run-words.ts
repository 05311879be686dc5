import { t } from '../ui/l10n';

/** How an attempt ended, where it left no word of its own. */
export function outcomeWord(outcome: string): string {
  switch (outcome) {
    case 'running':
      return t('At work');
    case 'completed':
      return t('Completed');
    case 'blocked':
      return t('Blocked');
    case 'review':
      return t('Handed in for review');
    case 'reclaimed':
      return t('Taken back from its worker');
    case 'archived':
      return t('Archived');
    case 'spawn_failed':
      return t('The worker could not be started');
    case 'crashed':
      return t('The worker ended without finishing');
    case 'timed_out':
      return t('It took too long');
    case 'lease_expired':
      return t('The worker gave no sign of life');
    case 'protocol_violation':
      return t('The worker ended without saying how it went');
    case 'rate_limited':
      return t('Rate limit');
    default:
      return outcome;
  }
}

/** Where the worker of a task works. */
export function workspaceWord(kind: string | undefined): string | undefined {
  switch (kind) {
    case 'scratch':
      return t('scratch folder');
    case 'worktree':
      return t('git worktree');
    case 'dir':
      return t('a folder');
    default:
      return kind;
  }
}
