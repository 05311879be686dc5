import assert from 'node:assert/strict';
import { NO_USAGE } from '../../../src/core/agent/event';
import {
  evolveIteration,
  type IterationEvent,
  type IterationSession,
  loseRunner,
} from '../../../src/core/iteration/model';
import { placesOf } from '../../../src/core/iteration/places';
import { english } from '../../../src/core/translate';
import {
  diffTitle,
  doingNow,
  iterationRow,
  lensesOf,
  planRow,
  sessionRow,
  stepRow,
} from '../../../src/vscode/plans/iterations/appearance';
import {
  documentOf,
  type ImproveChoices,
  type ImproveDraft,
  improvePages,
  OTHER_DOCUMENT,
  OTHER_TOOLS,
  rankDocuments,
  toolsOf,
  withTools,
} from '../../../src/vscode/plans/iterations/improve-form';

const speech = { t: english, locale: 'en', now: 3_600_000 };
const SPEC = {
  id: 'shop.i1',
  slug: 'shop',
  folder: '.',
  document: 'docs/design.md',
  prompt: 'Shorter',
  iterations: 3,
  profile: 'demo',
  seconds: 300,
  pauseMs: 5000,
};
const started: IterationEvent = { type: 'session_started', ...SPEC };
const begun = (n: number): IterationEvent => ({ type: 'iteration_started', n });
const ended = (n: number, costUsd = 0): IterationEvent => ({
  type: 'iteration_ended',
  n,
  status: 'done',
  added: 1204,
  removed: 7,
  hunks: 2,
  toolCalls: 1,
  summary: 'Said more.',
  usage: { ...NO_USAGE, costUsd },
});
const asked: IterationEvent = {
  type: 'permission_asked',
  request: { id: 'q', title: 'Run npm view', kind: 'execute', detail: '', paths: [], options: [] },
};
function sessionAfter(...events: readonly IterationEvent[]): IterationSession {
  let session: IterationSession | undefined;
  for (const [index, event] of [started, ...events].entries())
    session = evolveIteration(session, event, index * 65_000);
  return session!;
}

describe('the list of iterations', () => {
  it('says how far a session is, what it changed and cost, figures first', () => {
    const running = sessionRow(sessionAfter(begun(1), ended(1, 0.25), begun(2)), speech);
    assert.equal(running.label, 'design.md');
    assert.equal(running.description, '1/3 · +1,204 −7 · $0.25 · shop · 60 min');
    assert.equal(running.icon.id, 'loading~spin');
    assert.match(running.spoken, /^design\.md, running, 1 of 3 iterations, /);
  });

  it('says how a session ended, and a runner that is lost', () => {
    const before = sessionAfter(begun(1));
    const lost = sessionAfter(begun(1), ...loseRunner(before));
    assert.match(sessionRow(lost, speech).description, /^failed: runner lost · 1\/3/);
    const cancelled = sessionAfter({ type: 'session_ended', status: 'cancelled' });
    assert.match(sessionRow(cancelled, speech).description, /^cancelled · 0\/3/);
    assert.match(sessionRow(sessionAfter({ type: 'cancel_requested' }), speech).description, /^is being cancelled/);
  });

  it('says what the agent of a session asks, until that is answered', () => {
    const row = sessionRow(sessionAfter(begun(1), asked), speech);
    assert.match(row.description, /^asks: Run npm view/);
    assert.equal(row.icon.id, 'bell-dot');
    const answered = sessionAfter(begun(1), asked, { type: 'permission_answered', id: 'q', option: 'allow', by: 'me' });
    assert.equal(sessionRow(answered, speech).icon.id, 'loading~spin');
  });

  it('says of an iteration what it changed, what was decided and how long it took', () => {
    const { done } = sessionAfter(begun(1), ended(1), { type: 'hunk_decided', n: 1, hunk: 2, accepted: false });
    const row = iterationRow(done[0]!, { doing: '', shown: false }, speech);
    assert.equal(row.description, '+1,204 −7 · 1/2 decided · 1m 05s');
    assert.equal(iterationRow(done[0]!, { doing: '', shown: true }, speech).icon.id, 'diff');
  });

  it('says what the agent does now', () => {
    const tool = {
      kind: 'tool',
      iteration: 2,
      at: 0,
      id: 't',
      title: 'Edit design.md',
      input: '',
      output: '',
    } as const;
    assert.equal(doingNow([{ ...tool, state: 'running' }], 2, english), 'Edit design.md');
    assert.equal(doingNow([{ ...tool, state: 'running' }], 1, english), '');
    assert.equal(stepRow({ ...tool, state: 'failed' }, speech).icon.id, 'close');
    const said = stepRow({ kind: 'said', iteration: 1, at: 0, text: 'First.\n\nThen\nmore.' }, speech);
    assert.equal(said.label, 'Then more.');
  });
});

