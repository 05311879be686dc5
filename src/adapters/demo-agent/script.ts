/** What the demo agent says. Pure: it is told what was said to it and answers with steps. */
export type DemoStep =
  | { readonly do: 'say'; readonly text: string }
  | { readonly do: 'think'; readonly text: string }
  | { readonly do: 'plan'; readonly entries: readonly string[] }
  /** Looks into the folder, after asking when `ask` is set. */
  | { readonly do: 'look'; readonly title: string; readonly ask: boolean }
  | { readonly do: 'edit'; readonly file: string; readonly pass: number; readonly of: number };

export interface DemoMemory {
  readonly phase: string;
  /** Answers given in this phase. */
  readonly turns: number;
  readonly topic: string;
  readonly wishes: readonly string[];
  readonly introduced: boolean;
  readonly asked: boolean;
  readonly slug: string;
}

export const NEW_MEMORY: DemoMemory = {
  phase: 'discover',
  turns: 0,
  topic: '',
  wishes: [],
  introduced: false,
  asked: false,
  slug: 'demo',
};

const INTRODUCTION =
  'I am the demo agent of Signalbox: I follow a script and call no model, so nothing here costs anything.';

/** Reads what Signalbox tells its agents: the phase, the project, the person's words. */
function readPrompt(prompt: string): {
  readonly phase?: string;
  readonly slug?: string;
  readonly words: string;
  readonly document?: string;
  readonly pass?: { readonly n: number; readonly of: number };
} {
  const phase = /^Phase: ([a-z0-9_-]+) /m.exec(prompt)?.[1];
  const slug = /planning the project "([^"]+)"/.exec(prompt)?.[1];
  const document = /^Document: (.+)$/m.exec(prompt)?.[1]?.trim();
  const pass = /^Improve one document\. This is pass (\d+) of (\d+)\./m.exec(prompt);
  const marked = /(?:The person says|The reason):\n\n([\s\S]*)$/.exec(prompt)?.[1];
  const plain = /^(?:You are planning|Phase: |Go on with|Rules of)/m.test(prompt) ? '' : prompt;
  return {
    ...(phase === undefined ? {} : { phase }),
    ...(slug === undefined ? {} : { slug }),
    ...(document === undefined ? {} : { document }),
    ...(pass ? { pass: { n: Number(pass[1]), of: Number(pass[2]) } } : {}),
    words: (marked ?? plain).trim(),
  };
}

export function answer(
  memory: DemoMemory,
  prompt: string,
): { readonly steps: readonly DemoStep[]; readonly memory: DemoMemory } {
  const { phase = memory.phase, slug = memory.slug, words, document, pass } = readPrompt(prompt);
  const turns = phase === memory.phase ? memory.turns : 0;
  const topic = memory.topic || firstLine(words);
  const wishes = words && memory.topic ? [...memory.wishes, firstLine(words)] : memory.wishes;
  const next: DemoMemory = { ...memory, phase, slug, topic, wishes, turns: turns + 1, introduced: true };
  const steps: DemoStep[] = memory.introduced ? [] : [{ do: 'say', text: `${INTRODUCTION}\n\n` }];
  if (document) {
    const { n, of } = pass ?? { n: 1, of: 1 };
    steps.push({ do: 'think', text: 'The document could say how far it is, and one thing more.' });
    steps.push({ do: 'edit', file: document, pass: n, of });
    steps.push({
      do: 'say',
      text: `I wrote into ${document} how far it is, and added a point: ${headOf(pointOf(n))}.`,
    });
    return { steps, memory: next };
  }
  if (phase === 'design') steps.push(...design(next));
  else if (phase === 'stories') steps.push(...stories(next));
  else steps.push(...discover(next));
  return { steps, memory: phase === 'design' ? { ...next, asked: true } : next };
}

function discover(memory: DemoMemory): readonly DemoStep[] {
  const { topic, turns, wishes } = memory;
  if (turns === 1 && wishes.length === 0) {
    return [
      { do: 'look', title: 'Look at the project', ask: false },
      {
        do: 'say',
        text: [
          topic ? `You want: *${topic}*.` : 'Tell me what you want to build.',
          'A real agent would now ask until it understands. I always ask the same three things:',
          '',
          '1. Who is it for?',
          '2. What must not change?',
          '3. How will you see that it works?',
          '',
          'Answer in one message, in any words.',
        ].join('\n'),
      },
    ];
  }
  return [
    {
      do: 'say',
      text: [
        'Thank you. This is what I took from it:',
        '',
        `- **Goal**: ${topic || 'not said yet'}`,
        ...wishes.map((wish) => `- ${wish}`),
        '',
        'That is enough for the script. Go on to the design when you like.',
        '',
        '<phase-ready/>',
      ].join('\n'),
    },
  ];
}

