import type { BoardCommand, CreateTask } from '../../src/core/board/commands';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A command about the card that the demo calls so; `run` is its latest attempt. */
type AboutCard = (task: string, run: string) => BoardCommand;
type Step = readonly [ago: number, who: string, card: string, command: AboutCard];

export interface DemoStep {
  readonly at: number;
  readonly who: string;
  readonly card: string;
  readonly command: AboutCard;
}

/** What a made-up harbour office and its agents did in the week before `now`, in order. */
export function weekOfWork(now: number): DemoStep[] {
  const clocks = create(3 * HOUR, 'Mara', 'clocks', {
    title: 'Change the clocks on the signs',
    assignee: 'demo',
    project: 'harbour-signs',
    status: 'scheduled',
    scheduledAt: now + 2 * DAY,
  });
  return [...WORK, clocks]
    .sort(([left], [right]) => right - left)
    .map(([ago, who, card, command]) => ({ at: now - ago, who, card, command }));
}

function create(ago: number, who: string, card: string, fields: Omit<CreateTask, 'type'>): Step {
  return [ago, who, card, () => ({ type: 'create', ...fields })];
}

function claim(ago: number, card: string, agent: string): Step {
  return [ago, agent, card, (task) => ({ type: 'claim', task, worker: agent })];
}

function spent(ago: number, card: string, agent: string, costUsd: number): Step {
  return [ago, agent, card, (task, run) => ({ type: 'cost', task, run, costUsd })];
}

function complete(ago: number, card: string, agent: string, summary: string): Step {
  return [ago, agent, card, (task, run) => ({ type: 'complete', task, summary, ...(run && { run }) })];
}

function review(ago: number, card: string, agent: string, summary: string): Step {
  return [ago, agent, card, (task, run) => ({ type: 'request_review', task, summary, run })];
}

function comment(ago: number, card: string, who: string, text: string): Step {
  return [ago, who, card, (task) => ({ type: 'comment', task, text })];
}

function fail(ago: number, card: string, agent: string, error: string): Step {
  return [ago, agent, card, (task, run) => ({ type: 'fail', task, run, kind: 'crashed', error })];
}

/** An attempt from claim to completion. */
function worked(ago: number, card: string, agent: string, lasted: number, costUsd: number, summary: string): Step[] {
  const ended = ago - lasted;
  return [claim(ago, card, agent), spent(ended + 1, card, agent, costUsd), complete(ended, card, agent, summary)];
}

const GAUGE = 'connect ECONNREFUSED gauge.harbour.invalid:502';

/** What the workers of some cards printed. */
export const WORKER_LOGS: Readonly<Record<string, string>> = {
  line: ['first', 'second', 'third']
    .map((attempt) =>
      [
        `-- ${attempt} attempt, codex`,
        'reading gauge.toml',
        'writing src/gauge.js',
        'npm test -- gauge',
        '  ok  reads a register',
        '  ok  gives up after two seconds',
        `  not ok  reads the real gauge: ${GAUGE}`,
        '',
      ].join('\n'),
    )
    .join('\n'),
};

