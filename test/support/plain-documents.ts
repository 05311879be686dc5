import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import { applyEdits, modify } from 'jsonc-parser';
import { ok, type Result, refuse } from '../../src/core/result';
import type {
  DocumentEdit,
  Documents,
  DocumentText,
  EditCode,
  EditedDocument,
  ReadCode,
} from '../../src/ports/documents';
/** wip */
export class PlainDocuments implements Documents {
  async read(path: string): Promise<Result<DocumentText, ReadCode>> {
    const bytes = await fs.readFile(path).catch(() => undefined);
    if (!bytes) return refuse('not_found', `${path} does not exist.`);
    return ok({
      path,
      text: bytes.toString('utf8'),
      fingerprint: createHash('sha256').update(bytes).digest('hex'),
      bytes: bytes.length,
      modifiedAt: 0,
    });
  }
  async edit<Code extends string>(
    path: string,
    decide: (current: DocumentText) => Result<readonly DocumentEdit[], Code>,
  ): Promise<Result<EditedDocument, EditCode | Code>> {
    const read = await this.read(path);
    if (!read.ok) return read;
    const edits = decide(read.value);
    if (!edits.ok) return edits;
    let text = read.value.text;
    for (const edit of edits.value)
      text = applyEdits(
        text,
        modify(text, [...edit.path], edit.value, { formattingOptions: { insertSpaces: true, tabSize: 2 } }),
      );
    if (text === read.value.text) return ok({ changed: false, document: read.value });
    await fs.writeFile(path, text);
    const after = await this.read(path);
    return after.ok ? ok({ changed: true, document: after.value }) : after;
  }
  async write(): Promise<Result<DocumentText, EditCode>> {
    throw new Error('not used');
  }
}
