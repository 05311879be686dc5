import type { Problem } from '../project/model';
import { parsePrd } from '../project/parse';
import { ok, type Result, refuse } from '../result';
import { saidBy, say } from '../sentence';
import { joinPath } from './paths';
import { PRD_ARTIFACT } from './phase';
import type { GivenDocument } from './prompt';

const FINAL_PLAN = 'final-plan.md';

/** One file that finalizing writes. Paths are from the workspace folder. */
export interface FinalFile {
  readonly path: string;
  readonly content: string;
}

export interface FinalPlan {
  readonly plan: FinalFile;
  /** Missing when the phases of this plan never hand in a PRD. */
  readonly prd?: FinalFile;
}

/** What the documents of a plan become in the project's Ralph folder. */
export function finalPlanOf(
  slug: string,
  ralphFolder: string,
  documents: readonly GivenDocument[],
  needsPrd: boolean,
): Result<FinalPlan, 'no_prd' | 'bad_prd' | 'nothing_to_finalize'> {
  const prd = documents.find((document) => document.name === PRD_ARTIFACT);
  if (!prd && needsPrd)
    return refuse('no_prd', say('The agent has not handed in the stories yet. Go on to that phase first.'));
  if (documents.length === 0) return refuse('nothing_to_finalize', say('No document was handed in yet.'));
  const parsed = prd && parsePrd(prd.content);
  if (parsed && (parsed.broken || !parsed.prd || parsed.prd.stories.length === 0)) {
    const [first] = parsed.problems;
    return refuse(
      'bad_prd',
      first
        ? say('prd.json cannot be used: line {line}: {message}', { line: first.line, message: saidBy(first) })
        : say('prd.json has no stories.'),
      { problems: parsed.problems.map(briefly) },
    );
  }
  const others = documents.filter((document) => document !== prd);
  const stories = parsed?.prd?.stories ?? [];
  const sections = [
    `# Plan of ${slug}`,
    ...others.map((document) => document.content.trim()),
    ...(stories.length > 0
      ? [`## Stories\n\n${stories.map(({ id, title }) => `- **${id}** ${title}`).join('\n')}`]
      : []),
  ];
  const plan = { path: joinPath(ralphFolder, FINAL_PLAN), content: `${sections.join('\n\n')}\n` };
  return ok(prd ? { plan, prd: { path: joinPath(ralphFolder, PRD_ARTIFACT), content: prd.content } } : { plan });
}

const briefly = ({ line, column, code, message }: Problem) => ({ line, column, code, message });
