import assert from 'node:assert/strict';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { ChokidarWatcher } from '../../../src/adapters/watch';
import { ProjectWorkspace, prdOf } from '../../support/project-workspace';

describe('watching at the limits of the system', () => {
  const watch = fs.watch;
  let workspace: ProjectWorkspace;
  beforeEach(() => {
    workspace = new ProjectWorkspace();
  });
  afterEach(() => {
    fs.watch = watch;
    syncBuiltinESMExports();
    workspace.close();
  });

  const refuseToWatch = (code: string) => {
    fs.watch = (() => {
      throw Object.assign(new Error(`${code}: the system has no more`), { code });
    }) as typeof fs.watch;
    syncBuiltinESMExports();
  };

  for (const [code, words] of [
    ['ENOSPC', /max_user_watches/],
    ['EMFILE', /ulimit/],
  ] as const) {
    it(`says what to do on ${code}, and goes on more slowly`, async () => {
      workspace.write('a/prd.json', prdOf('a', false));
      refuseToWatch(code);
      const live = await workspace.live({}, { watcher: new ChokidarWatcher(30) }).started();
      await live.until(() => live.model.notices.length > 0);
      assert.deepEqual(
        live.model.notices.map((notice) => notice.code),
        ['watch_limit'],
      );
      assert.match(live.model.notices[0]!.message, words);
      workspace.write('a/prd.json', prdOf('a', true, false));
      await live.until(() => live.line('a') === 'a idle 1/2');
      workspace.write('later/prd.json', prdOf('later', true));
      await live.until(() => live.line('later') === 'later complete 1/1');
      assert.equal(live.model.notices.length, 1);
    });
  }
});
