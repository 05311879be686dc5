import type { AttentionRow, BoardModel, CardView, PersonChoice, TaskDetail, TimeMark } from '../../src/protocol/board';
import { boardModel, card, HOUR } from './fake-board';

const MINUTE = 60_000;

type Seed = readonly [
  id: string,
  column: string,
  where: string,
  title: string,
  who: string,
  priority: number,
  age: number,
  more?: Partial<CardView>,
];

const SEEDS: readonly Seed[] = [
  ['t_00000001', 'triage', 'notices', 'Text messages in Portuguese', '@Mara Reis', 0, 26 * MINUTE, { comments: 2 }],
  [
    't_00000002',
    'triage',
    'diary',
    'Calendar test fails when the clocks change',
    '@Jon Tal',
    0,
    2 * HOUR,
    { comments: 1 },
  ],
  ['t_00000003', 'triage', '', 'Drop Node 20 from the build matrix', '@Mara Reis', 0, 27 * HOUR],
  [
    't_00000004',
    'todo',
    'diary/US-008',
    'Idempotency in the API description',
    'claude',
    20,
    30 * HOUR,
    { state: { kind: 'waits_for_parents', text: 'Waits for US-007.' } },
  ],
  [
    't_00000005',
    'todo',
    'diary/US-009',
    'Backfill the keys of last year',
    'claude',
    15,
    31 * HOUR,
    { state: { kind: 'waits_for_parents', text: 'Waits for US-007 and US-008.' } },
  ],
  [
    't_00000006',
    'todo',
    'invoices/US-005',
    'Refunds reach the ledger',
    'codex',
    15,
    50 * HOUR,
    { state: { kind: 'waits_for_parents', text: 'Waits for US-004, which is blocked.' } },
  ],
  [
    't_00000007',
    'todo',
    'notices/US-007',
    'Page to opt out',
    'gemini',
    5,
    51 * HOUR,
    { state: { kind: 'waits_for_parents', text: 'Waits for US-006, which is blocked.' } },
  ],
  [
    't_00000008',
    'ready',
    'notices/US-005',
    'Retry queue for failed messages',
    '',
    20,
    3 * HOUR,
    {
      comments: 1,
      links: 1,
      state: { kind: 'critical', text: 'Nobody is assigned, so no worker may take it.' },
      diagnostic: { kind: 'stranded_in_ready', severity: 'critical', title: 'Nobody has been assigned for 3 hours' },
    },
  ],
  [
    't_00000009',
    'ready',
    'invoices/US-006',
    'Export invoices as CSV',
    'codex',
    15,
    18 * MINUTE,
    { links: 2, costUsd: 0.18, state: { kind: 'waits_for_cooldown', text: '429 rate limit. Tries again at 10:47.' } },
  ],
  [
    't_0000000a',
    'ready',
    'diary/US-010',
    'Rate limits per tenant',
    'codex',
    10,
    12 * MINUTE,
    {
      comments: 2,
      links: 1,
      costUsd: 0.09,
      state: { kind: 'waits_for_cooldown', text: '429 rate limit. Tries again at 10:49.' },
    },
  ],
  [
    't_0000000b',
    'ready',
    'cart/US-003',
    'Keyboard order in the picker',
    'gemini',
    5,
    6 * MINUTE,
    { links: 1, state: { kind: 'waits_for_limit', text: 'gemini runs 1 of 1. Next when it is free.' } },
  ],
  [
    't_0000000c',
    'running',
    'office/US-001',
    'Import clinics from a CSV file',
    'claude',
    20,
    18 * MINUTE,
    {
      comments: 1,
      progress: { done: 0, total: 3 },
      costUsd: 0.37,
      state: { kind: 'gate', text: 'Approve the drafted workflow?' },
      gate: { question: 'q1', kind: 'approve', text: 'Approve the drafted workflow?', since: Date.now() - 18 * MINUTE },
    },
  ],
  [
    't_0000000d',
    'running',
    'diary/US-007',
    'Idempotency keys when an entry is made',
    'claude',
    20,
    11 * MINUTE,
    {
      comments: 1,
      links: 2,
      progress: { done: 0, total: 2 },
      costUsd: 0.84,
      state: { kind: 'working', text: 'Verifying `npm test -- diary`' },
    },
  ],
  [
    't_0000000e',
    'running',
    'cart/US-002',
    'Picker: week view',
    'gemini',
    10,
    4 * MINUTE,
    {
      links: 1,
      progress: { done: 0, total: 1 },
      costUsd: 0.21,
      state: { kind: 'working', text: 'Editing `src/WeekGrid.tsx`' },
    },
  ],
  [
    't_0000000f',
    'blocked',
    'notices/US-006',
    'Move reminders to a queue',
    'claude',
    10,
    26 * HOUR,
    {
      comments: 2,
      links: 1,
      progress: { done: 0, total: 1 },
      costUsd: 0.66,
      state: { kind: 'gate', text: 'Shared Redis, or one of our own?' },
      gate: { question: 'q2', kind: 'choose', text: 'Shared Redis, or one of our own?', since: Date.now() - 26 * HOUR },
      diagnostic: { kind: 'stuck_in_blocked', severity: 'warning', title: 'Blocked for 26 h without an answer' },
    },
  ],
  [
    't_7be1f09c',
    'blocked',
    'invoices/US-004',
    'Sync payouts nightly',
    'codex',
    20,
    25 * HOUR,
    {
      comments: 1,
      links: 2,
      progress: { done: 0, total: 1 },
      costUsd: 2.36,
      state: { kind: 'error', text: 'typecheck failed: TS2345 in src/payouts/sync.ts. Gave up after 3 attempts.' },
      diagnostic: { kind: 'repeated_failures', severity: 'error', title: 'typecheck failed: TS2345' },
    },
  ],
  [
    't_00000010',
    'blocked',
    'diary/US-011',
    'Tenant id in the audit log',
    'codex',
    5,
    42 * MINUTE,
    {
      links: 1,
      costUsd: 0.12,
      state: { kind: 'error', text: '429 rate limit, as on 2 other cards.' },
      diagnostic: { kind: 'shared_cause', severity: 'error', title: '429 rate limit' },
    },
  ],
  [
    't_00000011',
    'review',
    'diary/US-006',
    'Double-entry guard under load',
    'claude',
    20,
    22 * MINUTE,
    {
      comments: 3,
      links: 2,
      progress: { done: 2, total: 4 },
      costUsd: 1.12,
      state: { kind: 'in_review', text: 'Waits for your review: 3 files, +214 −38.' },
    },
  ],
  [
    't_00000012',
    'review',
    'keys/US-007',
    'Fallback by e-mail code',
    'codex',
    10,
    HOUR,
    {
      comments: 1,
      links: 1,
      costUsd: 0.58,
      state: { kind: 'warning', text: 'The summary names t_99ab12cd, which does not exist.' },
      diagnostic: { kind: 'phantom_references', severity: 'warning', title: 'The summary names t_99ab12cd' },
    },
  ],
];

