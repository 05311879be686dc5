import { addUsage, NO_USAGE, preview, type Usage } from '../../core/agent/event';
import { reportTurn } from '../../core/plan/decide';
import type { ToolSummary, Turn } from '../../core/plan/model';
import type { TraceRecord } from '../../core/run/trace';
import { say, spoken } from '../../core/sentence';
import type { Traces } from '../../ports/traces';
import { decided } from '../runners/runners';
import { type PlanStream, planTrace } from './stream';

export interface Received {
  readonly text: string;
  readonly tools: readonly ToolSummary[];
  readonly usage: Usage;
}

/** What a turn's records say: the same that its runner would have reported. */
function receivedOf(records: readonly TraceRecord[]): Received {
  let text = '';
  let usage = NO_USAGE;
  const tools = new Map<string, ToolSummary>();
  for (const { type, data } of records) {
    if (type === 'text' && typeof data.text === 'string') text += data.text;
    else if (type === 'usage' && data.total !== true) usage = addUsage(usage, data as unknown as Usage);
    else if (type === 'tool_call') {
      const { id, title, kind, input } = data as unknown as ToolSummary;
      tools.set(id, { ...tools.get(id), id, title: preview(title), kind, input: preview(input) });
    } else if (type === 'tool_result') {
      const call = tools.get(String(data.id));
      if (call) tools.set(call.id, { ...call, ok: data.ok === true, output: preview(String(data.output)) });
    }
  }
  return { text, tools: [...tools.values()], usage };
}

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
