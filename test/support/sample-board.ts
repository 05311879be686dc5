import {
  type BoardModel,
  type CardView,
  NOTHING_EARLIER,
  type PersonChoice,
  type TaskDetail,
  type TimeMark,
} from '../../src/protocol/board';
import { boardModel, card, HOUR } from './fake-board';
import { sampleAttention } from './sample-attention';
import { sampleCards } from './sample-cards';

const MINUTE = 60_000;

const PEOPLE: readonly PersonChoice[] = [
  { name: 'claude', kind: 'agent', open: 6 },
  { name: 'codex', kind: 'agent', open: 6 },
  { name: 'gemini', kind: 'agent', open: 3 },
  { name: 'Mara Reis', kind: 'person', open: 2 },
  { name: 'Jon Tal', kind: 'person', open: 1 },
];

/** A board in the middle of a working day: every kind of card, and what is wrong with some. */
export function sampleBoard(more: Partial<BoardModel> = {}): BoardModel {
  const now = Date.now();
  return boardModel(sampleCards(), {
    attention: sampleAttention(),
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
  earlier: { ...NOTHING_EARLIER, events: 10 },
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
