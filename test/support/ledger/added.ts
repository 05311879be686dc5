import type { Commit, Ledger, LedgerEvent } from '../../../src/ports/ledger';

export interface Added extends LedgerEvent {
  readonly type: 'added';
  readonly n: number;
}

/** Appends without looking at what is there. */
export function add(ledger: Ledger, stream: string, n: number, actor = 'ann') {
  return ledger.commit<Added, number>(
    stream,
    actor,
    () => Number.POSITIVE_INFINITY,
    () => ({ ok: true, events: [{ type: 'added', n }], value: n }),
  );
}

/** Follows until `enough` says so; answers with all that was pushed. */
export function collect<C extends Commit>(
  follow: (listener: (commits: readonly C[]) => void) => { dispose(): void },
  enough: (commits: readonly C[]) => boolean,
): Promise<C[]> {
  return new Promise((resolve) => {
    const seen: C[] = [];
    const following = follow((commits) => {
      seen.push(...commits);
      if (!enough(seen)) return;
      following.dispose();
      resolve(seen);
    });
  });
}

/** What was added, in order. */
export const numbers = (commits: readonly Commit[]) =>
  commits.flatMap((commit) => commit.events.map((event) => (event as Added).n));
