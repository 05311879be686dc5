import * as vscode from 'vscode';
import type { Disposable } from '../../../ports/disposable';
import type { ShownIteration } from './diff';
import { keyOf, type WindowIterations } from './window';

/** While a comparison is on show a decision about it waits for nothing, however long the person reads before. */
export function keepAtHand(shown: ShownIteration, window: WindowIterations): Disposable {
  let key = '';
  let held: Disposable | undefined;
  const look = () => {
    const { ref } = shown;
    const session = ref && window.session(ref);
    const decidable = ref && session && session.status !== 'running' && vscode.workspace.isTrusted;
    const wanted = decidable ? `${keyOf(ref)}#${ref.n}` : '';
    if (wanted === key) return;
    key = wanted;
    held?.dispose();
    held = undefined;
    if (!decidable) return;
    void window.iterations(ref.folder).then((iterations) => {
      if (key !== wanted) return;
      held = iterations?.hold(session, ref.n);
      void iterations?.mend(ref.id);
    });
  };
  const listening = shown.onChange(look);
  look();
  return {
    dispose() {
      key = '';
      listening.dispose();
      held?.dispose();
    },
  };
}
