import { ADVICE, type AgentErrorKind } from '../../src/core/agent/error';
import { textOf } from '../../src/core/sentence';
import type {
  PermissionView,
  PlanHead,
  PlanModel,
  PlanRow,
  ShownPlan,
  TroubleView,
  TurnView,
} from '../../src/protocol/plan';

const MINUTE = 60_000;

export function turnView(n: number, differs: Partial<TurnView> = {}): TurnView {
  return {
    n,
    phase: 'design',
    origin: 'respond',
    prompt: `Message ${n}`,
    status: 'done',
    stopping: false,
    requestedAt: Date.now() - 5 * MINUTE,
    endedAt: Date.now() - 4 * MINUTE,
    costUsd: 0.07,
    blocks: [{ kind: 'text', text: `Answer ${n}` }],
    notice: null,
    error: null,
    ...differs,
  };
}

export function headView(differs: Partial<PlanHead> = {}): PlanHead {
  return {
    ref: '/repo/kestrel#admin.1',
    slug: 'admin',
    status: 'active',
    statusReason: null,
    profile: 'claude',
    phases: [
      { name: 'discover', title: 'Discover', state: 'done' },
      { name: 'design', title: 'Design', state: 'now' },
      { name: 'stories', title: 'Stories', state: 'later' },
    ],
    ready: false,
    isLastPhase: false,
    startedAt: Date.now() - 14 * MINUTE,
    updatedAt: Date.now() - MINUTE,
    costUsd: 0.61,
    tokens: 61_300,
    permissions: [],
    waiting: [],
    heard: [],
    review: null,
    unfinished: false,
    artifacts: [
      { name: 'design.md', version: 2, path: 'admin/.signalbox/plans/admin.1/design.md' },
      { name: 'guardrails.md', version: 1, path: 'admin/.signalbox/plans/admin.1/guardrails.md' },
    ],
    ...differs,
  };
}

export function trouble(kind: AgentErrorKind, message: string): TroubleView {
  return { kind, message, advice: textOf(ADVICE[kind]), retryAt: null };
}

export const permission: PermissionView = {
  id: 'p1',
  title: 'npm view papaparse',
  kind: 'execute',
  detail: 'npm view papaparse version license',
  options: [
    { id: 'once', name: 'Allow once', kind: 'allow_once' },
    { id: 'always', name: 'Allow in this plan', kind: 'allow_always' },
    { id: 'no', name: 'Deny', kind: 'reject_once' },
  ],
};

const TABLE = `I looked at what the fixtures really contain before answering.

### Match by licence number, never by name

Every row has a \`licence_no\`, and 41 of them occur **twice**. Names differ in spelling, so they cannot be the key.

| In the file | In the database | What happens |
| --- | --- | ---: |
| once | no | added |
| once | yes | updated |
| twice | any | refused, both rows shown |

\`\`\`ts
const clinics = parse(csv).filter((row) => row.licence_no !== '');
\`\`\`

- [x] read the fixtures
- [ ] ask about empty fields, see [the docs](https://example.org/csv)
`;

/** A plan in the middle: something of everything that a chat can show. */
export function shownPlan(differs: Partial<ShownPlan> & { readonly head?: PlanHead } = {}): ShownPlan {
  return {
    head: headView(),
    earlier: [],
    turns: [
      turnView(1, { phase: 'discover', prompt: 'Import clinics from a CSV file', costUsd: 0.19 }),
      turnView(2, {
        prompt: 'Clinics send us CSVs in three formats. What do we do with a clinic that we have already?',
        blocks: [
          { kind: 'thinking', text: 'Names or numbers?' },
          { kind: 'text', text: 'I will look at the fixtures.' },
          {
            kind: 'tool',
            id: 'a',
            title: 'Read clinics.csv',
            tool: 'read',
            input: 'test/fixtures',
            ok: true,
            ms: 9_000,
          },
          {
            kind: 'tool',
            id: 'b',
            title: 'csvstat test/fixtures',
            tool: 'execute',
            input: 'csvstat test/fixtures',
            output: '3 files, 1,204 rows\n41 licence numbers occur twice',
            ok: true,
            ms: 2_000,
          },
          {
            kind: 'tool',
            id: 'c',
            title: 'cat nowhere',
            tool: 'execute',
            input: 'cat nowhere',
            output: 'no',
            ok: false,
          },
          { kind: 'text', text: TABLE },
          { kind: 'text', text: '\n<artifact name="design.md">\n# Design\n</artifact>\n' },
        ],
      }),
      turnView(3, {
        prompt: 'And when it takes too long?',
        status: 'failed',
        blocks: [{ kind: 'text', text: 'Then we' }],
        error: trouble('overloaded', 'API Error: Overloaded'),
      }),
    ],
    ...differs,
  };
}

export function planRow(n: number, differs: Partial<PlanRow> = {}): PlanRow {
  return {
    ref: `/repo/kestrel#admin.${n}`,
    slug: 'admin',
    status: 'complete',
    phase: 'Design',
    profile: 'claude',
    turns: 4,
    running: false,
    costUsd: 0.5,
    updatedAt: Date.now() - n * 60 * MINUTE,
    excerpt: 'Every row has a licence number, and 41 of them occur twice.',
    ...differs,
  };
}

export function planModel(shown: ShownPlan | null = shownPlan(), differs: Partial<PlanModel> = {}): PlanModel {
  return {
    plans: [
      planRow(1, { status: 'active' }),
      planRow(2, { slug: 'portal' }),
      planRow(3, { slug: 'search', status: 'cancelled', costUsd: 0, excerpt: '' }),
      planRow(4, { slug: 'billing', status: 'failed' }),
    ],
    projects: [
      { slug: 'admin', description: 'Administration of clinics', committed: false },
      { slug: 'portal', description: 'What patients see', committed: true },
      { slug: 'tokens', description: '', committed: false },
    ],
    profiles: [
      { name: 'claude', adapter: 'claude', isDemo: false, signIn: 'claude auth login' },
      { name: 'demo', adapter: 'acp', isDemo: true, signIn: null },
    ],
    shown,
    ...differs,
  };
}

/** A plan with so many answers. */
export const longPlan = (count: number) =>
  planModel(
    shownPlan({
      head: headView({ artifacts: [] }),
      turns: Array.from({ length: count }, (_, index) => turnView(index + 1, { phase: 'design' })),
    }),
  );