const DONE = ['Register a second key', 'Time zone edge cases', 'Calendar feed', 'Entry model', 'Cancel and refund'];

function seeded(): CardView[] {
  const now = Date.now();
  const open = SEEDS.map(([id, column, where, title, who, priority, age, more]) => {
    const [project, story] = where.split('/');
    const name = who.replace('@', '');
    return card({
      id,
      column,
      title,
      priority,
      since: now - age,
      tenant: project === 'invoices' ? 'north' : 'south',
      ...(project ? { project } : {}),
      ...(story ? { story } : {}),
      ...(name ? { assignee: { name, kind: who.startsWith('@') ? 'person' : 'agent' } } : {}),
      ...more,
    });
  });
  const done = Array.from({ length: 41 }, (_, index) =>
    card({
      id: `t_done${String(index).padStart(4, '0')}`,
      column: 'done',
      title: DONE[index % DONE.length] ?? '',
      project: 'diary',
      story: `US-0${10 + index}`,
      assignee: { name: index % 2 ? 'claude' : 'codex', kind: 'agent' },
      since: now - index * HOUR,
      order: [0, index],
      costUsd: 0.4 + index / 50,
    }),
  );
  return [...open, ...done];
}

const PEOPLE: readonly PersonChoice[] = [
  { name: 'claude', kind: 'agent', open: 6 },
  { name: 'codex', kind: 'agent', open: 6 },
  { name: 'gemini', kind: 'agent', open: 3 },
  { name: 'Mara Reis', kind: 'person', open: 2 },
  { name: 'Jon Tal', kind: 'person', open: 1 },
];

