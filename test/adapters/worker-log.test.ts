import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ChokidarWatcher } from '../../src/adapters/watch';
import { workerLogs } from '../../src/adapters/worker-log';

describe('the logs of the workers of a board', () => {
  let workspace: string;
  beforeEach(() => {
    workspace = fs.mkdtempSync(path.join(os.tmpdir(), 'logs-'));
  });
  afterEach(() => fs.rmSync(workspace, { recursive: true, force: true }));

  it('are followed from before there is a folder for them, and as they grow', async () => {
    const logs = workerLogs(workspace, 'default', new ChokidarWatcher());
    const seen = new EventTarget();
    let changes = 0;
    const changed = async (since: number) => {
      while (changes === since) await once(seen, 'changed');
    };
    const until = async (text: string) => {
      // What is told while the file is read counts too.
      for (let since = changes; (await logs.tail('t_00000001', 1_000))?.text !== text; since = changes)
        await changed(since);
    };
    const following = logs.follow('t_00000001', () => {
      changes += 1;
      seen.dispatchEvent(new Event('changed'));
    });
    try {
      await following.ready;
      const file = logs.file('t_00000001');
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, 'one\n');
      await until('one\n');
      const since = changes;
      fs.appendFileSync(file, 'two\n');
      await changed(since);
      await until('one\ntwo\n');
    } finally {
      following.dispose();
    }
  });

  it('are cut to their end at the beginning of a line', async () => {
    const logs = workerLogs(workspace, 'default', new ChokidarWatcher());
    const file = logs.file('t_00000001');
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, 'first line\nsecond line\nthird\n');
    const end = await logs.tail('t_00000001', 10);
    assert.equal(end?.text, 'third\n');
    assert.equal(end?.bytes, 29);
    assert.equal(await logs.tail('t_00000002', 10), undefined);
  });
});
