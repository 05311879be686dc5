import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Result } from '../../../src/core/result';

export interface TemporaryFolder {
  readonly path: string;
  dispose(): void;
}

export function temporaryFolder(): TemporaryFolder {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'signalbox-ledger-')));
  return { path: folder, dispose: () => fs.rmSync(folder, { recursive: true, force: true }) };
}

export function expectOk<T>(result: Result<T>): T {
  assert.ok(result.ok, result.ok ? '' : `${result.refusal.code}: ${result.refusal.message}`);
  return result.value;
}

export function expectRefusal(result: Result<unknown> | { ok: false; refusal: { code: string } }): string {
  assert.ok(!result.ok, 'expected a refusal');
  return result.refusal.code;
}
