/** One message of a conversation with a model. */
export interface ModelMessage {
  readonly from: 'person' | 'model';
  readonly text: string;
}

export type ModelFailure = 'auth' | 'quota' | 'refused' | 'overloaded' | 'unknown';

/** What an `AbortSignal` is to those who only listen to it. */
export interface StopSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** A model that answers, without tools and without a memory of its own. */
export interface ChatModel {
  readonly name: string;
  /** Whether the person lets us use it; undefined while nobody was asked. */
  readonly allowed?: boolean;
  /** The answer in pieces. Throws a `ModelError` when there is none. */
  answer(messages: readonly ModelMessage[], stop: StopSignal): AsyncIterable<string>;
}

export class ModelError extends Error {
  readonly kind: ModelFailure;

  constructor(kind: ModelFailure, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** The models that the editor offers. */
export interface Models {
  /**
   * The model of that name, family or id; without a name the one that the person chose. Undefined: there is none;
   * `dismissed`: the person was asked and chose none.
   */
  choose(name: string | undefined): Promise<ChatModel | 'dismissed' | undefined>;
}
