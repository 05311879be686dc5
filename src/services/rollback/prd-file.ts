import type { Prd } from '../../core/project/model';
import { parsePrd } from '../../core/project/parse';
import { ok, type Result, refuse } from '../../core/result';
import { bookkeepingEdits, flipEdits, type PrdEdit } from '../../core/rollback/prd';
import { say } from '../../core/sentence';
import type { Documents, DocumentText } from '../../ports/documents';

export interface ReadablePrd {
  readonly prd: Prd;
  readonly value: unknown;
}

export function readPrd(text: string): ReadablePrd | undefined {
  const { prd, broken } = parsePrd(text);
  if (!prd || broken) return undefined;
  try {
    return { prd, value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** Sets `passes` of the stories to what it should be now; a story that already says so is left alone. */
export function setPasses(documents: Documents, file: string, ids: readonly string[], passes: boolean) {
  return editPrd(documents, file, (there) => flipEdits(there.prd, ids, passes, there.value));
}

/** Puts uncommitted bookkeeping of an earlier text back on top of what the file says now. */
export function carryOver(
  documents: Documents,
  file: string,
  head: ReadablePrd,
  disk: ReadablePrd,
  rolledBack: readonly string[],
) {
  return editPrd(documents, file, (there) => bookkeepingEdits(head, disk, there, rolledBack) ?? []);
}

async function editPrd(
  documents: Documents,
  file: string,
  edits: (there: ReadablePrd) => readonly PrdEdit[],
): Promise<Result<string>> {
  const edited = await documents.edit(file, (current: DocumentText) => {
    const there = readPrd(current.text);
    return there
      ? ok(edits(there))
      : refuse('syntax_error', say('{file} cannot be read as a PRD. Put it right first.', { file }));
  });
  return edited.ok ? ok(edited.value.document.fingerprint) : edited;
}