const WORK: readonly Step[] = [
  create(7 * DAY, 'Mara', 'heights', {
    title: 'Read the measured heights',
    body: 'The gauge writes one line a minute:\n\n```\n2026-11-14T06:00Z 3.42\n```\n\nA damaged line is reported with its number.',
    assignee: 'claude',
    priority: 20,
    project: 'tide-table',
    story: 'US-001',
  }),
  create(7 * DAY - 1, 'Mara', 'turns', {
    title: 'Find high and low water',
    assignee: 'claude',
    priority: 15,
    project: 'tide-table',
    story: 'US-002',
    parents: ['heights'],
  }),
  create(7 * DAY - 2, 'Mara', 'week', {
    title: 'Print a week',
    assignee: 'codex',
    priority: 10,
    project: 'tide-table',
    story: 'US-003',
    parents: ['turns'],
  }),
  ...worked(
    7 * DAY - HOUR,
    'heights',
    'claude',
    24 * MINUTE,
    0.42,
    'Heights are read; line 318 of the sample is damaged.',
  ),
  ...worked(
    6 * DAY,
    'turns',
    'claude',
    31 * MINUTE,
    0.58,
    'Turning points of a day in order; flat stretches count once.',
  ),
  claim(5 * DAY, 'week', 'codex'),
  spent(5 * DAY - 9 * MINUTE, 'week', 'codex', 0.11),
  fail(5 * DAY - 10 * MINUTE, 'week', 'codex', 'typecheck failed: TS2345 in src/week.ts'),
  ...worked(
    5 * DAY - 20 * MINUTE,
    'week',
    'codex',
    26 * MINUTE,
    0.36,
    'Seven lines, times in the time zone of the harbour.',
  ),

  create(5 * DAY, 'Jonas', 'berths', {
    title: 'Read the list of berths',
    assignee: 'codex',
    project: 'harbour-signs',
    story: 'US-001',
  }),
  create(5 * DAY - 1, 'Jonas', 'sign', {
    title: 'Draw a sign',
    assignee: 'codex',
    project: 'harbour-signs',
    story: 'US-002',
    parents: ['berths'],
  }),
  ...worked(4 * DAY, 'berths', 'codex', 12 * MINUTE, 0.14, 'One list; every sign is drawn from it.'),
  ...worked(4 * DAY - HOUR, 'sign', 'codex', 19 * MINUTE, 0.22, 'The number fills the sign.'),

  create(4 * DAY, 'Mara', 'springs', {
    title: 'Mark spring tides',
    assignee: 'claude',
    priority: 10,
    project: 'tide-table',
    story: 'US-004',
    parents: ['week'],
  }),
  claim(3 * DAY, 'springs', 'claude'),
  spent(3 * DAY - 20 * MINUTE, 'springs', 'claude', 0.31),
  review(3 * DAY - 21 * MINUTE, 'springs', 'claude', 'The highest water of a fortnight has a mark.'),
  [
    3 * DAY - 2 * HOUR,
    'Mara',
    'springs',
    (task) => ({ type: 'request_changes', task, reason: 'Neap tides have the mark too.' }),
  ],
  ...worked(3 * DAY - 3 * HOUR, 'springs', 'claude', 15 * MINUTE, 0.19, 'Only spring tides are marked now.'),

  create(3 * DAY, 'Mara', 'surge', {
    title: 'Warn of storm surge',
    body: 'A warning line when the gauge is a metre above the forecast.\n\n- [ ] names the height above the forecast\n- [ ] no warning below one metre',
    assignee: 'demo',
    priority: 20,
    project: 'tide-table',
    story: 'US-005',
    parents: ['springs', 'line'],
  }),
  create(3 * DAY - 1, 'Mara', 'copies', {
    title: 'Keep a copy of each printed table',
    assignee: 'demo',
    priority: 5,
    project: 'tide-table',
    story: 'US-006',
    parents: ['surge'],
  }),
  create(3 * DAY + 1, 'Jonas', 'line', {
    title: 'Read the gauge over the new line',
    body: 'Modbus over TCP. The address is in `gauge.toml`.',
    assignee: 'codex',
    priority: 20,
    project: 'tide-table',
    maxRetries: 3,
  }),
  claim(9 * HOUR, 'line', 'codex'),
  fail(9 * HOUR - 4 * MINUTE, 'line', 'codex', GAUGE),
  claim(8 * HOUR, 'line', 'codex'),
  fail(8 * HOUR - 4 * MINUTE, 'line', 'codex', GAUGE),
  claim(7 * HOUR, 'line', 'codex'),
  spent(7 * HOUR - 3 * MINUTE, 'line', 'codex', 0.47),
  fail(7 * HOUR - 4 * MINUTE, 'line', 'codex', GAUGE),

  create(2 * DAY, 'Jonas', 'silent', {
    title: 'Stay silent between ten and six unless a ship is near',
    assignee: 'claude',
    priority: 10,
    project: 'fog-horn',
  }),
  claim(30 * HOUR, 'silent', 'claude'),
  spent(27 * HOUR, 'silent', 'claude', 0.66),
  [
    26 * HOUR,
    'claude',
    'silent',
    (task, run) => ({
      type: 'block',
      task,
      run,
      kind: 'needs_input',
      reason: 'Which list of ships counts: the radar, or the pilots?',
    }),
  ],
  create(2 * DAY - 1, 'Jonas', 'screen', {
    title: 'Show on the office screen why the horn sounds',
    priority: 5,
    project: 'fog-horn',
  }),
  comment(20 * HOUR, 'screen', 'Mara', 'The screen in the hall, not the one at the counter.'),

  create(30 * HOUR, 'Mara', 'timetable', {
    title: 'Read the timetable',
    assignee: 'claude',
    priority: 15,
    project: 'ferry-times',
    story: 'FT-1',
  }),
  create(30 * HOUR - 1, 'Mara', 'departures', {
    title: 'Show the next three departures',
    assignee: 'demo',
    priority: 10,
    project: 'ferry-times',
    story: 'FT-2',
    parents: ['timetable'],
  }),
  create(30 * HOUR - 2, 'Mara', 'late', {
    title: 'Say when a ferry is late',
    assignee: 'demo',
    priority: 5,
    project: 'ferry-times',
    story: 'FT-3',
    parents: ['departures'],
  }),
  claim(90 * MINUTE, 'timetable', 'claude'),
  spent(51 * MINUTE, 'timetable', 'claude', 0.73),
  review(
    50 * MINUTE,
    'timetable',
    'claude',
    'Departures of today are listed. The winter timetable has two ferries at 07:10; both are shown.',
  ),
  comment(20 * MINUTE, 'timetable', 'Jonas', 'Two at 07:10 is right: one sails to the island, one to the yard.'),

  create(18 * MINUTE, 'Mara', 'rounding', {
    title: 'Round heights to five centimetres',
    assignee: 'demo',
    priority: 10,
    project: 'tide-table',
    parents: ['week'],
  }),
  create(2 * DAY, 'Jonas', 'portuguese', { title: 'Portuguese on the signs', status: 'triage', assignee: 'Mara' }),
  create(4 * HOUR, 'Mara', 'alarm', { title: 'A tide alarm by text message', status: 'triage', project: 'tide-table' }),
  create(26 * MINUTE, 'Jonas', 'forms', { title: 'Which paper forms can go?', status: 'triage', assignee: 'Jonas' }),
];
