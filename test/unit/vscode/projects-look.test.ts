import assert from 'node:assert/strict';
import { attentionOf } from '../../../src/core/project/attention';
import { english } from '../../../src/core/translate';
import { age, duration, projectIcon, projectRow, storyRow } from '../../../src/vscode/projects/appearance';
import { arrange, DEFAULT_ARRANGEMENT, readArrangement } from '../../../src/vscode/projects/arrange';
import { type ProposalChecks, proposalPages } from '../../../src/vscode/projects/proposal-form';
import { dependentsOf, factsOfStories, storiesInOrder } from '../../../src/vscode/projects/stories';
import { aPrd, aProblem, aProject, aStory } from '../../support/a-project';

const nothing = { waitsFor: [], problem: undefined };

describe('the row of a project', () => {
  const describeRow = (record: Parameters<typeof aProject>[0]) => projectRow(aProject(record), english).description;

  it('says the figure first, then what it does, then what is left', () => {
    const running = { status: 'running-ralph', storiesTotal: 9, storiesDone: 6, etaSeconds: 2280 } as const;
    assert.equal(describeRow(running), '6/9 · Ralph · ~38 min');
  });

  it('has no figure where there are no stories', () => {
    assert.equal(describeRow({ status: 'pending' }), 'pending');
  });

  it('says why it failed, in one line', () => {
    const failed = { status: 'failed', storiesTotal: 7, storiesDone: 3, errorReason: 'TS2345\nat x' } as const;
    assert.equal(describeRow(failed), '3/7 · failed · TS2345');
  });

  it('is read out as a whole sentence', () => {
    const row = projectRow(
      aProject({ slug: 'pay', storiesTotal: 2, storiesDone: 1, branch: 'ralph/pay', problems: [aProblem()] }),
      english,
    );
    assert.equal(row.spoken, 'pay, idle, 1 of 2 stories done, branch ralph/pay, 1 problem');
  });

  it('warns by its icon while at rest with a file that cannot be read, and keeps its own icon while it runs', () => {
    const problems = [aProblem({ severity: 'error', code: 'syntax_error' })];
    assert.equal(projectIcon(aProject({ problems })).id, 'warning');
    assert.equal(projectIcon(aProject({ problems, status: 'running-ralph' })).id, 'sync');
  });
});

describe('the row of a story', () => {
  it('says its priority and what it waits for', () => {
    const story = aStory({ id: 'US-008', title: 'OpenAPI', priority: 8, priorityText: '8' });
    const row = storyRow(story, { waitsFor: ['US-007'], problem: undefined }, english);
    assert.equal(row.label, 'US-008 OpenAPI');
    assert.equal(row.description, 'P8 · after US-007');
  });

  it('keeps the words of a file that ranks in words', () => {
    const story = aStory({ priority: 1, priorityText: 'high', state: 'blocked' });
    assert.equal(storyRow(story, nothing, english).description, 'high · blocked');
  });

  it('is quiet once it passes', () => {
    assert.equal(storyRow(aStory({ state: 'passed', priority: 1 }), nothing, english).description, '');
  });

  it('shows no id that the file does not have', () => {
    assert.equal(storyRow(aStory({ id: '#1', idMadeUp: true, title: 'Login' }), nothing, english).label, 'Login');
  });

  it('names the place of its problem', () => {
    const row = storyRow(aStory(), { waitsFor: [], problem: aProblem({ line: 84 }) }, english);
    assert.equal(row.description, 'prd.json:84');
    assert.deepEqual(row.icon, { id: 'warning', color: 'problemsWarningIcon.foreground' });
  });
});

describe('the stories of a project', () => {
  it('stand in the order in which they are worked', () => {
    const prd = aPrd([
      { id: 'B', priority: 1, dependsOn: ['A'] },
      { id: 'A', priority: 2 },
      { id: 'C', priority: 3 },
    ]);
    assert.deepEqual(
      storiesInOrder(aProject({}, { prd })).map(({ id }) => id),
      ['A', 'B', 'C'],
    );
  });

  it('wait only for what exists and does not pass', () => {
    const prd = aPrd([{ id: 'A', state: 'passed' }, { id: 'B', dependsOn: ['A', 'D', 'unknown'] }, { id: 'D' }]);
    assert.deepEqual(factsOfStories(prd, [])[1]?.waitsFor, ['D']);
  });

  it('show the error before the warning', () => {
    const problems = [aProblem({ storyIndex: 0 }), aProblem({ storyIndex: 0, severity: 'error', message: 'Worse.' })];
    assert.equal(factsOfStories(aPrd([{}]), problems)[0]?.problem?.message, 'Worse.');
  });

  it('know who waits for them, also through others and in a ring', () => {
    const prd = aPrd([
      { id: 'A', dependsOn: ['C'] },
      { id: 'B', dependsOn: ['A'] },
      { id: 'C', dependsOn: ['B'] },
      { id: 'D' },
    ]);
    assert.deepEqual([...dependentsOf(prd, 'A')].sort(), ['A', 'B', 'C']);
    assert.deepEqual([...dependentsOf(prd, 'D')], []);
  });
});

