import assert from 'node:assert/strict';
import type { Project, ProjectStatus, RegistryEntry } from '../../../src/core/project/model';
import { parsePrd } from '../../../src/core/project/parse';
import { aProject } from '../../support/a-project';
import { panel, settled } from './support';

function entryOf(slug: string, status: RegistryEntry['status']): RegistryEntry {
  return { name: slug, status } as RegistryEntry;
}

function project(slug: string, status: ProjectStatus, prdText?: string): Project {
  const parsed = prdText === undefined ? undefined : parsePrd(prdText);
  const stories = parsed?.prd?.stories ?? [];
  const record = {
    slug,
    status,
    storiesTotal: stories.length,
    storiesDone: stories.filter(({ state }) => state === 'passed').length,
    hasPrd: parsed !== undefined,
    problems: parsed?.problems ?? [],
  };
  return aProject(record, { prd: parsed?.prd });
}

const prd = (secondPasses: boolean) =>
  JSON.stringify({
    project: 'billing',
    branchName: 'ralph/billing',
    description: '',
    userStories: [
      { id: 'US-001', title: 'Ledger', priority: 1, passes: true },
      { id: 'US-002', title: 'Payouts', priority: 2, passes: secondPasses, dependsOn: ['US-001'] },
      { id: 'US-003', title: 'Refunds', priority: 3, passes: false, dependsOn: ['US-002'] },
    ],
  });

describe('the board that is made of projects', () => {
  it('has a card for each project in the column of its status, and a card moves when its project does', async () => {
    const { projects, session, page } = await panel({ board: 'made:projects' });
    projects.projects = [project('billing', 'approved', prd(false)), project('admin', 'failed')];
    await session.connect();
    assert.deepEqual([page.column('approved'), page.column('failed')], [['billing'], ['admin']]);
    assert.deepEqual(page.cards.get('/w/billing')?.progress, { done: 1, total: 3 });
    assert.equal(page.model?.attention[0]?.card, '/w/admin');
    projects.change([project('billing', 'running-ralph', prd(false)), project('admin', 'idle')]);
    assert.deepEqual([page.column('running-ralph'), page.column('idle')], [['billing'], ['admin']]);
    assert.deepEqual(page.model?.attention, []);
  });

  it('has no verbs and no past', async () => {
    const { session } = await panel({ board: 'made:projects' });
    await session.connect();
    const verbs = session.verbs();
    assert.equal(verbs.ok ? 'allowed' : verbs.refusal.code, 'read_only');
    const travel = await session.travelTo({ step: -1 });
    assert.equal(travel.ok ? 'went' : travel.refusal.code, 'no_past');
  });

  it('offers for each card what its project allows now', async () => {
    const { projects, session, page } = await panel({ board: 'made:projects' });
    projects.projects = [
      { ...project('asked', 'pending'), entry: entryOf('asked', 'pending') },
      { ...project('let-go', 'approved', prd(false)), entry: entryOf('let-go', 'approved') },
      project('found', 'idle', prd(true)),
    ];
    await session.connect();
    const offers = (slug: string) => page.cards.get(`/w/${slug}`)?.offers?.filter((verb) => verb !== 'openFolder');
    assert.deepEqual(offers('asked'), ['approve', 'plan', 'cancel']);
    assert.deepEqual(offers('let-go'), ['plan', 'stories', 'openSource', 'rollBack', 'unapprove', 'cancel']);
    assert.deepEqual(offers('found'), ['plan', 'stories', 'openSource', 'rollBack']);
  });

  it('approves by a drop, takes that back by another, and says of every other place how a project comes there', async () => {
    const { projects, session } = await panel({ board: 'made:projects' });
    projects.projects = [
      { ...project('asked', 'pending'), entry: entryOf('asked', 'pending') },
      { ...project('let-go', 'approved'), entry: entryOf('let-go', 'approved') },
      project('found', 'idle'),
    ];
    await session.connect();
    const moves = session.moves();
    assert.ok(moves.ok);
    const open = (slug: string) =>
      Object.entries(moves.value.whereTo([`/w/${slug}`]))
        .filter(([, why]) => why === null)
        .map(([column]) => column);
    assert.deepEqual(
      [open('asked'), open('let-go'), open('found')],
      [['pending', 'approved'], ['pending', 'approved'], ['idle']],
    );
    assert.match(moves.value.whereTo(['/w/found']).approved?.message ?? '', /never proposed/);
    assert.match(moves.value.whereTo(['/w/asked'])['running-ralph']?.message ?? '', /An agent brings it here/);
    await moves.value.move(['/w/asked', '/w/found'], 'approved');
    await moves.value.move(['/w/let-go'], 'pending');
    assert.deepEqual(projects.decided, ['approve asked', 'unapprove let-go']);
  });

  it('says the difference between nothing found and not looked yet', async () => {
    const { session, page } = await panel({ board: 'made:projects' });
    await session.connect();
    assert.match(page.model?.board.empty ?? '', /No project was found/);
  });
});

