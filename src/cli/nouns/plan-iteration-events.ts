import { type IterationSign, signOf } from '../../core/iteration/events';
import { ok } from '../../core/result';
import { iterationTrace } from '../../services/iterations/stream';
import { verb } from '../noun';
import { openPlanning } from '../planning';
import { UsageError } from '../usage';

export const session = {
  name: 'session',
  help: 'such as shop.i1 (signalbox plan list)',
  completes: 'iterations',
} as const;
export const number = { name: 'n', help: 'the iteration, from 1' } as const;

/** Throws a usage error for a word that is no number. */
export function wholeNumber(what: string, given: string | undefined): number | undefined {
  if (given !== undefined && !/^\d{1,9}$/.test(given))
    throw new UsageError(`${what} takes a whole number, not "${given}".`);
  return given === undefined ? undefined : Number(given);
}

export function lineOf({ type, iteration, data }: IterationSign): string {
  switch (type) {
    case 'iteration_start':
      return `Iteration ${iteration} of ${data.of}`;
    case 'tool_use':
      return `  · ${data.title}`;
    case 'document_updated':
      return data.added === undefined ? '' : `  ${data.document}: +${data.added} -${data.removed} characters`;
    case 'error':
      return `  ${data.message}`;
    default:
      return '';
  }
}

/** What ends them is written into the ledger first, and then told. */
const LAST_WORD_MS = 2_000;

export const events = verb({
  name: 'events',
  summary: 'what happens in iterations, one line each, until they are over',
  arguments: [session],
  options: { after: { type: 'string', value: 'N', help: 'only what came after that number' } },
  examples: ['signalbox plan events shop.i1', 'signalbox plan events shop.i1 --after 12 --json'],
  async run({ context, args, options }) {
    let last = wholeNumber('--after', options.after) ?? 0;
    const planning = await openPlanning(context);
    if (!planning.ok) return planning;
    const { iterations, traces } = planning.value;
    const id = args[0] ?? '';
    const known = await iterations.show(id);
    if (!known.ok) return known;
    const tell = (sign: IterationSign) => {
      if (sign.n <= last) return;
      last = sign.n;
      const words = lineOf(sign).trim();
      context.print(context.json ? JSON.stringify(sign) : [sign.n, sign.type, words].filter(Boolean).join('  '));
    };
    if (known.value.status === 'running') {
      let heardAll: () => void = () => {};
      const all = new Promise<void>((resolve) => {
        heardAll = resolve;
      });
      const following = iterations.follow(id, last, (signs) => {
        for (const sign of signs) tell(sign);
        if (signs.some(({ type }) => type === 'done' || type === 'cancelled')) heardAll();
      });
      await iterations.untilOver(id);
      const late = setTimeout(heardAll, LAST_WORD_MS);
      await all;
      clearTimeout(late);
      following.dispose();
    }
    for (const record of await traces.read(iterationTrace(id), last)) {
      const sign = signOf(record);
      if (sign) tell(sign);
    }
    return ok(undefined);
  },
});
