/** Snapshot, then patches: `rev` counts from n to n+1, and any gap asks for a snapshot again. */
export interface SnapshotMessage<M> {
  readonly rev: number;
  readonly model: M;
}

export interface PatchMessage<P> {
  /** The rev that this patch leads to: it applies to `rev - 1` alone. */
  readonly rev: number;
  readonly patch: P;
}

export type ReplicaState = 'empty' | 'current' | 'stale';

export interface ReplicaOptions<M, P> {
  apply(model: M, patch: P): M;
  /** Asks the host for a snapshot; called once for a gap, until the snapshot arrives or `failed` is called. */
  requestSnapshot(): void;
  changed(model: M, cause: 'snapshot' | 'patch', patch?: P): void;
}

/** The webview's copy of a model that the host owns. Never applies a patch to anything but the rev that it was made for. */
export class Replica<M, P> {
  readonly #options: ReplicaOptions<M, P>;
  #model: M | undefined;
  #rev = -1;
  #asked = false;

  constructor(options: ReplicaOptions<M, P>) {
    this.#options = options;
  }

  get model(): M | undefined {
    return this.#model;
  }

  get rev(): number {
    return this.#rev;
  }

  get state(): ReplicaState {
    if (this.#model === undefined) return 'empty';
    return this.#asked ? 'stale' : 'current';
  }

  snapshot({ rev, model }: SnapshotMessage<M>): void {
    this.#asked = false;
    this.#rev = rev;
    this.#model = model;
    this.#options.changed(model, 'snapshot');
  }

  patch({ rev, patch }: PatchMessage<P>): void {
    if (rev <= this.#rev) return;
    if (this.#model === undefined || rev !== this.#rev + 1) {
      this.#doubt();
      return;
    }
    this.#rev = rev;
    this.#model = this.#options.apply(this.#model, patch);
    this.#options.changed(this.#model, 'patch', patch);
  }

  /** The request for a snapshot got no answer: the next patch asks again. */
  failed(): void {
    this.#asked = false;
  }

  /** A new conversation began: revs of the old one mean nothing. The last model stays on show until its snapshot comes. */
  restart(): void {
    this.#rev = -1;
    this.#asked = false;
  }

  #doubt(): void {
    if (this.#asked) return;
    this.#asked = true;
    this.#options.requestSnapshot();
  }
}

/** The host's side: numbers what it says. */
export class Revisions {
  #rev = 0;

  snapshot<M>(model: M): SnapshotMessage<M> {
    return { rev: this.#rev, model };
  }

  patch<P>(patch: P): PatchMessage<P> {
    this.#rev += 1;
    return { rev: this.#rev, patch };
  }
}
