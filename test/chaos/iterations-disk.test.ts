import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { WorkspacePlanFiles } from '../../src/adapters/plan-files';
import { NO_USAGE } from '../../src/core/agent/event';
import {
  decideHunk,
  evolveIteration,
  type IterationEvent,
  type IterationSession,
  rejectEverything,
} from '../../src/core/iteration/model';
import { IterationDocuments } from '../../src/services/iterations/document-work';
import { snapshotPath } from '../../src/services/iterations/stream';
import { PlanWorkspace } from '../support/plan-workspace';
import { skipBecause } from '../support/skip';

const lines = (word: string) => Array.from({ length: 12_000 }, (_, n) => `${n} ${word}, and more\n`).join('');
const BEFORE = `${lines('old')}\nthe same\nold\n`;
const AFTER = `${lines('new')}\nthe same\nnew\n`;
const DOCUMENT = 'plan.md';

/** Fills the disk to the last block. */
function fill(folder: string): () => void {
  const filler = path.join(folder, 'filler');
  const fd = fs.openSync(filler, 'w');
  for (let size = 65_536; size >= 512; size /= 2) {
    try {
      for (;;) fs.writeSync(fd, Buffer.alloc(size));
    } catch {
      // Smaller pieces may still fit.
    }
  }
  fs.closeSync(fd);
  return () => fs.rmSync(filler);
}

describe('the documents of iterations on a disk that is full', () => {
  it('are as they were after every write that did not fit, and are written when there is space again', async function () {
    const disk = fs.mkdtempSync(path.join(os.tmpdir(), 'full-'));
    if (process.platform !== 'linux') skipBecause(this, 'a small disk is made with tmpfs, which is a thing of Linux');
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk], { stdio: 'pipe' });
    } catch {
      skipBecause(this, 'this user may not mount a small disk to fill up');
    }
    try {
      const contents = () =>
        fs
          .readdirSync(disk, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile() && entry.name !== 'filler')
          .map((entry) => path.join(entry.parentPath, entry.name))
          .map((file) => [file, fs.readFileSync(file, 'utf8')]);
      let refused = 0;
      /** Each write is tried on the full disk first. */
      class Files extends WorkspacePlanFiles {
        override async writeBytes(name: string, bytes: string, expected: string | undefined) {
          const before = contents();
          const free = fill(disk);
          const written = await super.writeBytes(name, bytes, expected);
          free();
          assert.ok(!written.ok, name);
          assert.equal(written.refusal.code, 'write_failed', name);
          assert.match(
            written.refusal.message,
            /^\S+ could not be written: the disk is full\. Make space, then try again\.$/,
          );
          assert.deepEqual(contents(), before, `${name}: nothing is lost, and nothing is left lying about`);
          refused += 1;
          return super.writeBytes(name, bytes, expected);
        }
      }
      const files = new Files(disk);
      const work = new IterationDocuments(files);
      const spec = { id: 'shop.i1', slug: 'shop', folder: '.', document: DOCUMENT, prompt: 'Better', profile: 'demo' };
      fs.writeFileSync(path.join(disk, DOCUMENT), BEFORE);
      assert.ok((await files.writeBytes(snapshotPath(spec, 1, 'before'), BEFORE, undefined)).ok, 'the backup');
      fs.writeFileSync(path.join(disk, DOCUMENT), AFTER);
      const begun: IterationEvent[] = [
        { type: 'session_started', ...spec, iterations: 1, seconds: 300, pauseMs: 0 },
        { type: 'iteration_started', n: 1 },
      ];
      const folded = (session: IterationSession | undefined, events: readonly IterationEvent[]) =>
        events.reduce((now, event) => evolveIteration(now, event, 0), session);
      const measured = await work.keepLeft(folded(undefined, begun)!, 1);
      assert.equal(measured?.hunks, 2, 'what a runner left');
      const ended = { added: 0, removed: 0, toolCalls: 0, summary: '', usage: NO_USAGE };
      let session = folded(undefined, [
        ...begun,
        { type: 'iteration_ended', n: 1, status: 'done', hunks: 2, ...ended },
        { type: 'session_ended', status: 'complete' },
      ])!;
      const rejected = decideHunk(session, 1, 2, 'rejected');
      assert.ok(rejected.ok && (await work.decide(session, rejected.value, undefined)).ok, 'a decision');
      assert.equal(fs.readFileSync(path.join(disk, DOCUMENT), 'utf8'), AFTER.replace(/new\n$/, 'old\n'));
      session = folded(session, rejected.value)!;
      const everything = rejectEverything(session);
      assert.ok(everything.ok && (await work.restore(session, undefined)).ok, 'putting it back, and the copy before');
      assert.equal(fs.readFileSync(path.join(disk, DOCUMENT), 'utf8'), BEFORE);
      assert.equal(refused, 5);
    } finally {
      execFileSync('umount', ['-l', disk]);
      fs.rmdirSync(disk);
    }
  });

  it('are left alone where files may not become so large', async function () {
    if (process.platform !== 'linux' || spawnSync('prlimit', ['--version']).error)
      skipBecause(this, 'the size of files is limited with prlimit, which is a thing of Linux');
    const place = new PlanWorkspace([PlanWorkspace.demo('quick', 1)]);
    try {
      const file = place.path('shop', DOCUMENT);
      fs.writeFileSync(file, BEFORE.repeat(8));
      const options = ['--document', DOCUMENT, '--prompt', 'Better', '--iterations', '1'];
      const { id } = await place.data<IterationSession>('plan', 'iterate', 'shop', ...options);
      const improved = fs.readFileSync(file, 'utf8');
      const limit = [`--fsize=${1024 * 1024}`, process.execPath, path.resolve('dist/cli.js')];
      const decide = ['--workspace', place.workspace, 'plan', 'decide', id, '1', '--reject', '--json'];
      const { stdout, status } = spawnSync('prlimit', [...limit, ...decide], { encoding: 'utf8' });
      assert.equal(status, 1, stdout);
      assert.match(
        JSON.parse(stdout).refusal.message,
        /^plan\.md could not be written: it is larger than files may be/,
      );
      assert.equal(fs.readFileSync(file, 'utf8'), improved);
      await place.data('plan', 'decide', id, '1', '--reject');
      assert.equal(fs.readFileSync(file, 'utf8'), BEFORE.repeat(8));
    } finally {
      await place.dispose();
    }
  });
});
