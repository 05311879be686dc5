import { signal } from '@preact/signals';
import type { Refusal } from '../../../src/core/result';

/** The card under the pointer: it alone has its buttons drawn. */
export const hovered = signal<string | null>(null);
/** Cards that are being dragged. */
export const lifted = signal<ReadonlySet<string>>(new Set());
/** The column under the dragged cards. */
export const over = signal<string | null>(null);
/** For each column why the dragged cards may not go there; null while the host was not heard yet. */
export const refusals = signal<Readonly<Record<string, Refusal | null>> | null>(null);
