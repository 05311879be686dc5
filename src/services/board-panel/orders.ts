/** What a page is to do. It is kept until a page is there that has been told what it shows. */
export class Orders<Order> {
  readonly #tell: (order: Order) => void;
  #waiting: Order[] = [];
  /** The page that spoke last; undefined: none is there. */
  #page: object | undefined;
  #isReady = false;

  constructor(tell: (order: Order) => void) {
    this.#tell = tell;
  }

  /** A page has said that it is there, ready or not. */
  get hasPage(): boolean {
    return this.#page !== undefined;
  }

  /** Another page has come: it hears of everything when it is ready, unless it is gone again by then. */
  async come(ready: Promise<unknown>): Promise<void> {
    const page = {};
    this.#page = page;
    this.#isReady = false;
    await ready;
    if (this.#page !== page) return;
    this.#isReady = true;
    for (const order of this.#waiting.splice(0)) this.#tell(order);
  }

  gone(): void {
    this.#page = undefined;
    this.#isReady = false;
  }

  give(order: Order): void {
    if (this.#isReady) this.#tell(order);
    else this.#waiting.push(order);
  }
}
