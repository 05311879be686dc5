/**
 * What random tests begin with. The same in every run, so that a run fails only for what was changed; `npm test -- --seed new`
 * looks further, and says which number it took.
 */
export const SEED = Number(process.env.SIGNALBOX_SEED ?? 20261121);

/** Mulberry32: small, seeded, good enough to pick moments and cases. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
