import * as vscode from 'vscode';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import type { OpenedBoard } from '../../services/board-panel/shelf';

/** Opens what the worker of a card printed, whole, in an editor beside the board. */
export async function openLog(board: OpenedBoard | undefined, card: string): Promise<Result<null>> {
  const written = await board?.logs?.tail(card, 1);
  if (!board?.logs || !written) return refuse('not_found', say('No worker has written a log for this card yet.'));
  const file = vscode.Uri.file(board.logs.file(card));
  await vscode.window.showTextDocument(file, { viewColumn: vscode.ViewColumn.Beside, preview: true });
  return ok(null);
}
