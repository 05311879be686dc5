import { ledgerContract } from '../../support/ledger/contract';
import { MemoryLedger } from '../../support/memory-ledger';

ledgerContract(
  'in memory',
  async (now) => {
    const ledger = new MemoryLedger(now);
    return { ledger, dispose: () => ledger.close() };
  },
  { connections: false },
);
