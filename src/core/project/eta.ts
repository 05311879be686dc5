import type { Iteration } from './model';

/** How long a story takes while there is nothing to measure. */
const SECONDS_A_STORY = 12 * 60;

export interface Eta {
  readonly seconds: number | null;
  readonly range: readonly [number, number] | null;
}

/** Median of the project's own iterations times what is left, with the 20th to 80th percentile. */
export function etaOf(storiesTotal: number, storiesDone: number, iterations: readonly Iteration[]): Eta {
  if (storiesTotal === 0) return { seconds: null, range: null };
  const left = storiesTotal - storiesDone;
  if (left === 0) return { seconds: 0, range: [0, 0] };
  const times = iterations
    .flatMap(({ seconds }) => (seconds !== undefined && seconds > 0 ? [seconds] : []))
    .sort((a, b) => a - b);
  if (times.length === 0) return { seconds: left * SECONDS_A_STORY, range: null };
  const at = (part: number) => Math.round(left * percentile(times, part));
  return { seconds: at(0.5), range: [at(0.2), at(0.8)] };
}

/** Of sorted values, interpolated between neighbours. */
export function percentile(sorted: readonly number[], part: number): number {
  const place = (sorted.length - 1) * part;
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}
