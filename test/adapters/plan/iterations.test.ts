import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { IterationSign } from '../../../src/core/iteration/events';
import { iterationStream } from '../../../src/core/iteration/model';
import { unifiedDiff } from '../../../src/core/iteration/unified-diff';
import type { RunnerIdentity } from '../../../src/core/runner/runner';
import { iterationSubject } from '../../../src/services/iterations/stream';
import { heldAgent } from '../../support/held-agent';
import { FAST_DEMO, granted, type TestPlanning, testPlanning } from '../../support/planning';

const ORIGINAL = Buffer.concat([
  Buffer.from([0xef, 0xbb, 0xbf]),
  Buffer.from('# Plan\r\n\r\nGr\u00fc\u00dfe\r\nno end'),
]);
const HELD = { prompt: 'do:hold on' };

describe('iterations over a document', () => {
  let planning: TestPlanning;
  let document: string;
  const open = async (profile = FAST_DEMO) => {
    planning = await testPlanning([profile]);
    document = path.join(planning.workspace, 'docs/design.md');
    fs.mkdirSync(path.dirname(document));
    fs.writeFileSync(document, ORIGINAL);
  };
  const quick = { document: 'docs/design.md', prompt: 'Say how it is verified', pauseMs: 10 };
  afterEach(() => planning.close());

  it('happen as often as asked, each with its numbers, and rejecting everything gives the original back', async () => {
    await open();
    const { iterations } = planning;
    const { id } = granted(await iterations.start('shop', { ...quick, iterations: 2 }));
    const signs: IterationSign[] = [];
    const following = iterations.follow(id, 0, (more) => signs.push(...more));
    const over = await iterations.untilOver(id);
    assert.equal(over.status, 'complete');
    assert.deepEqual(
      over.done.map(({ status, added, removed, hunks, toolCalls }) => [status, added, removed, hunks, toolCalls]),
      [
        ['done', 93, 0, 2, 1],
        ['done', 63, 1, 2, 1],
      ],
    );
    assert.match(over.done[0]?.summary ?? '', /^I wrote into docs\/design\.md how far it is/);
    while (signs.at(-1)?.type !== 'done') await new Promise((resolve) => setImmediate(resolve));
    following.dispose();
    const kinds = [
      'iteration_start',
      'content',
      'tool_use',
      'tool_result',
      'document_updated',
      'iteration_complete',
      'done',
    ];
    for (const kind of kinds)
      assert.ok(
        signs.some((sign) => sign.type === kind),
        kind,
      );
    const numbers = signs.map((sign) => sign.n);
    assert.deepEqual(
      numbers,
      [...numbers].sort((a, b) => a - b),
    );
    for (const [index, number] of [0, ...numbers].entries()) {
      const later: IterationSign[] = [];
      const again = iterations.follow(id, number, (more) => later.push(...more));
      while (later.length < signs.length - index) await new Promise((resolve) => setImmediate(resolve));
      again.dispose();
      assert.deepEqual(later, signs.slice(index), `after number ${number}`);
    }

    const after = fs.readFileSync(document);
    const diff = granted(await iterations.diff(id, 1));
    assert.match(unifiedDiff(diff.document, diff.before, diff.after), /^\+- How it is verified/m);
    assert.deepEqual(fs.readFileSync(diff.beforePath), ORIGINAL, 'a backup of the original is kept');

    const blocked = await iterations.decideHunk(id, 7, undefined, 'rejected');
    assert.equal(blocked.ok === false && blocked.refusal.code, 'not_found');
    granted(await iterations.decideHunk(id, 2, undefined, 'rejected'));
    granted(await iterations.decideHunk(id, 1, undefined, 'rejected'));
    assert.deepEqual(fs.readFileSync(document), ORIGINAL);
    granted(await iterations.decideHunk(id, 1, undefined, 'accepted'));
    const reopened = granted(await iterations.decideHunk(id, 2, undefined, 'open'));
    assert.deepEqual(reopened.done[1]?.decisions, {});
    assert.deepEqual(fs.readFileSync(document), after);

    assert.deepEqual(
      granted(await iterations.places(id, 2)).map(({ before, after: now }) => [before.line, now.line, now.count]),
      [
        [2, 2, 1],
        [8, 8, 2],
      ],
    );
    fs.appendFileSync(document, 'mine');
    fs.writeFileSync(document, fs.readFileSync(document, 'utf8').replace('out of scope', 'out of reach'));
    const stale = await iterations.decideHunk(id, 2, 2, 'rejected');
    assert.equal(stale.ok === false && stale.refusal.code, 'stale');
    granted(await iterations.decideHunk(id, 2, 1, 'rejected'));
    const merged = fs.readFileSync(document, 'utf8');
    assert.match(merged, /^Status: improved 1 of 2 times\r$/m, 'the change that was rejected is gone');
    assert.ok(merged.endsWith('mine'), 'what a person wrote elsewhere stays');

    const restored = granted(await iterations.restore(id));
    assert.deepEqual(fs.readFileSync(document), ORIGINAL);
    assert.equal(fs.readFileSync(path.join(planning.workspace, restored.kept ?? ''), 'utf8'), merged);
    assert.ok(
      restored.session.done.every(({ decisions }) => decisions[1] === 'rejected' && decisions[2] === 'rejected'),
    );
    fs.rmSync(document);
    const gone = await iterations.decideHunk(id, 1, 1, 'accepted');
    assert.equal(gone.ok === false && gone.refusal.code, 'document_gone');
    granted(await iterations.restore(id));
    assert.deepEqual(fs.readFileSync(document), ORIGINAL, 'a document that was deleted comes back');
    fs.rmSync(document);
    fs.symlinkSync('/etc/hosts', document);
    const outside = await iterations.restore(id);
    assert.equal(outside.ok === false && outside.refusal.code, 'path_outside_project');
    fs.rmSync(document);
    fs.writeFileSync(path.join(planning.workspace, 'real.md'), ORIGINAL);
    fs.symlinkSync('../real.md', document);
    granted(await iterations.decideHunk(id, 1, 1, 'accepted'));
    assert.ok(fs.lstatSync(document).isSymbolicLink(), 'a link within the project stays one');
    assert.match(fs.readFileSync(path.join(planning.workspace, 'real.md'), 'utf8'), /Status: improved 1 of 2/);
  });

  it('are cancelled inside one, with the document as it is', async () => {
    await open(heldAgent().profile);
    const { iterations } = planning;
    const { id } = granted(await iterations.start('shop', { ...quick, ...HELD, iterations: 3 }));
    const second = await iterations.start('shop', quick);
    assert.equal(second.ok === false && second.refusal.code, 'already_running');
    await new Promise<void>((resolve) => {
      const following = iterations.follow(id, 0, (signs) => {
        if (!signs.some((sign) => sign.type === 'content')) return;
        following.dispose();
        resolve();
      });
    });
    const over = granted(await iterations.cancel(id));
    assert.equal(over.status, 'cancelled');
    assert.deepEqual(
      over.done.map(({ status }) => status),
      ['cancelled'],
    );
    const undecided = await iterations.cancel(id);
    assert.equal(undecided.ok === false && undecided.refusal.code, 'not_running');
  });

  it('reach a final state when their runner is killed', async () => {
    await open(heldAgent().profile);
    const { iterations, runners } = planning;
    const { id } = granted(await iterations.start('shop', { ...quick, ...HELD }));
    const found = await runners.condition(iterationSubject(id));
    if (found.is === 'alive') process.kill(found.runner.pid, 'SIGKILL');
    const over = await iterations.untilOver(id);
    assert.equal(over.status, 'failed');
    assert.equal(over.reason, 'runner lost');
    assert.deepEqual(fs.readFileSync(document), ORIGINAL);
    const next = granted(await iterations.start('shop', { ...quick, iterations: 1 }));
    assert.equal((await iterations.untilOver(next.id)).status, 'complete');
  });

  it('are lost at once when the process that started them died before there was a runner', async () => {
    await open();
    const { iterations, ledger, runners } = planning;
    const self = await runners.self();
    const begin = async (id: string, starter: RunnerIdentity) => {
      const spec = { slug: 'shop', folder: '.', prompt: 'Better', iterations: 1, profile: 'demo', seconds: 300 };
      const event = { type: 'session_started', id, document: 'docs/design.md', pauseMs: 10, ...spec, starter };
      const decide = () => ({ ok: true as const, events: [event], value: undefined });
      await ledger.commit(iterationStream(id), 'test', () => Infinity, decide);
      return granted(await iterations.show(id));
    };
    const dead = { pid: self.pid, startedAt: self.startedAt - 86_400_000, host: self.host };
    const lost = await begin('shop.i1', dead);
    assert.deepEqual([lost.status, lost.reason], ['failed', 'runner lost']);
    assert.equal((await begin('shop.i2', self)).status, 'running');
  });

  it('refuse a document that is not in the project, however it is spelled', async () => {
    await open();
    const { workspace, iterations } = planning;
    fs.symlinkSync('/etc/hosts', path.join(workspace, 'docs/link.md'));
    fs.symlinkSync('/etc', path.join(workspace, 'etc'));
    for (const name of [
      '../x.md',
      '/etc/hosts',
      'docs/../../x',
      'docs/link.md',
      'etc/hosts',
      'docs/design.md\0',
      'C:\\x',
      '',
    ]) {
      const refused = await iterations.start('shop', { ...quick, document: name });
      assert.equal(refused.ok === false && refused.refusal.code, 'path_outside_project', name);
    }
    const missing = await iterations.start('shop', { ...quick, document: 'docs/none.md' });
    assert.equal(missing.ok === false && missing.refusal.code, 'not_found');
    for (const wrong of [0, 11, 1.5]) {
      const refused = await iterations.start('shop', { ...quick, iterations: wrong });
      assert.equal(refused.ok === false && refused.refusal.code, 'invalid_iterations');
    }
  });
});
