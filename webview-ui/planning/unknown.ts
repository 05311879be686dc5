import type { Refusal } from '../../src/core/result';

const OF_THE_WAY = ['disconnected', 'disposed', 'timeout', 'cancelled'];

/** Refused by the way, not by the host: whether what was asked for happened is not known. */
export function isUnknown({ code }: Refusal): boolean {
  return OF_THE_WAY.includes(code);
}
