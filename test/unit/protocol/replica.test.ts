import assert from 'node:assert/strict';
import { Replica, Revisions } from '../../../src/protocol/replica';

function counted() {
  const shown: number[] = [];
  let asked = 0;
  const replica = new Replica<number, number>({
    apply: (model, patch) => model + patch,
    requestSnapshot: () => {
      asked += 1;
    },
    changed: (model) => shown.push(model),
  });
  return { replica, shown, asked: () => asked };
}

describe('a replica', () => {
  it('follows patches that arrive in order', () => {
    const host = new Revisions();
    const { replica, shown } = counted();
    replica.snapshot(host.snapshot(10));
    replica.patch(host.patch(1));
    replica.patch(host.patch(2));
    assert.deepEqual(shown, [10, 11, 13]);
  });

  it('asks once for a snapshot after a gap and applies nothing until it comes', () => {
    const host = new Revisions();
    const { replica, shown, asked } = counted();
    replica.snapshot(host.snapshot(10));
    host.patch(100);
    replica.patch(host.patch(1));
    replica.patch(host.patch(1));
    assert.equal(asked(), 1);
    assert.equal(replica.state, 'stale');
    replica.snapshot(host.snapshot(112));
    assert.equal(replica.state, 'current');
    replica.patch(host.patch(5));
    assert.deepEqual(shown, [10, 112, 117]);
  });

  it('ignores a patch that came twice or too late', () => {
    const host = new Revisions();
    const { replica, shown, asked } = counted();
    replica.snapshot(host.snapshot(0));
    const first = host.patch(1);
    replica.patch(first);
    replica.patch(first);
    assert.deepEqual(shown, [0, 1]);
    assert.equal(asked(), 0);
  });

  it('asks again after a request for a snapshot failed', () => {
    const host = new Revisions();
    const { replica, asked } = counted();
    replica.patch(host.patch(1));
    replica.failed();
    replica.patch(host.patch(1));
    assert.equal(asked(), 2);
  });

  it('keeps the last model on show when a new conversation begins, and takes its snapshot whatever the rev', () => {
    const { replica, shown } = counted();
    replica.snapshot({ rev: 50, model: 7 });
    replica.restart();
    assert.equal(replica.model, 7);
    replica.snapshot({ rev: 0, model: 8 });
    replica.patch({ rev: 1, patch: 1 });
    assert.deepEqual(shown, [7, 8, 9]);
  });
});
