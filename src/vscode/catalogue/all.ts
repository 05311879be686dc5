import { general } from './general';
import type { Feature } from './types';

/** Every feature, in the order in which views and settings are shown. */
export const features = [general] as const satisfies readonly Feature[];
