import type { PlanHead } from '../../src/protocol/plan';
import { planCommands, planRequests } from '../../src/protocol/plan-messages';
import { Button } from '../ui/controls';
import { Icon } from '../ui/icon';
import { t } from '../ui/l10n';
import { followNext } from './scrolled';
import { ask, begin, send } from './store';

/** What a person can do when no answer is under way: at most one filled button. */
export function NextStep({ head, hasTurns }: { readonly head: PlanHead; readonly hasTurns: boolean }) {
  if (head.status === 'complete') {
    return (
      <div class="next">
        <span>
          <Icon name="pass" tone="passed" /> {t('The plan is written and the project approved.')}
        </span>
        <span class="next__buttons">
          <Button small onClick={() => send(planCommands.openPrd, null)}>
            {t('Open PRD')}
          </Button>
          <Button small onClick={() => begin({ slug: head.slug })}>
            {t('Plan Anew')}
          </Button>
        </span>
      </div>
    );
  }
  if (head.status !== 'active') {
    return (
      <div class="next">
        <span>{endWords(head)}</span>
        <Button small primary onClick={() => void ask(planRequests.resume, { ref: head.ref })}>
          {t('Take It Up Again')}
        </Button>
      </div>
    );
  }
  if (head.review) return null;
  if (head.unfinished) {
    return (
      <div class="next">
        <span>
          <Icon name="warning" tone="warning" />{' '}
          {t('You approved this plan, but writing it was cut short. Nothing more is asked.')}
        </span>
        <Button small primary onClick={() => void ask(planRequests.finalize, { ref: head.ref })}>
          {t('Finish')}
        </Button>
      </div>
    );
  }
  if (!head.ready || !hasTurns) return null;
  const at = head.phases.findIndex((phase) => phase.state === 'now');
  const title = head.phases[at]?.title ?? '';
  return (
    <div class="next">
      <span>
        <Icon name="check" tone="passed" /> {t('{0} is ready.', title)}
      </span>
      {head.isLastPhase ? (
        <Button small primary onClick={() => void ask(planRequests.finalize, { ref: head.ref })}>
          {t('Finalize…')}
        </Button>
      ) : (
        <Button small primary onClick={() => step(head.ref, head.phases[at]?.name ?? '')}>
          {t('Go On to {0}', head.phases[at + 1]?.title ?? '')}
        </Button>
      )}
    </div>
  );
}

function step(ref: string, from: string): void {
  followNext();
  void ask(planRequests.advance, { ref, from });
}

function endWords({ status, statusReason }: PlanHead): string {
  if (statusReason) return statusReason;
  switch (status) {
    case 'cancelled':
      return t('This plan was cancelled. All that was said is kept.');
    case 'expired':
      return t('Nobody has touched this plan for long. All that was said is kept.');
    default:
      return t('This plan has failed. All that was said is kept.');
  }
}
