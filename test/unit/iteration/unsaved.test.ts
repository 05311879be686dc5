import assert from 'node:assert/strict';
import fc from 'fast-check';
import { NO_USAGE } from '../../../src/core/agent/event';
import { hunksOf } from '../../../src/core/iteration/hunks';
import {
  decideHunk,
  evolveIteration,
  type IterationEvent,
  type IterationSession,
} from '../../../src/core/iteration/model';
import type { TextChange, UnsavedDocument } from '../../../src/ports/plan-files';
import { IterationDocuments } from '../../../src/services/iterations/document-work';
import { snapshotPath } from '../../../src/services/iterations/stream';
import { DOCUMENT, MemoryFiles } from '../../support/fake-iterations';

const bytes = (text: string) => Buffer.from(text, 'utf8').toString('latin1');
const unsaved = (text: string, more: Partial<UnsavedDocument> = {}): UnsavedDocument => ({
  text,
  lineEnd: '\n',
  utf8: true,
  version: 1,
  ...more,
});
const changed = (text: string, change: TextChange | undefined) =>
  change ? text.slice(0, change.start) + change.text + text.slice(change.end) : text;

/** An iteration that is over, with the document before and after it. */
function over(before: string, after: string) {
  const files = new MemoryFiles();
  const spec = { id: 'shop.i1', slug: 'shop', folder: '.', document: DOCUMENT, prompt: 'Better', profile: 'demo' };
  const ended = { added: 0, removed: 0, toolCalls: 0, summary: '', usage: NO_USAGE };
  const events: IterationEvent[] = [
    { type: 'session_started', ...spec, iterations: 1, seconds: 300, pauseMs: 0 },
    { type: 'iteration_started', n: 1 },
    { type: 'iteration_ended', n: 1, status: 'done', hunks: hunksOf(before, after).length, ...ended },
    { type: 'session_ended', status: 'complete' },
  ];
  files.content.set(snapshotPath(spec, 1, 'before'), before);
  files.content.set(snapshotPath(spec, 1, 'after'), after);
  files.content.set(DOCUMENT, after);
  const session = events.reduce<IterationSession | undefined>(
    (now, event) => evolveIteration(now, event, 0),
    undefined,
  );
  return { files, session: session!, work: new IterationDocuments(files) };
}

async function rejected(before: string, after: string, open: UnsavedDocument, hunk?: number) {
  const { files, session, work } = over(before, after);
  const events = decideHunk(session, 1, hunk, 'rejected');
  const decided = await work.decide(session, events.ok ? events.value : [], open);
  assert.equal(files.content.get(DOCUMENT), after, 'nothing is written below the hands of a person');
  return decided.ok ? changed(open.text, decided.value.change) : decided.refusal.code;
}

describe('a decision about a document with unsaved words', () => {
  it('is made in the lines that the editor holds, whatever line ends and marks are on disk', async () => {
    const [before, after] = [bytes('\ufeffone\r\ntwo\nthree\n'), bytes('\ufeffONE\r\ntwo\nTHREE\n')];
    const text = 'ONE\r\ntwo\r\nTHREE\r\nmine';
    const open = unsaved(text, { lineEnd: '\r\n' });
    assert.equal(await rejected(before, after, open, 1), 'one\r\ntwo\r\nTHREE\r\nmine');
    assert.equal(await rejected(before, after, open), 'one\r\ntwo\r\nthree\r\nmine');
  });

  it('takes no letter apart, and gives back everything where the person changed nothing of it', async () => {
    const line = fc.constantFrom('\u{1f600}\n', '\u{1f601}\n', 'a\r\n', '\u00e4\r', '\n', 'x');
    const text = fc.array(line, { maxLength: 10 }).map((lines) => lines.join(''));
    const inEditor = (whole: string) => whole.replace(/\r\n|\r|\n/g, '\n');
    await fc.assert(
      fc.asyncProperty(text, text, async (before, after) => {
        const now = await rejected(bytes(before), bytes(after), unsaved(inEditor(after)));
        assert.equal(now, inEditor(before));
      }),
    );
  });

  it('is refused where it cannot pass through the editor', async () => {
    assert.equal(await rejected('a\n', 'b\n', unsaved('b\nmine', { utf8: false })), 'stale');
    assert.equal(await rejected('\xff\xfe\n', 'b\n', unsaved('b\nmine')), 'stale');
    assert.equal(await rejected('a\n', 'b\n', unsaved('mine')), 'stale', 'the same lines were changed');
  });

  it('that restores keeps a copy of the unsaved words', async () => {
    const { files, session, work } = over(bytes('\u00e4\n'), 'b\n');
    const restored = await work.restore(session, unsaved('b\nm\u00fc'));
    assert.ok(restored.ok);
    assert.equal(changed('b\nm\u00fc', restored.value.change), '\u00e4\n');
    assert.equal(files.content.get(restored.value.kept ?? ''), bytes('b\nm\u00fc'));
  });
});
