import type { Prd, Problem, Project, ProjectRecord, Story } from '../../src/core/project/model';

const PLACE = { line: 1, column: 1, endLine: 1, endColumn: 2 };

/** A valid story; a test names what matters to it. */
export function aStory(changed: Partial<Story> = {}): Story {
  const index = changed.index ?? 0;
  const id = `US-00${index + 1}`;
  return {
    index,
    id,
    idMadeUp: false,
    title: `Story ${index + 1}`,
    titleMadeUp: false,
    description: '',
    acceptanceCriteria: [],
    state: 'open',
    passes: false,
    statusWord: undefined,
    priority: undefined,
    priorityText: undefined,
    dependsOn: [],
    notes: '',
    labels: [],
    group: undefined,
    reason: undefined,
    path: ['userStories', index],
    range: PLACE,
    anchor: PLACE,
    ...changed,
  };
}

export function aPrd(stories: readonly Partial<Story>[] = []): Prd {
  return {
    name: 'Sample',
    description: '',
    branchName: undefined,
    stories: stories.map((story, index) => aStory({ index, ...story })),
    listKey: 'userStories',
  };
}

export function aProblem(changed: Partial<Problem> = {}): Problem {
  return { code: 'bad_type', severity: 'warning', file: '/w/sample/prd.json', message: 'Wrong.', ...PLACE, ...changed };
}

export function aProject(record: Partial<ProjectRecord> = {}, changed: Partial<Project> = {}): Project {
  const slug = record.slug ?? 'sample';
  return {
    key: `/w/${slug}`,
    folder: `/w/${slug}`,
    home: '/w',
    record: {
      slug,
      name: slug,
      description: '',
      status: 'idle',
      statusReason: 'Nothing runs.',
      proposedAt: null,
      approvedAt: null,
      startedAt: null,
      pid: null,
      storiesTotal: 0,
      storiesDone: 0,
      etaSeconds: null,
      etaRange: null,
      lastIterationAt: null,
      lastMessagePreview: null,
      errorReason: null,
      hasWorkspace: true,
      hasPrd: true,
      prdPath: `/w/${slug}/prd.json`,
      branch: null,
      problems: [],
      ...record,
    },
    prd: undefined,
    prdStale: false,
    otherPrdPaths: [],
    entry: undefined,
    registry: undefined,
    tools: {},
    ...changed,
  };
}
