import { type Sentence, say } from '../sentence';
import type { Status } from './model';

const STATUS_WORDS: Readonly<Record<Status, Sentence>> = {
  triage: say('triage'),
  todo: say('todo'),
  scheduled: say('scheduled'),
  ready: say('ready'),
  running: say('running'),
  blocked: say('blocked'),
  review: say('review'),
  done: say('done'),
  archived: say('archived'),
};

/** A status in the middle of a sentence. */
export function statusWord(status: Status): Sentence {
  return STATUS_WORDS[status];
}
