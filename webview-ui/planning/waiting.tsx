import type { PlanHead } from '../../src/protocol/plan';
import { planRequests } from '../../src/protocol/plan-messages';
import { Button, IconButton } from '../ui/controls';
import { Icon } from '../ui/icon';
import { t, tn } from '../ui/l10n';
import { focusInput } from './composer';
import { ask, drafts, setDraft } from './store';

/** What was written while the agent was answering: said when that answer is complete, and until then it can be changed. */
export function Waiting({ head, busy }: { readonly head: PlanHead; readonly busy: boolean }) {
  const { waiting } = head;
  if (waiting.length === 0) return null;
  return (
    <section class="waiting" aria-label={t('Waiting messages')}>
      <header class="waiting__head second">
        <Icon name="clockface" small />
        <span class="grow">
          {busy
            ? tn('Sent when this answer is complete', 'Sent together when this answer is complete', waiting.length)
            : t('Not sent, as the answer was not completed')}
        </span>
        {busy ? null : (
          <Button small onClick={() => void ask(planRequests.sendWaiting, null)}>
            {t('Send Now')}
          </Button>
        )}
      </header>
      <ul>
        {waiting.map(({ n, text }) => (
          <li key={n} class="waiting__message">
            <span class="waiting__text grow" title={text}>
              {text}
            </span>
            <IconButton small icon="edit" title={t('Take back and edit')} onClick={() => void edit(head, n)} />
            <IconButton
              small
              icon="close"
              title={t('Do not send')}
              onClick={() => void ask(planRequests.takeBack, { n })}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** It goes before what is half typed, as it was written before. */
async function edit(head: PlanHead, n: number): Promise<void> {
  const taken = await ask(planRequests.takeBack, { n });
  if (!taken.ok) return;
  setDraft(head.ref, [taken.value, drafts.peek()[head.ref] ?? ''].filter(Boolean).join('\n\n'));
  focusInput();
}

/** The newest of them comes back to be changed. */
export function editNewest(head: PlanHead): boolean {
  const newest = head.waiting.at(-1);
  if (newest) void edit(head, newest.n);
  return newest !== undefined;
}
