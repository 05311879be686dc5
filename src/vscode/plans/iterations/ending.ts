import * as vscode from 'vscode';
import { reasonOf } from '../../../core/iteration/model';
import { tell } from '../../../core/translate';
import type { Iterations } from '../../../services/iterations/iterations';
import type { Shell } from '../../shell';
import { t } from '../../translate';
import { nameOf } from './appearance';
import { keyOf, type SessionRef, type WindowIterations } from './window';

interface EndingParts {
  readonly shell: Shell;
  readonly window: WindowIterations;
  reveal(ref: SessionRef): Promise<void>;
}

const AWAITED = 'iterations.awaited';

/** Whoever started a session, or waits for it, is told how it ended: once, and also when the window was loaded anew meanwhile. */
export class Endings {
  readonly #parts: EndingParts;
  readonly #awaited = new Map<string, SessionRef>();

  constructor(parts: EndingParts) {
    this.#parts = parts;
  }

  /** What the window awaited before it was loaded anew. */
  async resume(): Promise<void> {
    const { shell, window } = this.#parts;
    if (!vscode.workspace.isTrusted) return;
    const before = shell.memory.get<readonly SessionRef[]>(AWAITED, []);
    for (const ref of before) this.#awaited.set(keyOf(ref), ref);
    for (const ref of before) {
      const iterations = await window.iterations(ref.folder);
      const known = await iterations?.show(ref.id);
      if (iterations && known?.ok) void this.#told(ref, iterations);
      else this.#forget(ref);
    }
  }

  tellOf(ref: SessionRef, iterations: Iterations): void {
    const key = keyOf(ref);
    if (this.#awaited.has(key)) return;
    this.#awaited.set(key, ref);
    this.#keep();
    void this.#told(ref, iterations);
  }

  #forget(ref: SessionRef): void {
    this.#awaited.delete(keyOf(ref));
    this.#keep();
  }

  #keep(): void {
    void this.#parts.shell.memory.update(AWAITED, [...this.#awaited.values()]);
  }

  async #told(ref: SessionRef, iterations: Iterations): Promise<void> {
    const { shell, reveal } = this.#parts;
    const session = await iterations.untilOver(ref.id);
    this.#forget(ref);
    if (session.status === 'cancelled') return;
    const document = nameOf(session.document);
    const last = session.done.findLast(({ hunks }) => hunks > 0);
    const show = {
      title: t('Show Changes'),
      run: () => vscode.commands.executeCommand('signalbox.iterations.show', { ...ref, n: last?.n }),
    };
    const what = { title: t('Show What Happened'), run: () => reveal(ref) };
    const failed = session.status === 'failed';
    await shell.commands.show({
      severity: failed ? 'warning' : 'info',
      message: failed
        ? t('{document} could not be improved: {reason}', { document, reason: tell(reasonOf(session), t) })
        : last
          ? t('{document} is improved. Each change waits for your Accept or Reject.', { document })
          : t('{document} is as it was: the agent found nothing to change.', { document }),
      steps: last ? [show] : [what],
    });
  }
}
