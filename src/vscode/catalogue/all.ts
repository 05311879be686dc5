import { boards } from './boards';
import { general } from './general';
import { projects } from './projects';
import type { Feature } from './types';

/** Every feature, in the order in which views and settings are shown. */
export const features = [projects, boards, general] as const satisfies readonly Feature[];
