import assert from 'node:assert/strict';
import { NOTHING_EARLIER, type TaskDetail } from '../../../src/protocol/board';
import { detailPatch } from '../../../src/services/board-panel/detail-patch';

const event = (seq: number) => ({
  seq,
  index: 0,
  at: seq,
  actor: 'mara',
  kind: 'other' as const,
  text: `event ${seq}`,
});

const base: TaskDetail = {
  id: 't_1',
  column: 'ready',
  title: 'Title',
  body: 'b'.repeat(10_000),
  assignee: 'codex',
  skills: ['git'],
  createdBy: 'mara',
  createdAt: 1,
  since: 1,
  diagnostics: [],
  parents: [],
  children: [],
  comments: [{ id: '0', author: 'mara', at: 1, text: 'one' }],
  runs: [{ id: 'r1', attempt: 1, profile: 'codex', outcome: 'running', startedAt: 1 }],
  events: [event(1), event(2)],
  earlier: NOTHING_EARLIER,
  moreLinks: 0,
  log: { text: 'abc', bytes: 100 },
  can: ['edit'],
};

describe('the change of an open card', () => {
  it('is nothing when nothing changed', () => {
    assert.equal(detailPatch(base, { ...base, skills: ['git'] }), undefined);
  });

  it('names the fields that changed and those that went, and leaves out the body that stayed', () => {
    const { assignee: _, ...without } = base;
    assert.deepEqual(detailPatch(base, { ...without, title: 'New' }), {
      id: 't_1',
      set: { title: 'New' },
      unset: ['assignee'],
    });
  });

  it('appends comments and events, and sends runs that changed', () => {
    const after: TaskDetail = {
      ...base,
      comments: [...base.comments, { id: '1', author: 'codex', at: 3, text: 'two' }],
      events: [event(2), event(3)],
      runs: [{ ...base.runs[0]!, outcome: 'completed', endedAt: 3 }],
    };
    assert.deepEqual(detailPatch(base, after), {
      id: 't_1',
      comments: [after.comments[1]],
      events: [event(3)],
      runs: after.runs,
    });
  });

  it('opens the card anew when its lists no longer follow on one another', () => {
    const after: TaskDetail = { ...base, events: [event(7)] };
    assert.deepEqual(detailPatch(base, after), { open: after });
  });

  it('appends to the log what it grew by, and replaces it when it does not follow', () => {
    const log = (text: string, bytes: number) => detailPatch(base, { ...base, log: { text, bytes } });
    assert.deepEqual(log('bcde', 102), { id: 't_1', log: { append: 'de', bytes: 102 } });
    assert.deepEqual(log('xyz', 3), { id: 't_1', log: { replace: { text: 'xyz', bytes: 3 } } });
  });

  it('appends to a log by its bytes, whatever letters it has', () => {
    const before = { ...base, log: { text: 'é\n', bytes: 3 } };
    const patch = detailPatch(before, { ...base, log: { text: 'é\n✓ ok\n', bytes: 10 } });
    assert.deepEqual(patch, { id: 't_1', log: { append: '✓ ok\n', bytes: 10 } });
  });
});
