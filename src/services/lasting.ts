import type { Clock } from '../ports/clock';
import { type Committed, type LedgerEvent, LedgerUnavailable } from '../ports/ledger';

const AGAIN_MS = 2_000;
const TRIES = 150;

/**
 * What an agent has done is worth waiting for: while the store cannot take it (a full disk, a locked file) it is tried
 * again, for minutes. After that it throws what the store said; the runner ends, and the next one finds what is in the trace.
 */
export async function lasting<E extends LedgerEvent, T>(
  clock: Clock,
  attempt: () => Promise<Committed<E, T>>,
): Promise<Committed<E, T>> {
  for (let tries = 1; ; tries += 1) {
    const committed = await attempt();
    if (committed.ok || committed.by === 'decision') return committed;
    if (tries === TRIES) throw new LedgerUnavailable(committed.refusal);
    await new Promise<void>((resolve) => {
      clock.after(AGAIN_MS, resolve);
    });
  }
}
