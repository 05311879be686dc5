import type { Planning } from '../../adapters/planning';
import type { IterationSign } from '../../core/iteration/events';
import { type IterationSession, isIterationId } from '../../core/iteration/model';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import { diffPage } from '../chat/changes';
import type { Context } from '../context';
import { type Answer, type Verb, verb } from '../noun';
import { money } from '../plan-pages';
import { openPlanning } from '../planning';
import type { Page } from '../terminal/page';

const session = { name: 'session', help: 'such as shop.i1 (signalbox plan list)' } as const;
const number = { name: 'n', help: 'the iteration, from 1' } as const;

const iterate = verb({
  name: 'iterate',
  summary: 'lets an agent improve a document several times, and waits until it is done',
  arguments: [{ name: 'slug', help: 'the project', completes: 'project' }],
  options: {
    document: { type: 'string', value: 'FILE', help: "the document, from the project's folder", required: true },
    prompt: { type: 'string', value: 'TEXT', help: 'what should become better', required: true },
    iterations: { type: 'string', value: 'N', help: 'how often, 1 to 10 (default 3)' },
    profile: { type: 'string', value: 'NAME', help: 'the agent' },
    model: { type: 'string', value: 'NAME', help: 'the model, where the agent can choose' },
    tools: { type: 'string', value: 'NAMES', help: 'the only tools that it may use, with commas (claude)' },
    seconds: { type: 'string', value: 'N', help: 'at most so long an iteration (default 300)' },
    pause: { type: 'string', value: 'SECONDS', help: 'between two iterations (default 5)' },
  },
  examples: ['signalbox plan iterate shop --document docs/design.md --prompt "Shorter, with risks" --iterations 2'],
  async run({ context, args, options }) {
    const planning = await openPlanning(context);
    if (!planning.ok) return planning;
    const { iterations } = planning.value;
    const numbers = [options.iterations, options.seconds, options.pause].filter((each) => each !== undefined);
    if (numbers.some((each) => !/^\d+$/.test(each)))
      return refuse('invalid_number', say('--iterations, --seconds and --pause take whole numbers.'));
    const started = await iterations.start(args[0] ?? '', {
      document: options.document ?? '',
      prompt: options.prompt ?? '',
      ...(options.iterations === undefined ? {} : { iterations: Number(options.iterations) }),
      ...(options.profile === undefined ? {} : { profile: options.profile }),
      ...(options.model === undefined ? {} : { model: options.model }),
      ...(options.tools === undefined ? {} : { tools: options.tools.split(',') }),
      ...(options.seconds === undefined ? {} : { seconds: Number(options.seconds) }),
      ...(options.pause === undefined ? {} : { pauseMs: Number(options.pause) * 1000 }),
    });
    if (!started.ok) return started;
    return followed(context, planning.value, started.value);
  },
});

/** Tells what happens until the session is over; Ctrl+C cancels it. */
async function followed(context: Context, { iterations }: Planning, begun: IterationSession): Promise<Result<Answer>> {
  const tell = (signs: readonly IterationSign[]) => {
    for (const sign of signs) {
      if (context.json) continue;
      const line = lineOf(sign);
      if (line) context.print(line);
    }
  };
  const following = iterations.follow(begun.id, 0, tell);
  const cancel = () => void iterations.cancel(begun.id);
  process.on('SIGINT', cancel);
  const over = await iterations.untilOver(begun.id);
  process.off('SIGINT', cancel);
  following.dispose();
  return ok(answerOf(over));
}

function lineOf({ type, iteration, data }: IterationSign): string {
  switch (type) {
    case 'iteration_start':
      return `Iteration ${iteration} of ${data.of}`;
    case 'tool_use':
      return `  · ${data.title}`;
    case 'document_updated':
      return data.added === undefined ? '' : `  ${data.document}: +${data.added} -${data.removed} characters`;
    case 'error':
      return `  ${data.message}`;
    default:
      return '';
  }
}

const diff = verb({
  name: 'diff',
  summary: 'what one iteration changed',
  arguments: [session, number],
  async run({ context, args }) {
    const planning = await openPlanning(context);
    if (!planning.ok) return planning;
    const found = await planning.value.iterations.diff(args[0] ?? '', Number(args[1]));
    return found.ok ? ok({ data: found.value, text: (page) => diffPage(found.value.unified, page) }) : found;
  },
});

const decide = verb({
  name: 'decide',
  summary: 'accepts or rejects a change of an iteration; without --hunk all of them',
  arguments: [session, number],
  options: {
    hunk: { type: 'string', value: 'K', help: 'the number of the change, from 1' },
    accept: { type: 'boolean', help: 'the change stays' },
    reject: { type: 'boolean', help: 'the lines become what they were' },
    undo: { type: 'boolean', help: 'as if nothing had been decided about it' },
  },
  async run({ context, args, options }) {
    const said = [options.accept && 'accepted', options.reject && 'rejected', options.undo && 'open'] as const;
    const [decision, ...more] = said.filter((each) => typeof each === 'string');
    if (decision === undefined || more.length > 0)
      return refuse('usage', say('Say one of --accept, --reject and --undo.'));
    const planning = await openPlanning(context);
    if (!planning.ok) return planning;
    const hunk = options.hunk === undefined ? undefined : Number(options.hunk);
    const decided = await planning.value.iterations.decideHunk(args[0] ?? '', Number(args[1]), hunk, decision);
    return decided.ok ? ok(answerOf(decided.value)) : decided;
  },
});

export const answerOf = (shown: IterationSession): Answer => ({
  data: shown,
  text: (page) => iterationPage(shown, page),
});

export function iterationPage(shown: IterationSession, page: Page): string {
  const { id, status, document, prompt, reason, done, iterations, usage } = shown;
  const cost = usage.costUsd > 0 ? `  ${money(usage.costUsd)}` : '';
  const rows = done.map((each) => {
    const rejected = Object.values(each.decisions).filter((decision) => decision === 'rejected').length;
    const changes = rejected > 0 ? `${each.hunks} (${rejected} rejected)` : String(each.hunks);
    const words = each.error ? each.error.message : each.summary;
    return [String(each.n), each.status, `+${each.added} -${each.removed}`, changes, words];
  });
  return [
    `${page.bold(id)}  ${status}  ${document}  ${done.length}/${iterations}${cost}`,
    prompt,
    ...(reason ? [page.paint('red', reason)] : []),
    page.table(['#', 'STATUS', 'CHARACTERS', 'CHANGES', 'SUMMARY'], rows),
  ].join('\n');
}

/** The verbs of a plan that mean something for iterations too, by the form of the id. */
export async function forIterations(
  context: Context,
  name: string,
  act: (planning: Planning) => Promise<Result<IterationSession>>,
): Promise<Result<Answer> | undefined> {
  if (!isIterationId(name)) return undefined;
  const planning = await openPlanning(context);
  if (!planning.ok) return planning;
  const done = await act(planning.value);
  return done.ok ? ok(answerOf(done.value)) : done;
}

export const iterationVerbs: readonly Verb[] = [iterate, diff, decide];
