import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { currentArtifacts } from '../../../src/core/plan/model';
import { answered, type TestPlanning, testPlanning } from '../../support/planning';

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
  });
});
