import path from 'node:path';
import { ledgerOf } from '../../../src/adapters/ledger-home';
import { openLedger } from '../../../src/adapters/sqlite/open-ledger';
import type { Ledger } from '../../../src/ports/ledger';
import { ledgerContract } from '../../support/ledger/contract';
import { expectOk, temporaryFolder } from './support';

/** Every connection of the fixture is closed with it. */
function fixtureOf(connect: (folder: string, now: (() => number) | undefined) => Promise<Ledger>) {
  return async (now?: () => number) => {
    const folder = temporaryFolder();
    const opened: Ledger[] = [];
    const another = async () => {
      const ledger = await connect(folder.path, now);
      opened.push(ledger);
      return ledger;
    };
    return {
      ledger: await another(),
      another,
      async dispose() {
        for (const ledger of opened) await ledger.close();
        folder.dispose();
      },
    };
  };
}

ledgerContract(
  'on node:sqlite',
  fixtureOf(async (folder, now) => expectOk(await openLedger(path.join(folder, 'ledger.db'), now ? { now } : {}))),
);

ledgerContract(
  'in a workspace folder',
  fixtureOf(async (folder, now) => ledgerOf(folder, { env: {}, ...(now ? { now } : {}) })),
);
