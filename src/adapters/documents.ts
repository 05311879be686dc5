import { hash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import fs from 'node:fs/promises';
import { editJson } from '../core/json/edit';
import type { Result } from '../core/result';
import { ok, refuse } from '../core/result';
import { say } from '../core/sentence';
import type { DocumentEdit, Documents, DocumentText, EditCode, EditedDocument, ReadCode } from '../ports/documents';
import { replaceFile, stripBom } from './replace-file';

/** Larger documents are nobody's plan. */
const LARGEST = 20 * 1024 * 1024;
/** Another writer may win this often before the edit is given up as stale. */
const MOST_ROUNDS = 8;

interface Raw {
  readonly bytes: Buffer;
  readonly document: DocumentText;
}

/** Documents on disk. */
export class FileDocuments implements Documents {
  async read(path: string): Promise<Result<DocumentText, ReadCode>> {
    const raw = await readRaw(path);
    return raw.ok ? ok(raw.value.document) : raw;
  }

  async edit<Code extends string>(
    path: string,
    decide: (current: DocumentText) => Result<readonly DocumentEdit[], Code>,
    options: { readonly createFrom?: string } = {},
  ): Promise<Result<EditedDocument, EditCode | Code>> {
    let overtaken: { theirs: Buffer; onDisk: Buffer } | undefined;
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const base = overtaken
        ? decode(path, overtaken.theirs, Date.now())
        : await this.#baseOf(path, options.createFrom);
      if (!base.ok) return base;
      const { bytes, document } = base.value;
      const decided = decide(document);
      if (!decided.ok) {
        if (overtaken) await replaceFile(path, overtaken.theirs, overtaken.onDisk);
        return decided;
      }
      const edited = editJson(document.text, decided.value, { jsonc: path.endsWith('.jsonc') });
      if (!edited.ok) {
        if (overtaken) await replaceFile(path, overtaken.theirs, overtaken.onDisk);
        return edited;
      }
      if (edited.value === document.text && bytes && !overtaken) return ok({ changed: false, document });
      const after = encode(edited.value, bytes);
      const replaced = await replaceFile(path, after, overtaken ? overtaken.onDisk : bytes);
      if (!replaced.ok) {
        if (replaced.refusal.code !== 'stale') return replaced;
        overtaken = undefined;
        continue;
      }
      const { theirs } = replaced.value;
      if (theirs) {
        overtaken = { theirs, onDisk: after };
        continue;
      }
      const written = await readRaw(path);
      return written.ok ? ok({ changed: true, document: written.value.document }) : written;
    }
    return refuse('stale', say('Somebody else keeps writing this file. Try again.'), { path });
  }

  async write(path: string, text: string, expected: string | undefined): Promise<Result<DocumentText, EditCode>> {
    const current = await readRaw(path);
    if (!current.ok && current.refusal.code !== 'not_found') return current;
    const there = current.ok ? current.value : undefined;
    if (there?.document.fingerprint !== expected) {
      return refuse('stale', say('The file has changed since it was read.'), { path });
    }
    const replaced = await replaceFile(path, encode(text, there?.bytes), there?.bytes);
    if (!replaced.ok) return replaced;
    if (replaced.value.theirs) {
      await replaceFile(path, replaced.value.theirs, encode(text, there?.bytes));
      return refuse('stale', say('The file has changed since it was read.'), { path });
    }
    return this.read(path);
  }

  async #baseOf(
    path: string,
    createFrom: string | undefined,
  ): Promise<Result<{ bytes: Buffer | undefined; document: DocumentText }, ReadCode>> {
    const raw = await readRaw(path);
    if (raw.ok || raw.refusal.code !== 'not_found' || createFrom === undefined) return raw;
    const document = { path, text: createFrom, fingerprint: '', bytes: 0, modifiedAt: 0 };
    return ok({ bytes: undefined, document });
  }
}

async function readRaw(path: string): Promise<Result<Raw, ReadCode>> {
  try {
    // A pipe would keep the reader waiting for ever, so what it is comes first.
    const stats: BigIntStats = await fs.stat(path, { bigint: true });
    if (!stats.isFile()) return refuse('not_a_file', say('This is no file.'), { path });
    if (stats.size > LARGEST) {
      return refuse('too_large', say('The file is larger than 20 MB.'), { path, bytes: Number(stats.size) });
    }
    return decode(path, await fs.readFile(path), Number(stats.mtimeMs));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return refuse('not_found', say('There is no such file.'), { path });
    if (code === 'EISDIR') return refuse('not_a_file', say('This is a folder.'), { path });
    return refuse('unreadable', say('The file cannot be read: {message}', { message }), { path });
  }
}

function decode(path: string, bytes: Buffer, modifiedAt: number): Result<Raw, ReadCode> {
  const content = stripBom(bytes);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    const { line, column } = placeOfBadByte(content);
    return refuse('not_text', say('The file is no UTF-8 text.'), { path, line, column });
  }
  const document = { path, text, fingerprint: fingerprintOf(bytes), bytes: bytes.length, modifiedAt };
  return ok({ bytes, document });
}

/** Only for the message: where the first byte is that no UTF-8 text has. */
function placeOfBadByte(content: Buffer): { line: number; column: number } {
  let good = 0;
  let bad = content.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isUtf8Start(content.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  // A character that was cut off by the bad byte is left out.
  const before = new TextDecoder().decode(content.subarray(0, good), { stream: true });
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: before.length - lineStart + 1 };
}

/** Valid so far; a character may be cut at the end. */
function isUtf8Start(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function fingerprintOf(bytes: Buffer): string {
  return hash('sha1', bytes, 'base64url');
}

/** With the byte order mark that was there before. */
function encode(text: string, before: Buffer | undefined): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  const bom = before && stripBom(before).length < before.length;
  return bom ? Buffer.concat([before.subarray(0, 3), bytes]) : bytes;
}
