import { compareCards } from '../../protocol/board';
import type { CardPlace, CardSet } from './source';

/** So many are sorted before others get their turn. */
const SORTED_AT_ONCE = 5_000;

/**
 * The ids of all cards of the columns, down each of them, the columns in turns: what is told in this order is added below what
 * is there already. An empty page is a pause.
 */
export function* walk(set: CardSet, columns: readonly string[], page: number): Generator<readonly string[]> {
  const descents: Generator<string>[] = [];
  for (const column of columns) {
    const runs: CardPlace[][] = [];
    let run: CardPlace[] = [];
    for (const place of set.places(column)) {
      run.push(place);
      if (run.length < SORTED_AT_ONCE) continue;
      runs.push(run);
      run = [];
    }
    if (run.length > 0) runs.push(run);
    for (const each of runs) {
      each.sort(compareCards);
      if (each.length === SORTED_AT_ONCE) yield [];
    }
    if (runs.length > 0) descents.push(merged(runs));
  }
  let ids: string[] = [];
  while (descents.length > 0) {
    const descent = descents.shift()!;
    for (let next = descent.next(); ; next = descent.next()) {
      if (next.done) break;
      ids.push(next.value);
      if (ids.length < page) continue;
      descents.push(descent);
      break;
    }
    if (ids.length < page && descents.length > 0) continue;
    yield ids;
    ids = [];
  }
}

function* merged(runs: readonly (readonly CardPlace[])[]): Generator<string> {
  const heads = runs.map((run) => ({ run, at: 0 }));
  for (;;) {
    let best: { readonly run: readonly CardPlace[]; at: number } | undefined;
    for (const head of heads) {
      const place = head.run[head.at];
      if (place && (!best || compareCards(place, best.run[best.at]!) < 0)) best = head;
    }
    if (!best) return;
    yield best.run[best.at]!.id;
    best.at += 1;
  }
}
