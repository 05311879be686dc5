import { planRequests } from '../../src/protocol/plan-messages';
import { keepNow, keptSignal } from '../ui/host-api';
import { focusInput } from './composer';
import { writeOn } from './drafts';
import { ask, forgetRefusal, look } from './store';
import { isUnknown } from './unknown';

/** A message on its way back from the plan to the field. Between the two it is nowhere else. */
interface Taking {
  readonly ref: string;
  readonly n: number;
  readonly text: string;
}

const taking = keptSignal<readonly Taking[]>('taking', []);
const isSame = (one: Taking, other: Taking) => one.ref === other.ref && one.n === other.n;

/** It goes before what is half typed, as it was written before. */
export async function takeBack(ref: string, n: number, text: string): Promise<void> {
  const message = { ref, n, text };
  if (taking.peek().some((each) => isSame(each, message))) return;
  taking.value = [...taking.peek(), message];
  keepNow();
  const taken = await ask(planRequests.takeBack, { ref, n });
  if (!taken.ok && isUnknown(taken.refusal)) {
    forgetRefusal();
    return;
  }
  end(message, taken.ok);
  if (taken.ok) focusInput();
}

/** The page before this one was gone before it heard: what is no longer in the plan, and was not said, is written on. */
export function settleTaking(): void {
  for (const message of taking.peek())
    void look(planRequests.takeBack, { ref: message.ref, n: message.n }).then((taken) => {
      if (taken.ok || !isUnknown(taken.refusal)) end(message, taken.ok || taken.refusal.code === 'not_waiting');
    });
}

function end(message: Taking, isTaken: boolean): void {
  if (!taking.peek().some((each) => isSame(each, message))) return;
  if (isTaken) writeOn(message.ref, message.text);
  taking.value = taking.peek().filter((each) => !isSame(each, message));
}
