import { agents } from './agents';
import { boards } from './boards';
import { general } from './general';
import { iterations } from './iterations';
import { plans } from './plans';
import { projects } from './projects';
import { rollback } from './rollback';
import type { Feature } from './types';

/** Every feature, in the order in which views and settings are shown. */
export const features = [
  projects,
  boards,
  plans,
  iterations,
  agents,
  rollback,
  general,
] as const satisfies readonly Feature[];
