import type { Disposable } from '../../ports/disposable';
import type { BoardFolder } from '../../services/board-panel/workspace-shelf';

/** Calls once when the ledger of a folder can be read again. */
export function whenReadable({ ledger }: Pick<BoardFolder, 'ledger'>, call: () => void): Disposable {
  const listening = ledger.onUpset(() => {
    if (ledger.trouble) return;
    listening.dispose();
    call();
  });
  return listening;
}