describe('the order of projects', () => {
  const slugs = (projects: readonly { record: { slug: string } }[]) => projects.map(({ record }) => record.slug);
  const some = [
    aProject({ slug: 'done', status: 'complete', storiesTotal: 2, storiesDone: 2 }),
    aProject({ slug: 'p10', status: 'idle', storiesTotal: 10, storiesDone: 1 }),
    aProject({ slug: 'p9', status: 'idle', lastIterationAt: '2026-11-01T00:00:00Z' }),
    aProject({ slug: 'run', status: 'running-ralph', storiesTotal: 4, storiesDone: 2 }),
  ];

  it('has what runs first and what is done last, and counts as people do', () => {
    assert.deepEqual(slugs(arrange(some, DEFAULT_ARRANGEMENT)), ['run', 'p9', 'p10', 'done']);
  });

  it('can be by name, by progress, by last sign of life', () => {
    const by = (sort: 'name' | 'progress' | 'recent') => slugs(arrange(some, { sort, statuses: [] }));
    assert.deepEqual(by('name'), ['done', 'p9', 'p10', 'run']);
    assert.deepEqual(by('progress'), ['done', 'run', 'p10', 'p9']);
    assert.equal(by('recent')[0], 'p9');
  });

  it('leaves out what the filter does not name', () => {
    assert.deepEqual(slugs(arrange(some, { sort: 'status', statuses: ['complete'] })), ['done']);
  });

  it('survives whatever an older version kept', () => {
    for (const kept of [undefined, null, 3, 'x', {}, { sort: 'gone', statuses: 'idle' }]) {
      assert.deepEqual(readArrangement(kept), DEFAULT_ARRANGEMENT);
    }
    assert.deepEqual(readArrangement({ sort: 'name', statuses: ['idle', 'gone'] }), {
      sort: 'name',
      statuses: ['idle'],
    });
  });
});

describe('what a project needs its person for', () => {
  it('is nothing while it runs, rests or is done', () => {
    for (const status of ['running-ralph', 'running-manual', 'idle', 'complete', 'approved', 'planning'] as const) {
      assert.equal(attentionOf(aProject({ status })), undefined);
    }
  });

  it('is the worst thing only', () => {
    const problems = [aProblem({ severity: 'error', code: 'syntax_error' })];
    assert.equal(attentionOf(aProject({ status: 'failed', problems }))?.kind, 'unreadable');
    assert.equal(attentionOf(aProject({ status: 'failed', errorReason: 'No.' }))?.kind, 'failed');
    assert.equal(attentionOf(aProject({ status: 'blocked' }))?.kind, 'blocked');
    assert.equal(attentionOf(aProject({ status: 'pending' }))?.kind, 'approve');
  });

  it('is an open circuit breaker, until the project is complete', () => {
    const tools = { circuitBreaker: { state: 'OPEN', reason: 'no progress', since: undefined } } as const;
    assert.equal(attentionOf(aProject({}, { tools }))?.kind, 'halted');
    assert.equal(attentionOf(aProject({ status: 'complete' }, { tools })), undefined);
  });

  it('is not a mistake in one story', () => {
    const problems = [aProblem({ severity: 'error', code: 'duplicate_id', storyIndex: 0 })];
    assert.equal(attentionOf(aProject({ problems })), undefined);
  });
});

describe('the form of a proposal', () => {
  const none = () => undefined;
  const checks: ProposalChecks = {
    homes: [{ name: 'w', path: '/w' }],
    slug: none,
    description: none,
    repo: none,
    ref: none,
  };
  const fields = (changed: Partial<ProposalChecks>, draft: Parameters<typeof proposalPages>[1]) =>
    proposalPages({ ...checks, ...changed }, draft, english).map(({ field }) => field);

  it('asks for name and description, and for branches only who wants them', () => {
    assert.deepEqual(fields({}, {}), ['slug', 'description', 'more']);
    assert.deepEqual(fields({}, { more: 'more' }), ['slug', 'description', 'more', 'repo', 'branch', 'baseBranch']);
  });

  it('asks which folder where there are several', () => {
    const homes = [...checks.homes, { name: 'v', path: '/v' }];
    assert.deepEqual(fields({ homes }, {}), ['home', 'slug', 'description', 'more']);
  });

  it('lets branches be empty and checks them when they are not', () => {
    const pages = proposalPages({ ...checks, ref: () => 'No.' }, { more: 'more' }, english);
    const branch = pages.find(({ field }) => field === 'branch')?.question;
    assert.equal(branch?.kind === 'text' && branch.validate(''), undefined);
    assert.equal(branch?.kind === 'text' && branch.validate('x'), 'No.');
  });

  it('keeps what was typed when the person comes back to a page', () => {
    const [page] = proposalPages(checks, { slug: 'pay' }, english);
    assert.equal(page?.question.kind === 'text' && page.question.value, 'pay');
  });
});

describe('a stretch of time', () => {
  it('is said in one unit', () => {
    assert.deepEqual(
      [20, 600, 5399, 5400, 86_400, 200_000].map((seconds) => duration(seconds, english)),
      ['1 min', '10 min', '90 min', '2 h', '24 h', '2 d'],
    );
  });

  it('is nothing under a minute and for no date', () => {
    const now = Date.parse('2026-11-21T10:00:00Z');
    assert.equal(age('2026-11-21T09:59:30Z', now, english), '');
    assert.equal(age('soon', now, english), '');
    assert.equal(age('2026-11-21T08:00:00Z', now, english), '2 h');
  });
});
