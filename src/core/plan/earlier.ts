import type { Usage } from '../agent/event';

export interface SaidBefore {
  readonly role: 'user' | 'assistant';
  readonly text: string;
  readonly at: number;
}

/** A conversation from before a plan, as the agent's own program kept it. A plan can go on from it. */
export interface EarlierTalk {
  readonly source: 'claude';
  /** The agent's own name of the session. */
  readonly session: string;
  readonly updatedAt: number;
  readonly messages: readonly SaidBefore[];
  /** What the session has used so far: a plan that goes on from it has not spent that. */
  readonly usage: Usage;
}

const LONGEST_MESSAGE = 20_000;
const LONGEST_TALK = 120_000;

/** The newest part, as far as a plan keeps it. */
export function newestOf(talk: EarlierTalk): EarlierTalk {
  const kept: SaidBefore[] = [];
  let room = LONGEST_TALK;
  for (const message of talk.messages.toReversed()) {
    const text = message.text.length > LONGEST_MESSAGE ? `${message.text.slice(0, LONGEST_MESSAGE)}…` : message.text;
    room -= text.length;
    if (room < 0) break;
    kept.push({ ...message, text });
  }
  return { ...talk, messages: kept.reverse() };
}

/** What a person would call it: their first words. */
export function titleOf({ messages }: EarlierTalk): string {
  const first = messages.find(({ role }) => role === 'user') ?? messages[0];
  return first?.text.trimStart().split('\n', 1)[0] ?? '';
}
