import { signal } from '@preact/signals';
import type { BoardRef } from '../../../src/protocol/board';
import { keptSignal } from '../../ui/host-api';

export type DialogOpen =
  | { readonly kind: 'create'; readonly column?: string | undefined }
  | { readonly kind: 'newBoard' }
  | { readonly kind: 'editBoard'; readonly ref: BoardRef }
  | { readonly kind: 'archiveBoard'; readonly ref: BoardRef }
  | { readonly kind: 'keys' }
  | { readonly kind: 'schedule'; readonly ids: readonly string[] }
  | { readonly kind: 'reason'; readonly verb: 'block' | 'complete' | 'requestChanges'; readonly id: string };

/** What the page itself has open. Kept over a reload where a person would miss it. */
export const dialog = keptSignal<DialogOpen | null>('dialog', null);
export const openId = keptSignal<string | null>('open', null);
export const quickCreate = keptSignal<string | null>('quickCreate', null);
/** The one column that a narrow page shows. */
export const tab = keptSignal<string | null>('tab', null);
export const travelling = signal(false);
/** Size of the page. */
export const pageWidth = signal(innerWidth);
export const pageHeight = signal(innerHeight);
addEventListener('resize', () => {
  pageWidth.value = innerWidth;
  pageHeight.value = innerHeight;
});
