import { type IterationEvent, loseRunner, NOTHING_LEFT } from '../../core/iteration/model';
import { summaryOf } from '../../core/iteration/prompt';
import type { DocumentWork } from '../../ports/document-work';
import type { Traces } from '../../ports/traces';
import { receivedOf } from '../agents/received';
import { decided } from '../runners/runners';
import { type IterationStream, iterationTrace } from './stream';

export interface LostDeps {
  readonly traces: Traces;
  readonly documentWork: DocumentWork;
}

/**
 * Ends a session whose runner is gone. The document is kept as it was left, so that its changes can be decided, and what
 * the agent did and cost until then counts.
 */
export async function endLost({ traces, documentWork }: LostDeps, stream: IterationStream, actor: string) {
  const session = stream.state;
  const running = session?.status === 'running' ? session.done.find(({ status }) => status === 'running') : undefined;
  let left = NOTHING_LEFT;
  if (session && running) {
    const span = `iteration-${running.n}`;
    const records = await traces.read(iterationTrace(session.id), 0).catch(() => []);
    const { text, tools, usage } = receivedOf(records.filter((record) => record.span === span));
    const measured = await documentWork.keepLeft(session, running.n);
    left = { ...left, ...measured, toolCalls: tools.length, summary: summaryOf(text), usage };
  }
  const committed = await stream.commit(actor, (state) =>
    decided({ ok: true, value: state ? loseRunner(state, left) : [] }),
  );
  if (session && committed.ok && committed.commit) tellViewers(traces, session.id, committed.commit.events);
  return committed;
}

/** Viewers who only follow the trace learn that nothing more comes. Whoever ended the session is its one writer now. */
function tellViewers(traces: Traces, id: string, events: readonly IterationEvent[]): void {
  try {
    const writer = traces.write(iterationTrace(id));
    for (const event of events) {
      if (event.type === 'iteration_ended') {
        const { n, status, added, removed, error } = event;
        const span = `iteration-${n}`;
        if (error) writer.append({ span, type: 'error', data: { ...error } });
        writer.append({ span, type: 'step_end', data: { iteration: n, status, added, removed } });
      } else if (event.type === 'session_ended') {
        writer.append({ span: 'session', type: 'run_end', data: { status: event.status } });
      }
    }
    writer.close();
  } catch {
    // The ledger has it; a trace that cannot be written is no reason to say that the session goes on.
  }
}
