import type { PlanHead } from '../../src/protocol/plan';
import { planRequests } from '../../src/protocol/plan-messages';
import { Button, IconButton } from '../ui/controls';
import { Icon } from '../ui/icon';
import { t, tn } from '../ui/l10n';
import { followNext } from './scrolled';
import { ask } from './store';
import { takeBack } from './take-back';

interface WaitingProps {
  readonly head: PlanHead;
  readonly busy: boolean;
  /** On its way to the others. */
  readonly sending: string | undefined;
}

/** What was written while the agent was answering: said when that answer is complete, and until then it can be changed. */
export function Waiting({ head, busy, sending }: WaitingProps) {
  const { waiting } = head;
  const count = waiting.length + (sending === undefined ? 0 : 1);
  if (count === 0) return null;
  return (
    <section class="waiting" aria-label={t('Waiting messages')}>
      <header class="waiting__head second">
        <Icon name="clockface" small />
        <span class="grow">
          {busy
            ? tn('Sent when this answer is complete', 'Sent together when this answer is complete', count)
            : t('Not sent, as the answer was not completed')}
        </span>
        {busy ? null : (
          <Button small onClick={() => sendNow(head.ref)}>
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
            <IconButton
              small
              icon="edit"
              title={t('Take back and edit')}
              onClick={() => void takeBack(head.ref, n, text)}
            />
            <IconButton
              small
              icon="close"
              title={t('Do not send')}
              onClick={() => void ask(planRequests.takeBack, { ref: head.ref, n })}
            />
          </li>
        ))}
        {sending === undefined ? null : (
          <li class="waiting__message" aria-busy="true">
            <span class="waiting__text grow">{sending}</span>
          </li>
        )}
      </ul>
    </section>
  );
}

function sendNow(ref: string): void {
  followNext();
  void ask(planRequests.sendWaiting, { ref });
}

/** The newest of them comes back to be changed. */
export function editNewest(head: PlanHead): boolean {
  const newest = head.waiting.at(-1);
  if (newest) void takeBack(head.ref, newest.n, newest.text);
  return newest !== undefined;
}