describe('the plans among the iterations', () => {
  it('say where they are, what is under way and what they cost', () => {
    const plan = {
      ref: '/w#shop.1',
      slug: 'shop',
      status: 'active',
      phase: 'Design',
      profile: 'claude',
      turns: 2,
      running: true,
      costUsd: 1.04,
      updatedAt: 3_400_000,
      excerpt: '',
    } as const;
    const row = planRow(plan, speech);
    assert.equal(row.description, 'Design · an answer is under way · $1.04 · 3 min');
    assert.equal(
      planRow({ ...plan, status: 'cancelled', running: false }, speech).description,
      'cancelled · $1.04 · 3 min',
    );
  });
});

describe('what stands above a change', () => {
  const places = placesOf('a\nb\nc\n', 'A\nb\nC \n');
  const over: IterationEvent = { type: 'session_ended', status: 'complete' };
  const titles = (session: IterationSession, trusted = true) =>
    places.map((place) =>
      lensesOf(place, places.length, session, session.done[0]!, { t: english, trusted }).map(({ title, verb }) =>
        verb ? `${verb}: ${title.replace(/^\$\([a-z-]+\)\u00a0/, '')}` : title.replace(/^\$\([a-z-]+\)\u00a0/, ''),
      ),
    );

  it('is Accept and Reject while nothing is decided, then the decision and its Undo', () => {
    const open = sessionAfter(begun(1), ended(1), over);
    assert.deepEqual(titles(open)[0], ['accept: Accept', 'reject: Reject', 'change 1 of 2']);
    const decided = sessionAfter(
      begun(1),
      ended(1),
      over,
      { type: 'hunk_decided', n: 1, hunk: 1, accepted: true },
      {
        type: 'hunk_decided',
        n: 1,
        hunk: 2,
        accepted: false,
      },
    );
    assert.deepEqual(titles(decided), [
      ['Accepted', 'undo: Undo', 'change 1 of 2'],
      ['Rejected', 'undo: Undo', 'change 2 of 2'],
    ]);
    const reopened = evolveIteration(decided, { type: 'hunk_reopened', n: 1, hunk: 2 }, 0)!;
    assert.deepEqual(titles(reopened)[1], ['accept: Accept', 'reject: Reject', 'change 2 of 2']);
  });

  it('offers nothing while iterations run, and nothing in a workspace that is not trusted', () => {
    const running = sessionAfter(begun(1), ended(1), begun(2));
    assert.deepEqual(titles(running)[0], ['change 1 of 2', 'to be decided when the iterations have ended']);
    assert.deepEqual(titles(sessionAfter(begun(1), ended(1), over), false)[0], ['change 1 of 2']);
  });

  it('says in the title which iteration it is and what it changed', () => {
    const session = sessionAfter(begun(1), ended(1), begun(2));
    assert.equal(diffTitle(session, session.done[0]!, speech), 'design.md: iteration 1 of 3 (+1,204 −7)');
    assert.equal(diffTitle(session, session.done[1]!, speech), 'design.md: iteration 2 of 3, under way');
  });
});

