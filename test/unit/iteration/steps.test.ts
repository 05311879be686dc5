import assert from 'node:assert/strict';
import type { IterationSign } from '../../../src/core/iteration/events';
import { addSigns, type IterationStep } from '../../../src/core/iteration/steps';

let n = 0;
const sign = (type: IterationSign['type'], data: IterationSign['data'] = {}, iteration = 1): IterationSign => {
  n += 1;
  return { n, at: n, iteration, type, data };
};
const stepsOf = (...signs: IterationSign[]) => {
  const steps: IterationStep[] = [];
  // One by one and together is the same.
  for (const each of signs) addSigns(steps, [each]);
  return steps;
};

describe('what an agent does in an iteration, as steps', () => {
  it('is one step for a message in pieces, and another after a tool', () => {
    const steps = stepsOf(
      sign('iteration_start'),
      sign('content', { text: 'I re' }),
      sign('content', { text: 'ad.' }),
      sign('tool_use', { id: 't', title: 'Edit a.md', input: 'a.md' }),
      sign('content', { text: 'Done.' }),
    );
    assert.deepEqual(
      steps.map((step) => (step.kind === 'said' ? step.text : step.kind)),
      ['I read.', 'tool', 'Done.'],
    );
  });

  it('keeps messages of two iterations apart', () => {
    const steps = stepsOf(sign('content', { text: 'one' }), sign('content', { text: 'two' }, 2));
    assert.equal(steps.length, 2);
  });

  it('has a tool run until it answers, with its newest title', () => {
    const steps = stepsOf(
      sign('tool_use', { id: 't', title: 'Edit', input: '' }),
      sign('tool_use', { id: 't', title: 'Edit a.md', input: 'a.md' }),
      sign('tool_result', { id: 't', ok: true, output: 'changed' }),
      sign('tool_use', { id: 'u', name: 'bash', input: 'ls' }),
      sign('tool_result', { id: 'u', ok: false, output: 'no' }),
    );
    assert.deepEqual(
      steps.map((step) => step.kind === 'tool' && [step.title, step.state, step.output]),
      [
        ['Edit a.md', 'ok', 'changed'],
        ['bash', 'failed', 'no'],
      ],
    );
  });

  it('says that the document was saved as often as it was, and not again when the iteration sums up', () => {
    const summary = sign('document_updated', { document: 'a.md', added: 3, removed: 0 });
    assert.equal(stepsOf(sign('document_updated'), sign('document_updated'), summary).length, 2);
    assert.equal(stepsOf(summary).length, 1, 'a document that was handed in is saved once');
  });

  it('has nothing that runs for ever: what has not answered when the iteration ends has failed', () => {
    const [step] = stepsOf(sign('tool_use', { id: 't', title: 'Edit' }), sign('cancelled'));
    assert.equal(step?.kind === 'tool' && step.state, 'failed');
  });
});
