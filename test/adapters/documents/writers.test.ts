import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FileDocuments } from '../../../src/adapters/documents';
import { ok } from '../../../src/core/result';

const WRITERS = 4;
const ROUNDS = 25;

/** Set in the processes that this file starts of itself: they write instead of testing. */
const { WRITER, WRITTEN_FILE } = process.env;

async function writeRounds(file: string, name: string): Promise<void> {
  const documents = new FileDocuments();
  for (let round = 0; round < ROUNDS; ) {
    const result = await documents.edit(file, ({ text }) => {
      const { version, wins } = JSON.parse(text) as { version: number; wins: string[] };
      return ok([
        { path: ['version'], value: version + 1 },
        { path: ['wins', wins.length], value: `${name}-${round}` },
      ]);
    });
    // Stale is an honest answer under this load; the edit is simply tried again.
    if (result.ok) round += 1;
    else if (result.refusal.code !== 'stale') throw new Error(result.refusal.message);
  }
}

if (WRITER !== undefined && WRITTEN_FILE !== undefined) await writeRounds(WRITTEN_FILE, WRITER);
else
  describe('several processes that edit one document', () => {
    it('lose no edit of any of them, and leave nothing behind', async () => {
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'writers-'));
      const file = path.join(folder, 'approved-tasks.json');
      fs.writeFileSync(file, '{"version": 0, "wins": []}');
      const writers = Array.from({ length: WRITERS }, (_, name) =>
        spawn(process.execPath, [fileURLToPath(import.meta.url)], {
          env: { ...process.env, WRITER: String(name), WRITTEN_FILE: file },
          stdio: 'inherit',
        }),
      );
      const codes = await Promise.all(writers.map(async (writer) => (await once(writer, 'exit'))[0] as number));
      assert.deepEqual(
        codes,
        writers.map(() => 0),
      );
      const after = JSON.parse(fs.readFileSync(file, 'utf8')) as { version: number; wins: string[] };
      assert.equal(after.version, WRITERS * ROUNDS);
      assert.equal(new Set(after.wins).size, WRITERS * ROUNDS);
      assert.deepEqual(fs.readdirSync(folder), ['approved-tasks.json']);
      fs.rmSync(folder, { recursive: true, force: true });
    });
  });
