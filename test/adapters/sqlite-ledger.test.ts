import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openLedger } from '../../src/adapters/sqlite/open-ledger';
import type { Ledger } from '../../src/ports/ledger';
import { ledgerContract } from './ledger-contract';

ledgerContract('on node:sqlite', async (now) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'signalbox-ledger-'));
  const opened: Ledger[] = [];
  const another = async () => {
    const result = await openLedger(path.join(folder, 'ledger.db'), now ? { now } : {});
    assert.ok(result.ok, JSON.stringify(result));
    opened.push(result.value.ledger);
    return result.value.ledger;
  };
  return {
    ledger: await another(),
    another,
    async dispose() {
      for (const ledger of opened) await ledger.close();
      fs.rmSync(folder, { recursive: true });
    },
  };
});
