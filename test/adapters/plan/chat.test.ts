import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { currentArtifacts } from '../../../src/core/plan/model';
import { answered, granted, type TestPlanning, testPlanning } from '../../support/planning';

describe('a plan with the demo agent, in a detached runner', () => {
  let planning: TestPlanning;
  before(async () => {
    planning = await testPlanning();
  });
  after(() => planning.close());

  it('goes through all phases and hands in a design and a PRD', async () => {
    const { planner } = planning;
    const first = await answered(planning, await planner.start('shop', { prompt: 'A shop for tea' }));
    assert.equal(first.turns[0]?.error, undefined);
    assert.match(first.turns[0]?.text ?? '', /^I am the demo agent of Signalbox: I follow a script and call no model/);
    assert.match(first.turns[0]?.text ?? '', /A shop for tea/);
    assert.equal(first.turns[0]?.tools[0]?.ok, true);
    assert.equal(first.phaseReady, false);

    const second = await answered(planning, await planner.respond('shop', 'For people who drink tea.'));
    assert.equal(second.phaseReady, true);

    const third = await answered(planning, await planner.advance('shop'));
    assert.equal(third.phase, 'design');
    assert.deepEqual(third.phasesCompleted, ['discover']);
    const [design] = currentArtifacts(third);
    assert.equal(design?.name, 'design.md');
    assert.match(
      fs.readFileSync(path.join(planning.workspace, design?.path ?? ''), 'utf8'),
      /^# Design: A shop for tea\n/,
    );

    const fourth = await answered(planning, await planner.advance('shop'));
    assert.equal(fourth.phase, 'stories');
    const prd = currentArtifacts(fourth).find((artifact) => artifact.name === 'prd.json');
    const stories = JSON.parse(fs.readFileSync(path.join(planning.workspace, prd?.path ?? ''), 'utf8')).userStories;
    assert.equal(stories.length, 3);

    const { finalizer, workspace, projects } = planning;
    const folder = path.join(workspace, 'scripts/ralph');
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, 'prd.json'), '{"userStories":[]}');
    const early = await finalizer.finalize('shop');
    assert.equal(early.ok === false && early.refusal.code, 'would_replace');
    assert.equal(fs.readFileSync(path.join(folder, 'prd.json'), 'utf8'), '{"userStories":[]}');
    const preview = granted(await finalizer.preview('shop'));
    assert.deepEqual(
      preview.changes.map(({ path: file, before }) => [file, before]),
      [
        ['scripts/ralph/final-plan.md', undefined],
        ['scripts/ralph/prd.json', '{"userStories":[]}'],
      ],
    );
    fs.writeFileSync(path.join(folder, 'prd.json'), '{"userStories":[1]}');
    const late = await finalizer.finalize('shop', { replace: true, seen: preview.changes });
    assert.deepEqual(late.ok === false && [late.refusal.code, late.refusal.details], [
      'stale',
      { files: ['scripts/ralph/prd.json'] },
    ]);
    assert.equal(fs.existsSync(path.join(folder, 'final-plan.md')), false);
    const seen = granted(await finalizer.preview('shop')).changes;
    const done = granted(await finalizer.finalize('shop', { replace: true, seen }));
    assert.equal(done.status, 'complete');
    assert.match(fs.readFileSync(path.join(folder, 'final-plan.md'), 'utf8'), /## Stories\n\n- \*\*US-001\*\*/);
    assert.equal(JSON.parse(fs.readFileSync(path.join(folder, 'prd.json'), 'utf8')).userStories.length, 3);
    assert.deepEqual(projects.told, ['planning shop shop.1', 'approved shop scripts/ralph/final-plan.md']);
    const over = await planner.respond('shop', 'One more thing');
    assert.equal(over.ok === false && over.refusal.code, 'no_active_session');
  });

  it('goes back with a reason, and is taken up again after it was cancelled', async () => {
    const { planner } = planning;
    await answered(planning, await planner.start('harbour', { prompt: 'Signs' }));
    await answered(planning, await planner.advance('harbour'));
    const refusals = await Promise.all([
      planner.back('harbour', 'stories', 'x'),
      planner.back('harbour', 'nowhere', 'x'),
      planner.back('harbour', 'discover', ' '),
    ]);
    assert.deepEqual(
      refusals.map((each) => each.ok === false && each.refusal.code),
      ['not_earlier', 'unknown_phase', 'reason_needed'],
    );
    const back = await answered(planning, await planner.back('harbour', 'discover', 'The harbour moved'));
    assert.equal(back.phase, 'discover');
    assert.deepEqual(back.phasesCompleted, []);
    assert.match(back.turns.at(-1)?.text ?? '', /The harbour moved/);
    const cancelled = granted(await planner.cancel('harbour'));
    assert.equal(cancelled.status, 'cancelled');
    assert.equal((await planner.respond('harbour', 'Hello?')).ok, false);
    assert.equal(granted(await planner.resume('harbour')).status, 'active');
    const on = await answered(planning, await planner.respond('harbour', 'Go on'));
    assert.equal(on.turns.at(-1)?.status, 'done');
    assert.deepEqual(
      (await planner.list()).map(({ id, status }) => [id, status]),
      [
        ['harbour.1', 'active'],
        ['shop.1', 'complete'],
      ],
    );
  });
});
