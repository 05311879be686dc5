import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';

/**
 * The usual other way, to measure against: every two seconds look at every file, read it, hash it, and parse what differs.
 */
export class PollingProjects {
  readonly #files: readonly string[];
  readonly #changed: (file: string) => void;
  readonly #models = new Map<string, { hash: string; model: unknown }>();
  #timer: NodeJS.Timeout | undefined;
  #polling = false;
  reads = 0;

  constructor(files: readonly string[], changed: (file: string) => void) {
    this.#files = files;
    this.#changed = changed;
  }

  async poll(): Promise<void> {
    await Promise.all(
      this.#files.map(async (file) => {
        await fs.stat(file);
        const text = await fs.readFile(file, 'utf8');
        this.reads += 1;
        const hash = createHash('sha1').update(text).digest('hex');
        if (this.#models.get(file)?.hash === hash) return;
        this.#models.set(file, { hash, model: JSON.parse(text) as unknown });
        this.#changed(file);
      }),
    );
  }

  start(everyMs: number): void {
    this.#polling = true;
    const again = () => {
      if (!this.#polling) return;
      this.#timer = setTimeout(() => void this.poll().then(again), everyMs);
    };
    again();
  }

  stop(): void {
    this.#polling = false;
    clearTimeout(this.#timer);
  }
}
