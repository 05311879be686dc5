import fs from 'node:fs';
import path from 'node:path';
import { openLedger } from '../adapters/sqlite/open-ledger';
import { ok, type Result } from '../core/result';
import type { Ledger } from '../ports/ledger';

/** The ledger of a workspace folder. */
export async function openWorkspaceLedger(workspace: string): Promise<Result<Ledger>> {
  const file = process.env.SIGNALBOX_LEDGER ?? path.join(workspace, '.signalbox', 'ledger.db');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const opened = await openLedger(file);
  return opened.ok ? ok(opened.value.ledger) : opened;
}