function attention(): AttentionRow[] {
  const now = Date.now();
  const row = (
    key: string,
    severity: AttentionRow['severity'],
    title: string,
    id: string,
    where: string,
    cardTitle: string,
    who: string,
    age: number,
    label: string,
    kind: 'assign' | 'answer' | 'retry',
  ): AttentionRow => ({
    key,
    severity,
    code: key,
    title,
    card: id,
    cardTitle,
    where,
    ...(who ? { assignee: who, assigneeKind: 'agent' as const } : {}),
    since: now - age,
    actions: [{ kind, label }],
  });
  return [
    row(
      'a',
      'critical',
      'Nobody has been assigned for 3 hours',
      't_00000008',
      'notices/US-005',
      'Retry queue for failed messages',
      '',
      3 * HOUR,
      'Assign…',
      'assign',
    ),
    row(
      'b',
      'error',
      'typecheck failed: TS2345 Argument of type ‘Payout | undefined’ is not assignable',
      't_7be1f09c',
      'invoices/US-004',
      'Sync payouts nightly',
      'codex',
      5 * HOUR,
      'Reassign…',
      'assign',
    ),
    row(
      'c',
      'error',
      '429 rate limit: codex has used its tokens for this minute',
      't_00000010',
      'diary/US-011',
      'Tenant id in the audit log',
      'codex',
      42 * MINUTE,
      'Reassign…',
      'assign',
    ),
    row(
      'd',
      'warning',
      'Blocked for 26 h without an answer: Shared Redis, or one of our own?',
      't_0000000f',
      'notices/US-006',
      'Move reminders to a queue',
      'claude',
      2 * HOUR,
      'Answer…',
      'answer',
    ),
    row(
      'e',
      'warning',
      'The summary names a card that does not exist',
      't_00000012',
      'keys/US-007',
      'Fallback by e-mail code',
      'codex',
      HOUR,
      'Comment',
      'retry',
    ),
    row(
      'f',
      'warning',
      'A person has been asked for 18 minutes',
      't_0000000c',
      'office/US-001',
      'Import clinics from a CSV file',
      'claude',
      18 * MINUTE,
      'Answer…',
      'answer',
    ),
  ];
}

/** A board in the middle of a working day: every kind of card, and what is wrong with some. */
export function sampleBoard(more: Partial<BoardModel> = {}): BoardModel {
  const now = Date.now();
  return boardModel(seeded(), {
    attention: attention(),
    people: PEOPLE,
    undo: { label: 'Move of Retry queue' },
    time: { from: now - 16 * HOUR, to: now, commits: 148, past: null },
    ...more,
  });
}