describe('the form that asks what should become better', () => {
  const choices: ImproveChoices = {
    projects: [
      { slug: 'shop', description: '' },
      { slug: 'till', description: '' },
    ],
    documents: ['docs/design.md'],
    profiles: [
      { name: 'demo', adapter: 'acp', isDemo: true },
      { name: 'claude', adapter: 'claude', isDemo: false, model: 'opus' },
    ],
  };
  const fields = (draft: ImproveDraft, more: Partial<ImproveChoices> = {}) =>
    improvePages({ ...choices, ...more }, draft, english).map(({ field }) => field);

  it('asks for the project only where there are several, and for a model only of agents that have them', () => {
    const all = ['slug', 'document', 'prompt', 'iterations', 'profile', 'model', 'tools'];
    assert.deepEqual(fields({ profile: 'claude' }), all);
    const one = { projects: choices.projects.slice(0, 1) };
    assert.deepEqual(fields({ profile: 'demo' }, one), ['document', 'prompt', 'iterations', 'profile']);
  });

  it('keeps an agent to the tools that were chosen or named, and offers those of before again', () => {
    assert.deepEqual(toolsOf({ tools: 'Read,Edit' }), ['Read', 'Edit']);
    assert.deepEqual(toolsOf({ tools: OTHER_TOOLS, otherTools: ' Read  Bash,Edit ' }), ['Read', 'Bash', 'Edit']);
    assert.deepEqual([toolsOf({}), toolsOf({ tools: '' })], [[], []]);
    const draft = { profile: 'claude', ...withTools(['Bash']) };
    const typed = improvePages(choices, draft, english).at(-1)!;
    assert.ok(typed.field === 'otherTools' && typed.question.kind === 'text' && typed.question.value === 'Bash');
    const { validate } = typed.question;
    assert.equal(validate('Read, mcp__docs__find'), undefined);
    assert.equal(validate(' , '), 'Name a tool.');
    assert.equal(validate('Read, --yes'), '"--yes" is not the name of a tool.');
    const which = improvePages(choices, { profile: 'claude' }, english).at(-1)!.question;
    assert.ok(which.kind === 'choice');
    for (const { id } of which.choices.slice(0, -1)) assert.deepEqual(withTools(toolsOf({ tools: id })), { tools: id });
  });

  it('takes a document that is not in its list, and says why one was refused', () => {
    const draft = { document: OTHER_DOCUMENT, other: '../x.md' };
    const pages = improvePages({ ...choices, documentProblem: 'It lies outside.' }, draft, english);
    const other = pages.find(({ field }) => field === 'other')?.question;
    assert.equal(other?.kind === 'text' && other.problem, 'It lies outside.');
    assert.equal(documentOf(draft), '../x.md');
  });

  it('begins with three iterations and takes one to ten', () => {
    const page = improvePages(choices, {}, english).find(({ field }) => field === 'iterations')?.question;
    assert.ok(page?.kind === 'text');
    assert.equal(page.value, '3');
    const valid = (value: string) => page.validate(value) === undefined;
    assert.deepEqual(['1', '10', '0', '11', 'x', '1.5', ''].map(valid), [
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  it('puts drafts of plans and designs first, and leaves old versions out', () => {
    const found = [
      'notes/deep/a.md',
      'README.md',
      'docs/design.md',
      '.signalbox/plans/p1/discover.md',
      '.signalbox/plans/p1/versions/design.v1.md',
      '.signalbox/plans/p1/design.md',
      '.signalbox/iterations/shop.i1/1.before.design.md',
    ];
    assert.deepEqual(rankDocuments(found), [
      '.signalbox/plans/p1/design.md',
      '.signalbox/plans/p1/discover.md',
      'docs/design.md',
      'README.md',
      'notes/deep/a.md',
    ]);
  });
});
