import * as vscode from 'vscode';
import type { Disposable } from '../../ports/disposable';
import { KeptRow } from '../kept-rows';
import type { IconName } from '../rows';

/** One thing that waits for the person: a row of Needs You. */
export interface AttentionItem {
  /** Unique over all sources; the row keeps its place by it. */
  readonly id: string;
  readonly severity: 'error' | 'warning' | 'question';
  readonly icon: IconName;
  /** What is asked or wrong, as short as it can be said. */
  readonly label: string;
  /** Where, and since when. */
  readonly description: string;
  readonly tooltip: string;
  /** Milliseconds since 1970; undefined: not known. Older waits come first among equals. */
  readonly since: number | undefined;
  /** Decides which buttons the row has. */
  readonly context: string;
  readonly open: vscode.Command;
  /** What the row's buttons act on; handed to their commands. */
  readonly subject: unknown;
}

/** What the row whose button was clicked stands for; undefined: the command was not given a row of Needs You. */
export function subjectOf(argument: unknown): unknown {
  return argument instanceof KeptRow ? (argument as KeptRow<AttentionItem>).item.subject : undefined;
}

export interface AttentionSource {
  items(): readonly AttentionItem[];
  onChange(listener: () => void): Disposable;
}

const RANK = { error: 0, question: 1, warning: 2 } as const;

/** Everything that waits for the person, from every feature that knows of something. */
export class Attention implements Disposable {
  readonly #sources: AttentionSource[] = [];
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: Disposable[] = [this.#changed];
  #shown = '';
  readonly onChange = this.#changed.event;

  add(source: AttentionSource): void {
    this.#sources.push(source);
    this.#disposables.push(source.onChange(() => this.#tell()));
    this.#tell();
  }

  /** Worst first, then what waits longest. */
  items(): readonly AttentionItem[] {
    return this.#sources
      .flatMap((source) => source.items())
      .sort((one, other) => RANK[one.severity] - RANK[other.severity] || (one.since ?? 0) - (other.since ?? 0));
  }

  /** Sources speak whenever something of theirs changed; the views are told only when a row did. */
  #tell(): void {
    const rows = this.items().map(({ id, label, description, tooltip, context }) => [
      id,
      label,
      description,
      tooltip,
      context,
    ]);
    const now = JSON.stringify(rows);
    if (now === this.#shown) return;
    this.#shown = now;
    this.#changed.fire();
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }
}
