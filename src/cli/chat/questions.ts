import type { Question } from './screen';

export interface Asked {
  readonly question: Question;
  /** The number of the choice, from 0; undefined when the question was withdrawn. */
  done(choice: number | undefined): void;
}

/** Questions that are open, one after the other: an answer is never taken for that of another question. */
export class Questions {
  readonly #open: Asked[] = [];
  readonly #changed: () => void;

  /** `changed`: another question is the one to be answered, or none. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** The one to be answered. */
  get current(): Asked | undefined {
    return this.#open[0];
  }

  get following(): number {
    return Math.max(0, this.#open.length - 1);
  }

  ask(question: Question, withdrawn: AbortSignal): Promise<number | undefined> {
    return new Promise((resolve) => {
      const done = (choice: number | undefined) => {
        const at = this.#open.indexOf(asked);
        if (at < 0) return;
        withdrawn.removeEventListener('abort', withdraw);
        this.#open.splice(at, 1);
        if (at === 0) this.#changed();
        resolve(choice);
      };
      const withdraw = () => done(undefined);
      const asked: Asked = { question, done };
      if (withdrawn.aborted) return resolve(undefined);
      withdrawn.addEventListener('abort', withdraw);
      this.#open.push(asked);
      if (this.#open.length === 1) this.#changed();
    });
  }
}
