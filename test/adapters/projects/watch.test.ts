import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ChokidarWatcher } from '../../../src/adapters/watch';
import type { Watched } from '../../../src/ports/watcher';

describe('watching', () => {
  let folder: string;
  let watched: Watched | undefined;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'watch-'));
  });
  afterEach(() => {
    watched?.dispose();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('tells of a file that is replaced while its folder is still being listed', async () => {
    for (let index = 0; index < 1000; index++) fs.writeFileSync(path.join(folder, `${index}.json`), '{}');
    const file = path.join(folder, '0.json');
    let replaced = false;
    const told = new Promise<void>((resolve) => {
      watched = new ChokidarWatcher().watch([folder], (paths) => {
        if (!paths.includes(file)) return;
        if (replaced) resolve();
        if (replaced) return;
        replaced = true;
        fs.writeFileSync(`${file}.next`, '{"later":true}');
        fs.renameSync(`${file}.next`, file);
      });
    });
    await told;
    assert.ok(replaced);
  });

  it('names only what is wanted', async () => {
    const seen = new Set<string>();
    await new Promise<void>((resolve) => {
      watched = new ChokidarWatcher().watch(
        [folder],
        (paths) => {
          for (const each of paths) seen.add(path.basename(each));
          if (seen.has('prd.json')) resolve();
        },
        undefined,
        { wanted: (file) => path.basename(file) === 'prd.json' },
      );
      void watched.ready.then(() => {
        fs.writeFileSync(path.join(folder, 'other.json'), '{}');
        fs.writeFileSync(path.join(folder, 'prd.json'), '{}');
      });
    });
    assert.deepEqual([...seen].sort(), [path.basename(folder), 'prd.json'].sort());
  });
});