export const sampleDetail: Partial<TaskDetail> = {
  body: 'Every night at 02:00 read yesterday’s payouts and write one ledger row each.\n\n- [x] List payouts by `arrival_date`\n- [ ] Skip what the ledger has: `payout_id` is unique\n- [ ] Warn when the sums differ by more than 1 cent\n\n```ts\nconst rows = payouts.map((payout) => toRow(payout)); // one each\n```\n\nSee [the notes](docs/payouts.md) and https://example.com/payouts.',
  workspace: 'worktree',
  maxRetries: 3,
  diagnostics: [
    {
      code: 'repeated_failures',
      severity: 'error',
      title:
        'typecheck failed: TS2345: Argument of type ‘Payout | undefined’ is not assignable to parameter of type ‘Payout’.',
      detail: 'Three attempts in a row failed at the verify command; the third blocked the card.',
      firstSeenAt: Date.now() - 6 * HOUR,
      lastSeenAt: Date.now() - 5 * HOUR,
      count: 3,
      actions: [
        { kind: 'assign', label: 'Reassign and retry…' },
        { kind: 'openLog', label: 'Open log' },
        { kind: 'retry', label: 'Retry' },
        { kind: 'comment', label: 'Comment' },
        { kind: 'copyCommand', label: 'Copy command', text: 'signalbox task why t_7be1f09c' },
      ],
    },
  ],
  parents: [{ id: 't_p1', title: 'Ledger table', column: 'done', where: 'invoices/US-003' }],
  children: [{ id: 't_00000006', title: 'Refunds reach the ledger', column: 'todo', where: 'invoices/US-005' }],
  comments: [
    {
      id: 'c1',
      author: 'Mara Reis',
      at: Date.now() - HOUR,
      text: 'On bank holidays there is no payout at all, so the list is `[]`.',
    },
  ],
  runs: [3, 2, 1]
    .map((attempt) => ({
      id: `r${attempt}`,
      attempt,
      profile: 'codex',
      outcome: 'failed',
      startedAt: Date.now() - (9 - attempt) * HOUR,
      endedAt: Date.now() - (9 - attempt) * HOUR + 552_000,
      error: 'Verify failed: TS2345',
      cost: 0.63 + attempt / 20,
    }))
    .reverse(),
  events: [
    {
      seq: 118,
      index: 0,
      at: Date.now() - 6 * HOUR,
      actor: 'dispatcher',
      kind: 'other',
      text: 'Claimed by codex, attempt 3 of 3',
    },
    {
      seq: 131,
      index: 0,
      at: Date.now() - 5 * HOUR,
      actor: 'codex',
      kind: 'failed',
      text: 'Run 3 failed at `npm run typecheck`',
    },
    {
      seq: 144,
      index: 0,
      at: Date.now() - 5 * HOUR,
      actor: 'dispatcher',
      kind: 'blocked',
      text: 'Blocked: gave up after 3 attempts',
    },
  ],
  earlierEvents: 10,
  log: {
    bytes: 1_300_000,
    text: '05:37:48  $ npm run typecheck\n05:37:55  src/payouts/sync.ts(42,34): error TS2345\n05:38:01  verify failed (exit 2), attempt 3 of 3\n05:38:02  task blocked: gave_up\n',
  },
  cost: 2.36,
};

export function sampleMarks(from: number, to: number): TimeMark[] {
  const kinds = ['other', 'done', 'other', 'asked', 'other', 'failed', 'other', 'blocked', 'other', 'other'] as const;
  return Array.from({ length: 60 }, (_, index) => ({
    at: from + ((index + 0.5) / 60) * (to - from),
    seq: index * 2 + 1,
    kind: kinds[index % kinds.length] ?? 'other',
    text: 'gemini crashed on notices/US-004: signal 9',
    count: 1,
  }));
}

/** So many cards as nobody should have, and some people do. */
export function manyCards(count: number): CardView[] {
  const columns = ['triage', 'todo', 'ready', 'running', 'blocked', 'review', 'done'];
  return Array.from({ length: count }, (_, index) =>
    card({
      id: `t_${index.toString(16).padStart(8, '0')}`,
      column: columns[index % columns.length] ?? 'todo',
      title: `${['Retry queue', 'Export as CSV', 'Week view', 'Guard under load', 'A longer title that needs two or even three lines on a card'][index % 5]} ${index}`,
      project: `project-${index % 40}`,
      story: `US-${index % 300}`,
      priority: (index % 5) * 5,
      since: Date.now() - (index % 5000) * MINUTE,
      assignee: { name: ['claude', 'codex', 'gemini'][index % 3] ?? '', kind: 'agent' },
      ...(index % 3 === 0 ? { comments: index % 7, links: 1 } : {}),
      ...(index % 4 === 0 ? { state: { kind: 'waits_for_parents', text: `Waits for US-${index % 300}.` } } : {}),
      ...(index % 2 === 0 ? { costUsd: index / 1000 } : {}),
    }),
  );
}
