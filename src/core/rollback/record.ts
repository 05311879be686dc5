import type { RollbackMethod } from './model';

export interface CapturedFileRecord {
  readonly path: string;
  readonly blob?: string;
  readonly mode?: string;
}

/**
 * What a rollback writes down before it changes anything, kept in the repository itself under a rescue ref. After a crash
 * it tells how to get back to exactly what was there.
 */
export interface RollbackRecord {
  readonly version: 1;
  readonly token: string;
  readonly slug: string;
  readonly at: number;
  /** The process at work, by pid and start time. */
  readonly pid: number;
  readonly processStartedAt: number;
  readonly host: string;
  readonly root: string;
  readonly branch: string | null;
  readonly oldHead: string;
  readonly phase: 'begun' | 'done' | 'undone';
  readonly commits: readonly string[];
  readonly subjects: readonly string[];
  readonly stories: readonly string[];
  /** Whether the stories passed before: what they go back to when this is taken back. */
  readonly storiesPassed: boolean;
  readonly method: RollbackMethod;
  /** The rollback that this one undoes. */
  readonly undoes?: string;
  /** Every file that the rollback may touch or that was uncommitted, as it was on disk before. */
  readonly before: readonly CapturedFileRecord[];
  readonly touched: readonly string[];
  /** Where the stories are; `inRepository`: among the files that the commits touch. */
  readonly prd: { readonly path: string; readonly inRepository: boolean } | null;
  /** Set when done. */
  readonly newHead?: string;
  /** The touched files as the rollback left them, to notice later changes. */
  readonly after?: readonly CapturedFileRecord[];
}

export const RESCUE = 'refs/signalbox/rescue';
/** Held while a rollback of the repository is under way; points to its record. */
export const UNDER_WAY = 'refs/signalbox/under-way';

export const rescueRefs = (token: string) => ({
  head: `${RESCUE}/${token}/head`,
  work: `${RESCUE}/${token}/work`,
  record: `${RESCUE}/${token}/record`,
});

/** `20261121T055730Z-4f2a`: sorts by time and is safe in a ref name. */
export function tokenAt(at: number, salt: string): string {
  return `${new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')}-${salt}`;
}

export const isToken = (text: string) => /^\d{8}T\d{6}Z-[0-9a-f]{4,16}$/.test(text);

export function parseRecord(text: string): RollbackRecord | undefined {
  try {
    const value = JSON.parse(text) as RollbackRecord;
    return value.version === 1 && typeof value.token === 'string' && typeof value.oldHead === 'string'
      ? value
      : undefined;
  } catch {
    return undefined;
  }
}
