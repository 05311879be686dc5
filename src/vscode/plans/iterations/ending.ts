import * as vscode from 'vscode';
import { reasonOf } from '../../../core/iteration/model';
import { tell } from '../../../core/translate';
import type { Iterations } from '../../../services/iterations/iterations';
import type { Shell } from '../../shell';
import { t } from '../../translate';
import { nameOf } from './appearance';
import { keyOf, type SessionRef } from './window';

export interface EndingParts {
  readonly shell: Shell;
  reveal(ref: SessionRef): Promise<void>;
}

/** Of these this window says how they end, once. */
const awaited = new Set<string>();

/** Whoever started a session, or waits for it, is told how it ended. */
export function tellEnd(parts: EndingParts, ref: SessionRef, iterations: Iterations): void {
  const key = keyOf(ref);
  if (awaited.has(key)) return;
  awaited.add(key);
  void told(parts, ref, iterations).finally(() => awaited.delete(key));
}

async function told({ shell, reveal }: EndingParts, ref: SessionRef, iterations: Iterations): Promise<void> {
  const session = await iterations.untilOver(ref.id);
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
