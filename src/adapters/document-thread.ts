import type { MessagePort } from 'node:worker_threads';
import { Worker } from 'node:worker_threads';
import type { Disposable } from '../ports/disposable';
import type { DocumentWork } from '../ports/document-work';

type Name = Exclude<keyof DocumentWork, 'hold'>;
type Asked<N extends Name = Name> = Parameters<DocumentWork[N]>;
type Answered<N extends Name = Name> = Awaited<ReturnType<DocumentWork[N]>>;

interface Question {
  readonly id: number;
  readonly name: Name;
  readonly args: Asked;
}

type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: { readonly message: string; readonly stack: string | undefined } };

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Unless it is held, the thread goes when nothing was asked of it for so long, with the documents that it kept at hand. */
const IDLE_MS = 60_000;

/**
 * Work on documents of any size in a thread of its own: an editor must not wait while megabytes are compared. The thread is
 * there as long as it is needed, and keeps what it has read and compared for the next question.
 */
export class DocumentThread implements DocumentWork {
  readonly #program: string;
  readonly #workspace: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #asked = 0;
  #holders = 0;

  /** `program`: the bundle of src/documents.ts. */
  constructor(program: string, workspace: string) {
    this.#program = program;
    this.#workspace = workspace;
  }

  places(...args: Asked<'places'>): Promise<Answered<'places'>> {
    return this.#ask('places', args);
  }

  prepare(...args: Asked<'prepare'>): Promise<Answered<'prepare'>> {
    return this.#ask('prepare', args);
  }

  hold(): Disposable {
    this.#holders += 1;
    clearTimeout(this.#idle);
    let held = true;
    return {
      dispose: () => {
        if (!held) return;
        held = false;
        this.#holders -= 1;
        if (this.#worker && this.#waiting.size === 0) this.#rest(this.#worker);
      },
    };
  }

  measure(...args: Asked<'measure'>): Promise<Answered<'measure'>> {
    return this.#ask('measure', args);
  }

  keepLeft(...args: Asked<'keepLeft'>): Promise<Answered<'keepLeft'>> {
    return this.#ask('keepLeft', args);
  }

  decide(...args: Asked<'decide'>): Promise<Answered<'decide'>> {
    return this.#ask('decide', args);
  }

  restore(...args: Asked<'restore'>): Promise<Answered<'restore'>> {
    return this.#ask('restore', args);
  }

  #ask<N extends Name>(name: N, args: Asked<N>): Promise<Answered<N>> {
    clearTimeout(this.#idle);
    const worker = this.#worker ?? this.#start();
    this.#asked += 1;
    const question: Question = { id: this.#asked, name, args };
    return new Promise((resolve, reject) => {
      this.#waiting.set(question.id, { resolve: (value) => resolve(value as Answered<N>), reject });
      worker.ref();
      worker.postMessage(question);
    });
  }

  #start(): Worker {
    const worker = new Worker(this.#program, { workerData: { workspace: this.#workspace } });
    this.#worker = worker;
    worker.on('message', (answer: Answer) => {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if (this.#waiting.size === 0) this.#rest(worker);
      if ('error' in answer) waiting?.reject(Object.assign(new Error(answer.error.message), answer.error));
      else waiting?.resolve(answer.value);
    });
    const ended = (error: Error) => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      const left = [...this.#waiting.values()];
      this.#waiting.clear();
      for (const { reject } of left) reject(error);
    };
    worker.on('error', ended);
    worker.on('exit', (code) => ended(new Error(`The thread for documents ended with ${code}.`)));
    return worker;
  }

  #rest(worker: Worker): void {
    worker.unref();
    clearTimeout(this.#idle);
    if (this.#holders > 0) return;
    this.#idle = setTimeout(() => {
      this.#worker = undefined;
      void worker.terminate();
    }, IDLE_MS);
    this.#idle.unref();
  }
}

/** The other end: answers in the order in which it was asked, so that of two decisions the second sees what the first wrote. */
export function answerDocumentWork(port: MessagePort, work: DocumentWork): void {
  let turn: Promise<unknown> = Promise.resolve();
  port.on('message', ({ id, name, args }: Question) => {
    turn = turn.then(async () => {
      const ask = work[name].bind(work) as (...args: Asked) => Promise<unknown>;
      port.postMessage(
        await ask(...args).then(
          (value) => ({ id, value }),
          (error: unknown) => ({ id, error: toldOf(error) }),
        ),
      );
    });
  });
}

function toldOf(error: unknown) {
  return error instanceof Error
    ? { message: error.message, stack: error.stack }
    : { message: String(error), stack: undefined };
}
