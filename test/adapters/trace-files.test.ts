import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { TraceFiles } from '../../src/adapters/trace-files';
import type { TraceEntry, TraceRecord } from '../../src/core/run/trace';

const entry = (text: string): TraceEntry => ({ span: 's', type: 'text', data: { text } });

describe('traces in files', () => {
  let folder: string;
  let traces: TraceFiles;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'signalbox-trace-'));
    traces = new TraceFiles(folder, () => 1);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));
  const write = (run: string, from: number, to: number, size = 1) => {
    const writer = traces.write(run);
    for (let index = from; index <= to; index += 1) writer.append(entry(`${index}ä`.repeat(size)));
    writer.close();
  };

  it('are read after any number, also far into a large file', async () => {
    write('r', 1, 4000, 100);
    for (const after of [0, 1, 1999, 3998, 4000, 9999]) {
      const records = await traces.read('r', after);
      assert.equal(records.length, Math.max(0, 4000 - after));
      assert.equal(records[0]?.seq, after < 4000 ? after + 1 : undefined);
    }
    assert.deepEqual(await traces.read('nothing', 0), []);
  });

  it('go on counting after a writer that died in the middle of a line', async () => {
    write('r', 1, 3);
    const file = path.join(folder, 'r.jsonl');
    fs.appendFileSync(file, '{"seq":4,"at":1,"run":"r","span":"s","type":"text","da');
    write('r', 4, 5);
    assert.deepEqual(
      (await traces.read('r', 0)).map(({ seq }) => seq),
      [1, 2, 3, 4, 5],
    );
    fs.truncateSync(file, fs.statSync(file).size - 1);
    write('r', 6, 6);
    assert.deepEqual(
      (await traces.read('r', 0)).map(({ seq }) => seq),
      [1, 2, 3, 4, 5, 6],
      'a whole last line counts',
    );
  });

  it('are followed without gap or double, from before there is a file and through halves of lines', async () => {
    const seen: TraceRecord[] = [];
    const reached = new Promise<void>((resolve) => {
      const following = traces.follow('r', 2, (records) => {
        seen.push(...records);
        if (seen.at(-1)?.seq !== 200) return;
        following.dispose();
        resolve();
      });
    });
    const text = Array.from({ length: 200 }, (_, index) =>
      JSON.stringify({ seq: index + 1, at: 1, run: 'r', ...entry('ä'.repeat(index)) }),
    ).join('\n');
    const bytes = Buffer.from(`${text}\n`);
    for (let at = 0; at < bytes.length; at += 1777) {
      fs.appendFileSync(path.join(folder, 'r.jsonl'), bytes.subarray(at, at + 1777));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await reached;
    assert.deepEqual(
      seen.map(({ seq }) => seq),
      Array.from({ length: 198 }, (_, index) => index + 3),
    );
  });
});
