import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { PlanHead, ReviewView } from '../../src/protocol/plan';
import { planCommands, planRequests } from '../../src/protocol/plan-messages';
import { Button } from '../ui/controls';
import { Icon } from '../ui/icon';
import { t } from '../ui/l10n';
import { ask, isSeen, send } from './store';

interface ReviewProps {
  readonly review: ReviewView;
  readonly head: PlanHead;
}

/** Docked like a question of the agent: what would be written can be read beside it, as long as it takes. */
export function Review({ review, head }: ReviewProps) {
  const [busy, setBusy] = useState(false);
  const box = useRef<HTMLElement>(null);
  // The difference has just been opened; whoever works by keyboard goes on here. Not where the view was only shown again.
  useLayoutEffect(() => {
    if (isSeen()) box.current?.focus();
  }, []);
  const replaces = review.files.some(({ change }) => change === 'replaced');
  const approve = async () => {
    setBusy(true);
    await ask(planRequests.approveFinal, { ref: head.ref });
    setBusy(false);
  };
  return (
    <section ref={box} class="permission review" tabIndex={-1} aria-label={t('Finalize')}>
      <header class="permission__head">
        <Icon name="checklist" />
        <span class="permission__title">
          {replaces
            ? t('Replace what {0} has and approve it?', head.slug)
            : t('Write the plan of {0} and approve it?', head.slug)}
        </span>
        <span class="pill">{t('Needs you')}</span>
      </header>
      <ul class="review__files">
        {review.files.map(({ path, change, added, removed }) => (
          <li key={path} class="review__file">
            <span class="second">{CHANGES[change]()}</span>
            <span class="review__name" title={path}>
              {path.slice(path.lastIndexOf('/') + 1)}
            </span>
            <span class="second clip grow">{path.slice(0, Math.max(0, path.lastIndexOf('/')))}</span>
            <span class="second figures">
              {added > 0 ? `+${added}` : ''} {removed > 0 ? `−${removed}` : ''}
            </span>
          </li>
        ))}
      </ul>
      <div class="permission__buttons">
        <Button small primary disabled={busy} onClick={() => void approve()}>
          {replaces ? t('Replace and Approve') : t('Write and Approve')}
        </Button>
        <Button small disabled={busy} onClick={() => send(planCommands.showDifference, null)}>
          {t('Show Difference')}
        </Button>
        <Button small disabled={busy} onClick={() => void ask(planRequests.dropFinal, { ref: head.ref })}>
          {t('Not Yet')}
        </Button>
      </div>
    </section>
  );
}

const CHANGES = { new: () => t('new'), replaced: () => t('replaced'), same: () => t('same') } as const;
