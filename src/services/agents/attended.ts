import type { AgentSession } from '../../ports/agent';
import type { Disposable } from '../../ports/disposable';
import type { AgentTurn, TurnReport } from './turn';

/** Whoever decides something while an agent works. */
export interface Attendance {
  readonly stream: { onChange(listener: () => void): Disposable };
  /** The runner is to end. */
  readonly stop: AbortSignal;
  /** Nobody wants the rest of the turn any more. */
  over(): boolean;
  /** What was asked and is answered. */
  answers(): Iterable<{ readonly id: string; readonly option: string }>;
  /** The agent has got an answer. */
  told?(id: string, option: string): void;
}

/** Runs a turn and hands on to its agent what is decided meanwhile: that it is to stop, and answers to its questions. */
export async function attended(session: AgentSession, turn: AgentTurn, by: Attendance): Promise<TurnReport> {
  const answered = new Set<string>();
  const look = () => {
    if (by.stop.aborted || by.over()) void session.cancel();
    for (const { id, option } of by.answers()) {
      if (answered.has(id)) continue;
      answered.add(id);
      if (session.answer(id, option)) by.told?.(id, option);
    }
  };
  const following = by.stream.onChange(look);
  by.stop.addEventListener('abort', look);
  try {
    look();
    return await turn.run();
  } finally {
    by.stop.removeEventListener('abort', look);
    following.dispose();
  }
}
