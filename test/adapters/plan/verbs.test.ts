import assert from 'node:assert/strict';
import fs from 'node:fs';
import type { IterationSession } from '../../../src/core/iteration/model';
import type { PlanState } from '../../../src/core/plan/model';
import { heldAgent } from '../../support/held-agent';
import { PlanWorkspace } from '../../support/plan-workspace';

const held = heldAgent();
const PROFILES = [PlanWorkspace.demo('asking', 1, 'ask'), PlanWorkspace.demo('quick', 1), held.profile];

describe('the verbs of a plan', () => {
  let place: PlanWorkspace;
  before(() => {
    place = new PlanWorkspace(PROFILES);
  });
  after(() => place.dispose());
  const refused = async (...args: string[]) => (await place.refusal('plan', ...args)).code;

  it('refuse what cannot be, each with its code, and change nothing', async () => {
    for (const [args, code] of [
      [['show', 'shop'], 'not_found'],
      [['show', '../shop'], 'invalid_slug'],
      [['start', 'no/slash', 'x'], 'invalid_slug'],
      [['start', 'nowhere', 'x'], 'not_found'],
      [['start', 'shop', 'x', '--profile', 'nobody'], 'unknown_profile'],
      [['respond', 'shop', 'x'], 'not_found'],
      [['cancel', 'shop.7'], 'not_found'],
      [['show', 'shop.i3'], 'not_found'],
      [['answer', 'shop.i3', 'request', 'allow'], 'not_waiting'],
      [['diff', 'shop.i3', '1'], 'not_found'],
      [['iterate', 'shop', '--document', '../x.md', '--prompt', 'x'], 'path_outside_project'],
      [['iterate', 'shop', '--document', 'none.md', '--prompt', 'x'], 'not_found'],
    ] as const)
      assert.equal(await refused(...args), code, args.join(' '));
    assert.equal(fs.existsSync(place.path('approved-tasks.json')), false, 'the registry was not touched');
    const { plans, totals } = await place.data<{ plans: unknown[]; totals: object }>('plan', 'list');
    assert.deepEqual(plans, []);
    assert.deepEqual(totals, {
      plans: 0,
      active: 0,
      turns: 0,
      sessions: 0,
      iterations: 0,
      added: 0,
      removed: 0,
      costUsd: 0,
    });
  });

  it('say how they are used, with exit code 2', async () => {
    fs.writeFileSync(place.path('shop/design.md'), '# Design\n');
    const iterate = ['iterate', 'shop', '--document', 'design.md', '--prompt', 'x'];
    for (const [args, words] of [
      [['start'], /SLUG is missing\.\nUsage: signalbox plan start SLUG \[TEXT…\] /],
      [['back', 'shop', 'discover'], /--reason is needed\./],
      [['decide', 'shop.i1', '1'], /Say one of --accept, --reject and --undo\./],
      [['decide', 'shop.i1', '1', '--accept', '--reject'], /Say one of/],
      [['decide', 'shop.i1', '1', '--hunk', 'all', '--accept'], /--hunk takes a whole number, not "all"\./],
      [['diff', 'shop.i1', 'last'], /N takes a whole number, not "last"\./],
      [[...iterate, '--iterations', '2.5'], /--iterations takes a whole number, not "2\.5"\./],
      [['start', 'shop', 'x', '--porfile', 'quick'], /There is no option --porfile\. Did you mean --profile\?/],
    ] as const) {
      const { code, out, error } = await place.run(['plan', ...args]);
      assert.deepEqual([code, out], [2, ''], args.join(' '));
      assert.match(error, words);
    }
    const help = await place.text('plan', 'answer', '--help');
    assert.match(help, /^signalbox plan answer SLUG REQUEST OPTION\n/);
  });

  it('wait for an answer to a question, and say how it is given', async () => {
    const first = await place.text('plan', 'start', 'shop', 'A', 'shop', '--profile', 'asking');
    assert.match(first, /^I am the demo agent[\s\S]*\nAnswer: signalbox plan respond shop TEXT\n$/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there
    assert.doesNotMatch(first, /\u001b/, 'a pipe gets no colours');
    const piped = await place.run(['plan', 'respond', 'shop', '-'], 'For people\nwho drink tea\n');
    assert.match(piped.out, /- For people\n/);
    assert.match(piped.out, /Go on: signalbox plan advance shop\n$/);
    const asks = await place.text('plan', 'advance', 'shop');
    const [, request = ''] = /^Answer: signalbox plan answer shop (\S+) OPTION$/m.exec(asks) ?? [];
    assert.match(asks, /^ {2}allow {2}Allow\n {2}reject {2}Do not$/m);
    assert.equal(await refused('advance', 'shop'), 'turn_running');
    assert.equal(await refused('start', 'shop'), 'already_active');
    assert.equal(await refused('answer', 'shop', request, 'perhaps'), 'unknown_option');
    const on = await place.text('plan', 'answer', 'shop', request, 'allow');
    assert.match(on, /^--- design\.md\n# Design: A shop\n/m);
    assert.equal(await refused('answer', 'shop', request, 'allow'), 'already_answered');
    assert.equal(await refused('back', 'shop', 'stories', '--reason', 'x'), 'not_earlier');
    assert.equal(await refused('back', 'shop', 'dscover', '--reason', 'x'), 'unknown_phase');
    assert.equal(await refused('retry', 'shop'), 'nothing_to_retry');
    const back = await place.data<PlanState>('plan', 'back', 'shop', 'discover', '--reason', 'Coffee too');
    assert.deepEqual([back.phase, back.turns.at(-1)?.status], ['discover', 'done']);
    assert.equal(await refused('finalize', 'shop', '--yes'), 'no_prd');
    assert.equal((await place.data<PlanState>('plan', 'cancel', 'shop')).status, 'cancelled');
    assert.equal(await refused('respond', 'shop', 'x'), 'no_active_session');
    assert.equal((await place.data<PlanState>('plan', 'resume', 'shop')).status, 'active');
    assert.equal((await place.data<PlanState>('plan', 'cancel', 'shop.1')).status, 'cancelled');
  });

  it('answer a question of iterations by their id, and take changes back', async () => {
    const asked = await place.data<IterationSession>(
      ...['plan', 'iterate', 'shop', '--document', 'design.md', '--prompt', 'Better'],
      ...['--iterations', '2', '--pause', '0', '--profile', 'asking'],
    );
    assert.equal(asked.status, 'running');
    const request = asked.permissions[0]?.request.id ?? '';
    const again = ['iterate', 'shop', '--document', 'design.md', '--prompt', 'x'] as const;
    assert.equal(await refused(...again), 'already_running');
    assert.match(await place.text('plan', 'show', asked.id), /^Answer: signalbox plan answer shop\.i1 \S+ OPTION$/m);
    assert.equal(await refused('decide', asked.id, '1', '--reject'), 'still_running');
    const second = await place.data<IterationSession>('plan', 'answer', asked.id, request, 'allow');
    assert.equal(second.done[0]?.status, 'done');
    const other = second.permissions.find(({ option }) => option === undefined)?.request.id ?? '';
    assert.equal(await refused('answer', asked.id, request, 'allow'), 'already_answered');
    const over = await place.data<IterationSession>('plan', 'answer', asked.id, other, 'reject');
    assert.deepEqual([over.status, ...over.done.map(({ hunks }) => hunks)], ['complete', 1, 0]);
    assert.match(await place.text('plan', 'diff', asked.id, '1'), /^\+- How it is verified/m);
    assert.equal(await refused('decide', asked.id, '1', '--hunk', '7', '--reject'), 'not_found');
    const shown = await place.text('plan', 'decide', asked.id, '1', '--reject');
    assert.match(shown, /1 \(1 rejected\)/);
    assert.equal(fs.readFileSync(place.path('shop/design.md'), 'utf8'), '# Design\n');
    assert.match(await place.text('plan', 'list'), /\n\n1 plan, 4 turns · 2 iterations, \+\d+ -0 characters\n$/);
  });

  it('are completed: projects, plans, phases, profiles and iterations', async () => {
    const complete = async (...words: string[]) =>
      (await place.text('complete', '--', ...words))
        .trimEnd()
        .split('\n')
        .map((line) => line.split('\t')[0]);
    assert.deepEqual(await complete('plan', 'start', ''), ['shop']);
    assert.deepEqual(await complete('plan', 'show', 'shop.'), ['shop.1', 'shop.i1']);
    assert.deepEqual(await complete('plan', 'back', 'shop', 'd'), ['discover', 'design']);
    assert.deepEqual(await complete('plan', 'diff', 's'), ['shop.i1']);
    assert.deepEqual(await complete('plan', 'start', 'shop', '--profile', 'q'), ['quick']);
    assert.match(
      await place.text('complete', '--next', '--', 'plan', 'start'),
      /^shop\t/,
      'a word that is still empty',
    );
    const all = await complete('plan', '');
    assert.ok(all.includes('iterate') && all.includes('shop'));
  });

  it('are taken by exactly one of two that begin at the same moment', async () => {
    fs.mkdirSync(place.path('twins'));
    fs.writeFileSync(place.path('twins/prd.json'), '{"userStories":[]}');
    fs.writeFileSync(place.path('twins/note.md'), 'Note\n');
    // The one that is taken goes on until the other one was refused, however late that one came.
    const both = async (name: string, ...args: string[]) => {
      const ends = [1, 2].map(() => place.run(['plan', ...args, '--profile', 'held', '--json']));
      await Promise.race(ends);
      held.go(name);
      const codes = (await Promise.all(ends)).map(({ out }) => JSON.parse(out));
      return codes.map(({ ok, refusal }) => (ok ? 'ok' : refusal.code)).sort();
    };
    assert.deepEqual(await both('begun', 'start', 'twins', 'do:hold begun'), ['already_active', 'ok']);
    const iterate = ['iterate', 'twins', '--document', 'note.md', '--prompt', 'do:hold better', '--iterations', '1'];
    assert.deepEqual(await both('better', ...iterate), ['already_running', 'ok']);
  });
});
