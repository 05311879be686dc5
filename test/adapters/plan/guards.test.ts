import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { WorkspacePlanFiles } from '../../../src/adapters/plan-files';
import { skipBecause } from '../../support/skip';

/** Puts a folder and a link that leads out in each other's place, until it is ended. */
const EXCHANGING = `
const fs = require('node:fs');
const [inside, outside] = process.argv.slice(1);
process.stdout.write('on');
for (;;) {
  fs.renameSync(inside, inside + '.aside');
  fs.symlinkSync(outside, inside);
  fs.unlinkSync(inside);
  fs.renameSync(inside + '.aside', inside);
}
`;

describe('files below a workspace', () => {
  let top: string;
  let workspace: string;
  let files: WorkspacePlanFiles;
  const at = (...names: string[]) => path.join(workspace, ...names);
  beforeEach(() => {
    top = fs.mkdtempSync(path.join(os.tmpdir(), 'guards-'));
    workspace = path.join(top, 'workspace');
    fs.mkdirSync(at('docs'), { recursive: true });
    fs.mkdirSync(path.join(top, 'out'));
    files = new WorkspacePlanFiles(workspace);
  });
  afterEach(() => fs.rmSync(top, { recursive: true, force: true }));

  const read = async (name: string) => {
    const bytes = await files.readBytes(name);
    return bytes.ok ? bytes.value : bytes.refusal.code;
  };
  const write = async (name: string, bytes: string, expected: string | undefined) => {
    const written = await files.writeBytes(name, bytes, expected);
    return written.ok ? 'ok' : written.refusal.code;
  };
  const resolved = async (name: string) => {
    const found = await files.resolveInside('.', name);
    return found.ok ? found.value : found.refusal.code;
  };

  it('never wait for a pipe, and take a folder or a link to nowhere for no document', async function () {
    if (process.platform === 'win32') skipBecause(this, 'Windows has no pipes among files');
    execFileSync('mkfifo', [at('docs/x.md')]);
    fs.symlinkSync('nowhere', at('docs/link.md'));
    for (const name of ['docs/x.md', 'docs', 'docs/link.md', 'none.md'])
      assert.deepEqual([await read(name), await resolved(name)], [undefined, 'not_found'], name);
    assert.equal(await write('docs/x.md', 'new', 'old'), 'stale');
    assert.equal(await write('docs/x.md', 'new', undefined), 'write_failed');
    const moved = await files.move('docs/x.md', '.signalbox/iterations/shop.i1/replaced.x.md');
    assert.ok(moved.ok && fs.lstatSync(at('.signalbox/iterations/shop.i1/replaced.x.md')).isFIFO());
    assert.equal(await write('docs/x.md', 'new', undefined), 'ok');
  });

  it('are neither read nor written through links that lead out, also of a folder above', async () => {
    fs.writeFileSync(path.join(top, 'out/x.md'), 'theirs');
    fs.symlinkSync(path.join(top, 'out'), at('away'));
    fs.symlinkSync(path.join(top, 'out/x.md'), at('docs/link.md'));
    fs.symlinkSync(path.join(top, 'out'), at('.signalbox'));
    for (const name of ['away/x.md', 'docs/link.md', '.signalbox/plans/x.md']) {
      assert.equal(await read(name), undefined, name);
      assert.equal(await resolved(name), 'path_outside_project', name);
      assert.equal(await write(name, 'ours', 'theirs'), 'write_failed', name);
    }
    assert.equal(await write('.signalbox/iterations/shop.i1/1.before.x.md', 'ours', undefined), 'write_failed');
    assert.deepEqual(fs.readdirSync(path.join(top, 'out')), ['x.md'], 'not even a folder is made there');
    assert.equal(fs.readFileSync(path.join(top, 'out/x.md'), 'utf8'), 'theirs');
  });

  it('are not written elsewhere while somebody exchanges their folder for a link that leads out', async function () {
    if (process.platform !== 'linux') skipBecause(this, 'only Linux names files below an open folder');
    const out = path.join(top, 'out');
    // The same bytes, so that only the place can tell the two apart.
    fs.writeFileSync(path.join(out, 'x.md'), '0');
    fs.writeFileSync(at('docs/x.md'), '0');
    const other = spawn(process.execPath, ['-e', EXCHANGING, at('docs'), out], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(other.stdout, 'data');
    const ended = once(other, 'close');
    let written = 0;
    for (let round = 1; round <= 300; round += 1) {
      const result = await files.writeBytes('docs/x.md', String(written + 1), String(written));
      if (result.ok) written += 1;
      assert.deepEqual(fs.readdirSync(out), ['x.md'], `round ${round}`);
      assert.equal(fs.readFileSync(path.join(out, 'x.md'), 'utf8'), '0', `round ${round}`);
      const bytes = await files.readBytes('docs/x.md');
      if (bytes.ok && bytes.value === '0' && written > 0) assert.fail(`round ${round}: read from outside`);
    }
    other.kill('SIGKILL');
    await ended;
  });

  it('are replaced under their own name only, where they have another one elsewhere', async () => {
    fs.writeFileSync(path.join(top, 'out/x.md'), 'both');
    fs.linkSync(path.join(top, 'out/x.md'), at('docs/x.md'));
    assert.equal(await write('docs/x.md', 'ours', 'both'), 'ok');
    assert.equal(fs.readFileSync(path.join(top, 'out/x.md'), 'utf8'), 'both');
  });

  it('may have names as long as the system lets them be', async () => {
    const name = `${'\u00e4'.repeat(126)}.md`;
    fs.writeFileSync(at(name), 'old');
    assert.equal(await resolved(name), name);
    assert.equal(await write(name, 'new', 'old'), 'ok');
    assert.equal(await read(name), 'new');
    assert.deepEqual(fs.readdirSync(workspace).sort(), ['docs', name].sort());
  });

  it('are refused where they are too large, write-protected, or of git', async () => {
    fs.writeFileSync(at('large.md'), '');
    fs.truncateSync(at('large.md'), 21 * 1024 * 1024);
    assert.equal(await resolved('large.md'), 'too_large');
    assert.equal((await read('large.md'))?.length, 21 * 1024 * 1024, 'one that an agent made larger is still kept');
    fs.truncateSync(at('large.md'), 101 * 1024 * 1024);
    assert.equal(await read('large.md'), 'too_large');
    fs.writeFileSync(at('docs/x.md'), 'x', { mode: 0o444 });
    assert.equal(await resolved('docs/x.md'), 'read_only');
    fs.mkdirSync(at('.git'));
    fs.writeFileSync(at('.git/config'), '');
    assert.equal(await resolved('.git/config'), 'path_outside_project');
  });
});
