import { type Sentence, say } from '../sentence';
import type { PlanStatus } from './model';

const STATUS_WORDS: Readonly<Record<PlanStatus, Sentence>> = {
  active: say('active'),
  complete: say('complete'),
  cancelled: say('cancelled'),
  failed: say('failed'),
  expired: say('expired'),
};

/** How a plan stands, in the middle of a sentence. */
export function planWord(status: PlanStatus): Sentence {
  return STATUS_WORDS[status];
}
