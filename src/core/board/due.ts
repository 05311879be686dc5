import type { TaskId } from './model';

interface Entry {
  readonly at: number;
  readonly task: TaskId;
}

/** Who is due when: the next one is found at once, and a change costs the logarithm of their number. */
export class DueTimes {
  /** A binary heap, soonest first. What was removed or put off stays in it until it comes to the top. */
  #heap: Entry[] = [];
  readonly #valid = new Map<TaskId, number>();

  set(task: TaskId, at: number): void {
    if (this.#valid.get(task) === at) return;
    this.#valid.set(task, at);
    this.#push({ at, task });
    if (this.#heap.length > 64 && this.#heap.length > 4 * this.#valid.size) this.#rebuild();
  }

  delete(task: TaskId): void {
    this.#valid.delete(task);
  }

  next(): Entry | undefined {
    for (let top = this.#heap[0]; top; top = this.#heap[0]) {
      if (this.#isValid(top)) return top;
      this.#pop();
    }
    return undefined;
  }

  /** Everyone who is due by then, soonest first. Nobody is removed. */
  until(moment: number): readonly TaskId[] {
    const found: Entry[] = [];
    const visit = (index: number): void => {
      const entry = this.#heap[index];
      if (!entry || entry.at > moment) return;
      if (this.#isValid(entry)) found.push(entry);
      visit(2 * index + 1);
      visit(2 * index + 2);
    };
    visit(0);
    found.sort((one, other) => one.at - other.at || (one.task < other.task ? -1 : 1));
    return [...new Set(found.map((entry) => entry.task))];
  }

  #isValid(entry: Entry): boolean {
    return this.#valid.get(entry.task) === entry.at;
  }

  #rebuild(): void {
    this.#heap = [];
    for (const [task, at] of this.#valid) this.#push({ at, task });
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const above = (index - 1) >> 1;
      if (heap[above]!.at <= entry.at) break;
      heap[index] = heap[above]!;
      index = above;
    }
    heap[index] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let index = 0;
    for (;;) {
      let below = 2 * index + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && heap[below + 1]!.at < heap[below]!.at) below += 1;
      if (heap[below]!.at >= last.at) break;
      heap[index] = heap[below]!;
      index = below;
    }
    heap[index] = last;
  }
}