describe('the board that is made of stories', () => {
  it('shows each story where its file says it is, in the order of priority, and why it waits', async () => {
    const { projects, session, page } = await panel({ board: 'made:stories/billing' });
    projects.projects = [project('billing', 'approved', prd(false))];
    await session.connect();
    assert.deepEqual([page.column('passed'), page.column('open')], [['Ledger'], ['Payouts', 'Refunds']]);
    assert.equal(page.cards.get('US-002')?.state, undefined);
    assert.equal(page.cards.get('US-003')?.state?.text, 'Waits for US-002.');
  });

  it('patches what changed in the file and nothing else', async () => {
    const { projects, session, page } = await panel({ board: 'made:stories/billing' });
    projects.projects = [project('billing', 'approved', prd(false))];
    await session.connect();
    projects.change([project('billing', 'approved', prd(true))]);
    assert.deepEqual(
      page.patches.flatMap(({ set }) => set?.map(({ id }) => id) ?? []),
      ['US-002', 'US-003'],
    );
    assert.deepEqual(page.column('passed').sort(), ['Ledger', 'Payouts']);
  });

  it('offers a task for what is open and a rollback for what passes, and refuses a drag with what to do instead', async () => {
    const { projects, session, page } = await panel({ board: 'made:stories/billing' });
    projects.projects = [project('billing', 'approved', prd(false))];
    await session.connect();
    assert.deepEqual(page.cards.get('US-001')?.offers, ['openSource', 'rollBack']);
    assert.deepEqual(page.cards.get('US-002')?.offers, ['createTask', 'openSource']);
    const moves = session.moves();
    assert.ok(moves.ok);
    assert.match(moves.value.whereTo(['US-001']).open?.message ?? '', /Roll Back/);
    assert.match(moves.value.whereTo(['US-002']).passed?.message ?? '', /its agent writes that/);
    assert.match(moves.value.whereTo(['US-002']).blocked?.message ?? '', /Create Task/);
    assert.equal(moves.value.whereTo(['US-002']).open, null);
    const moved = await moves.value.move(['US-002'], 'passed');
    assert.equal(moved.ok && moved.value[0]?.refusal?.code, 'read_only');
  });

  it('opens a story with its links', async () => {
    const { projects, session, page } = await panel({ board: 'made:stories/billing' });
    projects.projects = [project('billing', 'approved', prd(false))];
    await session.connect();
    await session.openCard('US-002');
    const opened = page.patches.at(-1)?.drawer;
    assert.ok(opened && 'open' in opened);
    assert.deepEqual(
      [opened.open.parents.map(({ id }) => id), opened.open.children.map(({ id }) => id), opened.open.can],
      [['US-001'], ['US-003'], []],
    );
  });
});

describe('the shelf of boards', () => {
  it('finds projects by a part of their name', async () => {
    const { projects, shelf } = await panel();
    projects.projects = [project('billing', 'idle', prd(false)), project('admin', 'idle', prd(true))];
    assert.deepEqual(shelf.findProjects('BILL', 10), [
      { ref: 'made:stories/billing', name: 'billing', open: 2, total: 3 },
    ]);
  });

  it('falls back to the current board when the one that was on show is gone', async () => {
    const { session, page } = await panel({ board: 'long-gone' });
    await session.connect();
    assert.equal(page.model?.board.ref, 'default');
  });

  it('shows another board when the folder of the one on show is taken out of the window', async () => {
    const { clock, session, page, folders, shelf } = await panel();
    folders.push('osprey');
    await session.connect();
    await session.useBoard('osprey/default');
    folders.pop();
    shelf.reset();
    clock.turnTo(clock.now() + 1000);
    await settled();
    assert.equal(page.model?.board.ref, 'default');
    folders.pop();
    shelf.reset();
    clock.turnTo(clock.now() + 1000);
    await settled();
    assert.equal(page.model?.board.kind, 'projects', 'without any folder');
  });

  it('makes, renames and archives a board, and the page hears of each', async () => {
    const { clock, session, shelf, page } = await panel();
    await session.connect();
    const made = await shelf.create('release', { name: 'Release', icon: 'rocket', color: 'charts.blue' });
    assert.deepEqual(made, { ok: true, value: 'release' });
    const named = () => page.model?.boards.filter(({ kind }) => kind === 'stored').map(({ name }) => name);
    const later = async () => {
      clock.turnTo(clock.now() + 1_000);
      await settled();
    };
    await later();
    assert.deepEqual(named(), ['Default', 'Release']);
    await shelf.edit('release', { name: 'Release 2.4', color: null });
    await later();
    assert.deepEqual(named(), ['Default', 'Release 2.4']);
    await shelf.archive('release');
    await later();
    assert.equal(page.model?.boards.find(({ ref }) => ref === 'release')?.archived, true);
    const refused = await shelf.archive('default');
    assert.equal(refused.ok ? 'archived' : refused.refusal.code, 'default_board');
  });

  it('shows why nothing can be shown, and opens when it can again', async () => {
    const { session, shelf, page, boards } = await panel();
    const open = shelf.choices.bind(shelf);
    shelf.choices = () => Promise.reject(new Error('The ledger is on a drive that is gone.'));
    await session.connect();
    assert.match(page.model?.board.empty ?? '', /drive that is gone/);
    shelf.choices = open;
    await session.connect();
    assert.equal(page.model?.board.ref, 'default');
    assert.ok(boards);
  });
});
