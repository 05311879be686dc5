import assert from 'node:assert/strict';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { FileDocuments } from '../../../src/adapters/documents';
import { ok, refuse } from '../../../src/core/result';
import { say } from '../../../src/core/sentence';

const documents = new FileDocuments();

describe('documents on disk', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'documents-'));
    file = path.join(folder, 'prd.json');
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const names = () => fs.readdirSync(folder).sort();
  const set = (value: unknown, ...at: (string | number)[]) =>
    documents.edit(file, () => ok([{ path: at.length > 0 ? at : ['passes'], value }]));

  /** Runs something in the instant between the last look at the file and the rename: nobody can come closer. */
  async function atTheWorstMoment<T>(meanwhile: () => void, work: () => Promise<T>): Promise<T> {
    const rename = fs.renameSync;
    let once = false;
    fs.renameSync = (from, to) => {
      if (!once) {
        once = true;
        meanwhile();
      }
      rename(from, to);
    };
    syncBuiltinESMExports();
    try {
      return await work();
    } finally {
      fs.renameSync = rename;
      syncBuiltinESMExports();
    }
  }

  it('keep byte order mark, line ends, indentation, key order, unknown fields and mode', async () => {
    const before = '\uFEFF{\r\n\t"unknown": {"z": 1.0, "a": "\\u00e9"},\r\n\t"passes": false\r\n}\r\n';
    fs.writeFileSync(file, before, { mode: 0o640 });
    fs.chmodSync(file, 0o640);
    const result = await set(true);
    assert.ok(result.ok && result.value.changed);
    assert.equal(fs.readFileSync(file, 'utf8'), before.replace('false', 'true'));
    assert.equal(fs.statSync(file).mode & 0o777, 0o640);
    assert.ok(!result.value.document.text.startsWith('\uFEFF'));
    assert.deepEqual(names(), ['prd.json']);
  });

  it('are written through a link, which stays a link', async () => {
    fs.mkdirSync(path.join(folder, 'real'));
    fs.writeFileSync(path.join(folder, 'real', 'plan.json'), '{"passes": false}');
    fs.symlinkSync(path.join('real', 'plan.json'), file);
    assert.ok((await set(true)).ok);
    assert.ok(fs.lstatSync(file).isSymbolicLink());
    assert.equal(fs.readFileSync(path.join(folder, 'real', 'plan.json'), 'utf8'), '{"passes": true}');
    assert.deepEqual(fs.readdirSync(path.join(folder, 'real')), ['plan.json']);
  });

  it('are not written at all when nothing differs', async () => {
    fs.writeFileSync(file, '{"passes": true}');
    const before = fs.statSync(file);
    const result = await set(true);
    assert.ok(result.ok && !result.value.changed);
    assert.equal(fs.statSync(file).mtimeMs, before.mtimeMs);
    assert.equal(fs.statSync(file).ino, before.ino);
  });

  it('are created whole when they are missing, and only if the edit is not refused', async () => {
    const refused = await documents.edit(file, () => refuse('not_found', say('no')), { createFrom: '{}\n' });
    assert.equal(refused.ok, false);
    assert.deepEqual(names(), []);
    const made = await documents.edit(file, () => ok([{ path: ['a'], value: 1 }]), { createFrom: '{\n}\n' });
    assert.ok(made.ok);
    assert.deepEqual(JSON.parse(fs.readFileSync(file, 'utf8')), { a: 1 });
    assert.deepEqual(names(), ['prd.json']);
  });

  it('are created in folders that do not exist yet', async () => {
    const deep = path.join(folder, 'a', 'b', 'r.json');
    assert.ok((await documents.edit(deep, () => ok([{ path: ['a'], value: 1 }]), { createFrom: '{}' })).ok);
    assert.equal(fs.readFileSync(deep, 'utf8'), '{"a": 1}');
  });

  it('refuse what cannot be parsed and leave every byte', async () => {
    for (const text of ['', '{"passes": false,}', '{"passes": fal', '[1,2', 'not json']) {
      fs.writeFileSync(file, text);
      const result = await set(true);
      assert.equal(result.ok ? 'written' : result.refusal.code, 'syntax_error', text);
      assert.equal(fs.readFileSync(file, 'utf8'), text);
    }
    fs.writeFileSync(file, Buffer.from([0x7b, 0x0a, 0x22, 0xe9, 0x22, 0x7d]));
    const latin = await set(true);
    assert.deepEqual(latin.ok ? 'written' : [latin.refusal.code, latin.refusal.details?.line], ['not_text', 2]);
    assert.deepEqual(names(), ['prd.json']);
  });

  it('say what is no file, not there, too large or write-protected', async () => {
    const code = async (target: string) => {
      const result = await documents.read(target);
      return result.ok ? 'read' : result.refusal.code;
    };
    assert.equal(await code(file), 'not_found');
    assert.equal(await code(folder), 'not_a_file');
    assert.equal(await code(path.join(file, 'below')), 'not_found');
    fs.writeFileSync(file, '{}');
    fs.truncateSync(file, 20 * 1024 * 1024 + 1);
    assert.equal(await code(file), 'too_large');
    fs.writeFileSync(file, '{"passes": false}');
    fs.chmodSync(file, 0o444);
    const result = await set(true);
    assert.equal(result.ok ? 'written' : result.refusal.code, 'read_only');
  });

  it('are decided again on what another writer left between reading and writing', async () => {
    fs.writeFileSync(file, '{"n": 1, "passes": false}');
    const seen: string[] = [];
    const result = await documents.edit(file, ({ text }) => {
      seen.push(text);
      if (seen.length === 1) fs.writeFileSync(file, '{"n": 2, "passes": false}');
      return ok([{ path: ['passes'], value: true }]);
    });
    assert.ok(result.ok);
    assert.deepEqual(seen, ['{"n": 1, "passes": false}', '{"n": 2, "passes": false}']);
    assert.equal(fs.readFileSync(file, 'utf8'), '{"n": 2, "passes": true}');
    assert.deepEqual(names(), ['prd.json']);
  });

  it('are refused as stale when somebody writes every time', async () => {
    fs.writeFileSync(file, '{"n": 0}');
    let n = 0;
    const result = await documents.edit(file, () => {
      fs.writeFileSync(file, `{"n": ${++n}}`);
      return ok([{ path: ['passes'], value: true }]);
    });
    assert.equal(result.ok ? 'written' : result.refusal.code, 'stale');
    assert.equal(fs.readFileSync(file, 'utf8'), `{"n": ${n}}`);
    assert.deepEqual(names(), ['prd.json']);
  });

  it('leave the decision to the edit when the newer text makes no sense for it', async () => {
    fs.writeFileSync(file, '{"version": 1}');
    let rounds = 0;
    const result = await documents.edit(file, ({ text }) => {
      rounds += 1;
      if (rounds === 1) fs.writeFileSync(file, '{"version": 2}');
      return text.includes('1') ? ok([{ path: ['version'], value: 5 }]) : refuse('stale', say('Somebody was first.'));
    });
    assert.deepEqual([result.ok, rounds, fs.readFileSync(file, 'utf8')], [false, 2, '{"version": 2}']);
  });

  it('lose nothing of a writer in place that comes between the last look and the rename', async () => {
    fs.writeFileSync(file, '{"n": 1, "passes": false}');
    const result = await atTheWorstMoment(
      () => fs.writeFileSync(file, '{"n": 2, "passes": false}'),
      () => set(true),
    );
    assert.ok(result.ok);
    assert.equal(fs.readFileSync(file, 'utf8'), '{"n": 2, "passes": true}');
    assert.deepEqual(names(), ['prd.json']);
  });

  it('put such a writer back when the edit makes no sense on it', async () => {
    fs.writeFileSync(file, '{"version": 1}');
    const result = await atTheWorstMoment(
      () => fs.writeFileSync(file, '{"version": 2}'),
      () =>
        documents.edit(file, ({ text }) =>
          text.includes('1') ? ok([{ path: ['version'], value: 5 }]) : refuse('stale', say('Somebody was first.')),
        ),
    );
    assert.equal(result.ok ? 'written' : result.refusal.code, 'stale');
    assert.equal(fs.readFileSync(file, 'utf8'), '{"version": 2}');
    assert.deepEqual(names(), ['prd.json']);
  });

  it('are not brought back when somebody deletes them meanwhile', async () => {
    fs.writeFileSync(file, '{"passes": false}');
    const result = await documents.edit(file, () => {
      fs.rmSync(file, { force: true });
      return ok([{ path: ['passes'], value: true }]);
    });
    assert.equal(result.ok ? 'written' : result.refusal.code, 'not_found');
    assert.deepEqual(names(), []);
  });

  it('never overwrite one that another creates in the same instant', async () => {
    let rounds = 0;
    const result = await documents.edit(
      file,
      ({ text }) => {
        rounds += 1;
        if (rounds === 1) fs.writeFileSync(file, '{"theirs": 1}');
        return ok([{ path: ['ours'], value: text.length }]);
      },
      { createFrom: '{}' },
    );
    assert.ok(result.ok);
    assert.deepEqual(JSON.parse(fs.readFileSync(file, 'utf8')), { theirs: 1, ours: 13 });
    assert.deepEqual(names(), ['prd.json']);
  });

  it('are replaced whole only by who has read what is there', async () => {
    const made = await documents.write(file, '{"a": 1}', undefined);
    assert.ok(made.ok);
    assert.equal((await documents.write(file, '{"a": 2}', undefined)).ok, false);
    fs.writeFileSync(file, '{"a": 9}');
    const stale = await documents.write(file, '{"a": 2}', made.value.fingerprint);
    assert.equal(stale.ok ? 'written' : stale.refusal.code, 'stale');
    const now = await documents.read(file);
    assert.ok(now.ok && (await documents.write(file, '{"a": 3}', now.value.fingerprint)).ok);
    assert.equal(fs.readFileSync(file, 'utf8'), '{"a": 3}');
  });

  it('are whole at every moment for who reads them while they are written', async () => {
    const story = (n: number) => ({ id: `US-${n}`, text: 'x'.repeat(2000), passes: false });
    const plan = { n: 0, userStories: Array.from({ length: 200 }, (_, n) => story(n)) };
    fs.writeFileSync(file, JSON.stringify(plan, null, 2));
    let reading = true;
    let reads = 0;
    const reader = (async () => {
      while (reading) {
        JSON.parse(await fs.promises.readFile(file, 'utf8'));
        reads += 1;
      }
    })();
    for (let n = 1; n <= 20; n++) assert.ok((await set(n, 'n')).ok);
    reading = false;
    await reader;
    assert.ok(reads > 0);
  });
});
