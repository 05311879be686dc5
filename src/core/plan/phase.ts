import { type Sentence, say, textOf } from '../sentence';
/** One step of planning. What it hands in is given to the phases after it. */
export interface Phase {
  readonly name: string;
  readonly title: string;
  /** What the agent is told to do in this phase. */
  readonly instructions: string;
  /** The document that the phase hands in, as a file name; undefined for a phase that only talks. */
  readonly artifact?: string;
}

export const PRD_ARTIFACT = 'prd.json';

export const DEFAULT_PHASES: readonly Phase[] = [
  {
    name: 'discover',
    title: textOf(say('Discover')),
    instructions:
      'Find out what the person wants. Look at the project first. Ask short questions, at most three at a time, most important first. ' +
      'Do not design yet. When you understand goal, limits and what is not wanted, sum it up in a few sentences and say that the phase is ready.',
  },
  {
    name: 'design',
    title: textOf(say('Design')),
    artifact: 'design.md',
    instructions:
      'Write a design document in Markdown: goal, what is out of scope, how it works, what changes where, risks, how it will be verified. ' +
      'Keep it as short as it can be. Hand it in as the artifact design.md, whole each time, and improve it with the person. ' +
      'Rules that hold for everybody who builds it (what must not be touched, how it is tested) go into a second artifact, guardrails.md.',
  },
  {
    name: 'stories',
    title: textOf(say('Stories')),
    artifact: PRD_ARTIFACT,
    instructions:
      'Cut the design into user stories, each small enough for one sitting of an agent, in the order in which they can be built. Hand them in as the artifact prd.json: ' +
      '{"project","branchName":"ralph/<name>","description","userStories":[{"id":"US-001","title","description":"As a …, I want … so that …",' +
      '"acceptanceCriteria":["…"],"priority":1,"passes":false,"notes":""}]}. Priorities are ranks, 1 first. Every criterion can be checked.',
  },
];

const NAME = /^[a-z][a-z0-9_-]{0,39}$/;
const FILE = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/;

/** Reads the setting `signalbox.plan.phases`. Anything that is not a list of good phases leaves the default phases in place. */
export function parsePhases(value: unknown): { readonly phases: readonly Phase[]; readonly problem?: Sentence } {
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0))
    return { phases: DEFAULT_PHASES };
  if (!Array.isArray(value)) return { phases: DEFAULT_PHASES, problem: say('The phases must be a list.') };
  const phases: Phase[] = [];
  for (const entry of value as readonly unknown[]) {
    const { name, title, instructions, artifact } = (entry ?? {}) as Record<string, unknown>;
    const bad = (why: Sentence) => ({ phases: DEFAULT_PHASES, problem: why });
    if (typeof name !== 'string' || !NAME.test(name))
      return bad(say('A phase needs a name of small letters and digits.'));
    if (phases.some((phase) => phase.name === name)) return bad(say('There are two phases named "{name}".', { name }));
    if (typeof instructions !== 'string' || instructions.trim() === '')
      return bad(say('Phase "{name}" needs instructions.', { name }));
    if (artifact !== undefined && (typeof artifact !== 'string' || !FILE.test(artifact)))
      return bad(say('The artifact of phase "{name}" must be a file name.', { name }));
    phases.push({
      name,
      title: typeof title === 'string' && title.trim() !== '' ? title : name.charAt(0).toUpperCase() + name.slice(1),
      instructions,
      ...(artifact === undefined ? {} : { artifact }),
    });
  }
  return { phases };
}
