import type { SaidBefore } from './earlier';
import type { PlanState, Turn } from './model';
import type { Phase } from './phase';
import { readReply } from './reply';

/** A document of an earlier phase, as it is now. */
export interface GivenDocument {
  readonly name: string;
  readonly content: string;
}

const RULES = `Rules of this conversation:
- You plan; you do not build. Read whatever helps, but change no file of the project and run nothing that changes anything.
- Hand in a document whole, with each mark on a line of its own: <artifact name="NAME"> then the content then </artifact>.
- When the current phase is complete, end with the line <phase-ready/>. The person decides when to go on.
- Answer in the language of the person. Be brief.`;

/** A transcript that is longer is cut from its beginning: the newest part matters most. */
const LONGEST_TRANSCRIPT = 120_000;

/** What the agent is sent for a turn. `anew`: it has never heard of this plan, or has forgotten it. */
export function promptOf(plan: PlanState, turn: Turn, documents: readonly GivenDocument[], anew: boolean): string {
  const phase = plan.phases.find((each) => each.name === turn.phase) ?? plan.phases[0]!;
  const before = plan.turns.filter((each) => each.n < turn.n);
  const parts: string[] = [];
  // An agent that goes on from an earlier conversation of its own has not heard of the plan either.
  const begins = anew || turn.origin === 'start';
  if (begins) parts.push(introduction(plan), RULES);
  if (anew) {
    const transcript = transcriptOf(plan.earlier?.messages ?? [], before);
    if (transcript) parts.push(`What was said so far (an earlier session that cannot be continued):\n\n${transcript}`);
  }
  if (begins || turn.origin === 'advance' || turn.origin === 'back') {
    parts.push(phaseText(plan, phase));
    for (const { name, content } of documents)
      if (name !== phase.artifact || turn.origin === 'back' || begins)
        parts.push(`The document ${name} as it is now:\n\n<document name="${name}">\n${content}\n</document>`);
  }
  parts.push(wordsOf(turn, phase));
  return parts.filter(Boolean).join('\n\n');
}

function introduction(plan: PlanState): string {
  const names = plan.phases.map((phase) => phase.title).join(', ');
  return `You are planning the project "${plan.slug}" together with a person, in phases: ${names}. Your working folder is the project's.`;
}

function phaseText(plan: PlanState, phase: Phase): string {
  const index = plan.phases.indexOf(phase);
  return `Phase: ${phase.name} (${index + 1} of ${plan.phases.length}).\n${phase.instructions}`;
}

function wordsOf(turn: Turn, phase: Phase): string {
  if (turn.origin === 'back') return `We go back to the phase "${phase.title}". The reason:\n\n${turn.prompt}`;
  if (turn.prompt.trim() !== '') return `The person says:\n\n${turn.prompt}`;
  if (turn.origin === 'advance') return `Go on with the phase "${phase.title}" now.`;
  return 'The person has not said anything yet. Begin.';
}

function transcriptOf(earlier: readonly SaidBefore[], turns: readonly Turn[]): string {
  const before = earlier.map(({ role, text }) => `${role === 'user' ? 'Person' : 'You'}: ${text.trim()}`);
  const now = turns.map((turn) => {
    const answer = readReply(turn.text)
      .parts.map((part) => (part.kind === 'text' ? part.text : `[handed in ${part.name}]`))
      .join('\n')
      .trim();
    return [turn.prompt.trim() && `Person: ${turn.prompt.trim()}`, answer && `You: ${answer}`]
      .filter(Boolean)
      .join('\n\n');
  });
  const said = [...before, ...now].filter(Boolean).join('\n\n');
  return said.length > LONGEST_TRANSCRIPT ? `[…]${said.slice(-LONGEST_TRANSCRIPT)}` : said;
}
