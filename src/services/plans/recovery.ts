import { reportTurn } from '../../core/plan/decide';
import type { Turn } from '../../core/plan/model';
import { say, spoken } from '../../core/sentence';
import type { Traces } from '../../ports/traces';
import { receivedOf } from '../agents/received';
import { decided } from '../runners/runners';
import { type PlanStream, planTrace } from './stream';

/** Ends a turn whose runner is gone, with everything that had arrived. */
export async function recoverTurn(traces: Traces, stream: PlanStream, turn: Turn): Promise<void> {
  const records = turn.status === 'running' ? await traces.read(planTrace(stream.state?.id ?? ''), turn.after) : [];
  const received = receivedOf(records.filter((record) => record.span === `turn-${turn.n}`));
  await stream.commit('signalbox', (state) =>
    decided(
      reportTurn(state, turn.n, [
        {
          type: 'turn_ended',
          turn: turn.n,
          status: turn.stopping ? 'cancelled' : 'lost',
          ...received,
          stop: turn.stopping ? 'cancelled' : 'error',
          ...(turn.stopping
            ? {}
            : {
                error: {
                  kind: 'crashed' as const,
                  ...spoken(say('The background process that ran the agent is gone.')),
                },
              }),
        },
      ]),
    ),
  );
}
