import type { ReplyBit } from '../../core/plan/reply';

export interface Choice {
  readonly label: string;
  /** A letter that chooses it, beside its number. */
  readonly key?: string;
}

export interface Question {
  readonly title: string;
  readonly detail?: string;
  readonly choices: readonly Choice[];
}

/** What stands around the line that a person writes on. */
export interface Around {
  /** What is going on, with the moment it began; undefined while nothing is. */
  readonly busy?: { readonly what: string; readonly since: number };
  /** Messages that wait for the running answer to end. */
  readonly queued: readonly string[];
  /** What could be written now. */
  readonly hint: string;
  /** One line below: phases, agent, cost. */
  readonly footer: string;
}

export interface ScreenEvents {
  line(text: string): void;
  /** Ctrl+C or Esc; `text`: what is half written. */
  interrupt(key: 'ctrl-c' | 'escape'): void;
  leave(): void;
  /** What a word at the beginning of a line could become. */
  complete(text: string): readonly string[];
}

/** A terminal that a conversation is held on. */
export interface ChatScreen {
  /** A block that stays. */
  print(text: string): void;
  /** What a person said. */
  said(who: string, text: string): void;
  /** A part of an answer, as it arrives. */
  reply(bit: ReplyBit): void;
  /** Something else follows, or nothing: what is half said becomes a line. */
  endReply(): void;
  around(around: Around): void;
  /** The number of the choice, from 0; undefined when the question was withdrawn. */
  choose(question: Question, withdrawn: AbortSignal): Promise<number | undefined>;
  /** The half written text. */
  readonly draft: string;
  write(draft: string): void;
  remember(texts: readonly string[]): void;
  close(): void;
}
