import { addUsage, NO_USAGE, preview, type Usage } from '../../core/agent/event';
import type { ToolSummary } from '../../core/plan/model';
import type { TraceRecord } from '../../core/run/trace';

interface Received {
  readonly text: string;
  readonly tools: readonly ToolSummary[];
  readonly usage: Usage;
}

/** What a turn's records say: the same that its runner would have reported. */
export function receivedOf(records: readonly TraceRecord[]): Received {
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
