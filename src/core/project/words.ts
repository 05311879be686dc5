import { type Sentence, say } from '../sentence';
import type { ProjectStatus, RegistryStatus } from './model';

const STATUS_WORDS: Readonly<Record<ProjectStatus | RegistryStatus, Sentence>> = {
  'running-ralph': say('running'),
  'running-manual': say('running by hand'),
  planning: say('planning'),
  approved: say('approved'),
  pending: say('pending'),
  failed: say('failed'),
  complete: say('complete'),
  blocked: say('blocked'),
  idle: say('idle'),
  cancelled: say('cancelled'),
};

/** How a project stands, in the middle of a sentence. */
export function projectWord(status: ProjectStatus | RegistryStatus): Sentence {
  return STATUS_WORDS[status];
}
