import { ok } from '../../core/result';
import { verb } from '../noun';

export const exportVerb = verb({ name: 'export', summary: 'x', run: async () => ok(undefined) });
export const importVerb = verb({ name: 'import', summary: 'x', run: async () => ok(undefined) });
