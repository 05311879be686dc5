import assert from 'node:assert/strict';
import path from 'node:path';
import { openLedger } from '../../../src/adapters/sqlite/open-ledger';
import type { Ledger } from '../../../src/ports/ledger';
import { add } from '../../support/ledger/added';
import { ledgerProcesses } from '../../support/ledger/start-process';
import { expectOk, type TemporaryFolder, temporaryFolder } from './support';

describe('a ledger that several processes use', () => {
  let folder: TemporaryFolder;
  let file: string;
  let start: Awaited<ReturnType<typeof ledgerProcesses>>;
  let ledger: Ledger;

  before(async () => {
    folder = temporaryFolder();
    start = await ledgerProcesses(folder.path);
    file = path.join(folder.path, 'ledger.db');
    ledger = expectOk(await openLedger(file));
  });
  after(async () => {
    await ledger.close();
    folder.dispose();
  });

  it('pushes to a follower in one what another commits, the last one too, long before any sweep', async () => {
    const count = 300;
    const follower = start({ file, stream: 's', actor: 'follower', task: 'follow', count, lanes: 0 });
    await follower.ready;
    const writer = start({ file, stream: 's', actor: 'writer', task: 'append', count, lanes: 3 });
    await writer.ready;
    writer.go();
    assert.equal(await writer.end, 0);
    assert.equal(await follower.end, 0);
    const numbers = (await follower.lines).map((line) => Number(line.split(' ')[0]));
    assert.deepEqual(
      numbers.toSorted((a, b) => a - b),
      Array.from({ length: count }, (_, n) => n),
    );
  });

  it('is made once by eight that begin at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const fresh = path.join(folder.path, `fresh-${round}.db`);
      const makers = Array.from({ length: 8 }, (_, n) =>
        start({ file: fresh, stream: 's', actor: `maker ${n}`, task: 'append', count: 2, lanes: 1 }),
      );
      for (const { go } of makers) go();
      for (const { end } of makers) assert.equal(await end, 0);
      const made = expectOk(await openLedger(fresh));
      assert.equal((await made.read('s')).length, 16);
      await made.close();
    }
  });

  it('goes on without delay when a process died in the middle of its work', async () => {
    const victim = start({ file, stream: 'v', actor: 'victim', task: 'append', count: 1_000_000, lanes: 4 });
    await victim.ready;
    victim.go();
    await new Promise<void>((resolve) => victim.onLine(() => resolve()));
    victim.child.kill('SIGKILL');
    assert.equal(await victim.end, 'SIGKILL');
    assert.ok((await add(ledger, 'v', 1)).ok);
    const commits = await ledger.read('v');
    assert.ok(commits.length >= (await victim.lines).length + 1);
  });

  it('lets a waiting process through while another commits without pause', async () => {
    const greedy = start({ file, stream: 'g', actor: 'greedy', task: 'append', count: 1_000_000, lanes: 16 });
    await greedy.ready;
    greedy.go();
    await new Promise<void>((resolve) => greedy.onLine(() => resolve()));
    for (let n = 0; n < 50; n += 1) assert.ok((await add(ledger, 'modest', n)).ok);
    greedy.child.kill('SIGKILL');
    await greedy.end;
  });
});