function design(memory: DemoMemory): readonly DemoStep[] {
  const { topic, wishes, turns, asked } = memory;
  const goal = topic || 'Show what a plan looks like';
  const steps: DemoStep[] = [
    { do: 'think', text: 'Goal, limits, parts, risks, proof. Short.' },
    { do: 'plan', entries: ['Read what is there', 'Write the design', 'Hand it in'] },
  ];
  if (!asked) steps.push({ do: 'look', title: 'List the files of the project', ask: true });
  steps.push({
    do: 'say',
    text: [
      turns > 1 ? 'I worked your words into the document.' : 'Here is the design document.',
      '',
      '<artifact name="design.md">',
      `# Design: ${goal}`,
      '',
      '## Goal',
      '',
      `${goal}.`,
      '',
      ...(wishes.length > 0 ? ['## What was decided', '', ...wishes.map((wish) => `- ${wish}`), ''] : []),
      '## How it works',
      '',
      '1. A small core holds the rules and is tested by itself.',
      '2. A thin shell shows them to people.',
      '3. Everything that can fail says what to do about it.',
      '',
      '## Risks',
      '',
      '- This document was written by a script. Have a real agent write yours.',
      '</artifact>',
      '',
      '<artifact name="guardrails.md">',
      `# Guardrails: ${goal}`,
      '',
      '- Ask before anything is deleted.',
      '- Every story comes with its tests.',
      '</artifact>',
      '',
      'Change it in the editor, tell me what to change, or go on to the stories.',
      '',
      '<phase-ready/>',
    ].join('\n'),
  });
  return steps;
}

function stories({ topic, slug, wishes }: DemoMemory): readonly DemoStep[] {
  const goal = topic || 'Show what a plan looks like';
  const story = (id: number, title: string, want: string, criteria: readonly string[]) => ({
    id: `US-00${id}`,
    title,
    description: `As a user, I want ${want} so that I can rely on it.`,
    acceptanceCriteria: [...criteria, 'Typecheck passes'],
    priority: id,
    passes: false,
    notes: '',
  });
  const prd = {
    project: slug,
    branchName: `ralph/${slug.toLowerCase()}`,
    description: [goal, ...wishes].join('. '),
    userStories: [
      story(1, 'Write the core', 'the rules in one place', ['The rules have tests']),
      story(2, 'Show it', 'to see what the rules say', ['The page shows every state']),
      story(3, 'Say what went wrong', 'errors that tell me what to do', ['Each error names a next step']),
    ],
  };
  return [
    { do: 'think', text: 'Three stories, each small enough for one sitting.' },
    {
      do: 'say',
      text: [
        'I cut the design into three stories.',
        '',
        '<artifact name="prd.json">',
        JSON.stringify(prd, null, 2),
        '</artifact>',
        '',
        'Finalize the plan to write them into the project.',
        '',
        '<phase-ready/>',
      ].join('\n'),
    },
  ];
}

const POINTS = [
  'How it is verified: by a test that fails without it.',
  'What is out of scope: everything that is not named here.',
  'What could go wrong: a script wrote this. Have a real agent write yours.',
] as const;

const pointOf = (pass: number) => POINTS[(pass - 1) % POINTS.length] ?? POINTS[0];
const headOf = (point: string) => point.slice(0, point.indexOf(':')).toLowerCase();

/** What a pass makes of a document: a line below its title that says how far it is, and a point at its end. */
export function improveDocument(text: string, pass: number, of: number): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const status = `Status: improved ${pass} of ${of} times`;
  const stated = text.replace(/^Status: improved \d+ of \d+ times/m, status);
  const titled =
    stated === text && !text.includes(status)
      ? text.replace(/^((?:\u00ef\u00bb\u00bf)?# [^\r\n]*\r?\n)/, (title) => `${title}${end}${status}${end}`)
      : stated;
  const gap = titled === '' || titled.endsWith('\n') ? '' : end;
  return `${titled}${gap}${end}- ${pointOf(pass)}${end}`;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]!.trim().slice(0, 200);
}
