import type { Planning } from '../../adapters/planning';
import type { PermissionRequest } from '../../core/agent/event';
import { type IterationSession, isIterationId } from '../../core/iteration/model';
import { toolNames } from '../../core/iteration/tools';
import { unifiedDiff } from '../../core/iteration/unified-diff';
import { ok, type Result } from '../../core/result';
import type { IterationDiff } from '../../services/iterations/look';
import { allowedProfile } from '../allowed-profile';
import { diffPage } from '../chat/changes';
import { askPerson, mayAskPerson } from '../chat/listen';
import type { Context } from '../context';
import { type Answer, type Verb, verb } from '../noun';
import { money, questionPage, STATUS_STYLE } from '../plan-pages';
import { openPlanning } from '../planning';
import type { Page } from '../terminal/page';
import { oneLine } from '../terminal/width';
import { UsageError } from '../usage';
import { events, lineOf, number, session, wholeNumber } from './plan-iteration-events';

const iterate = verb({
  name: 'iterate',
  summary: 'lets an agent improve a document several times, and waits until it is done',
  arguments: [{ name: 'slug', help: 'the project', completes: 'project' }],
  options: {
    document: {
      type: 'string',
      value: 'FILE',
      help: "the document, from the project's folder",
      required: true,
      completes: 'file',
    },
    prompt: { type: 'string', value: 'TEXT', help: 'what should become better', required: true },
    iterations: { type: 'string', value: 'N', help: 'how often, 1 to 10 (default 3)' },
    profile: { type: 'string', value: 'NAME', help: 'the agent', completes: 'profile' },
    yes: { type: 'boolean', help: 'allow the shell line of the profile in this workspace' },
    model: { type: 'string', value: 'NAME', help: 'the model, where the agent can choose' },
    tools: { type: 'string', value: 'NAMES', help: 'the only tools that it may use, with commas (claude)' },
    seconds: { type: 'string', value: 'N', help: 'at most so long an iteration (default 300)' },
    pause: { type: 'string', value: 'SECONDS', help: 'between two iterations (default 5)' },
  },
  examples: ['signalbox plan iterate shop --document docs/design.md --prompt "Shorter, with risks" --iterations 2'],
  async run({ context, args, options }) {
    const { iterations: times, seconds, pause } = options;
    for (const [name, value] of Object.entries({ iterations: times, seconds, pause })) wholeNumber(`--${name}`, value);
    const planning = await openPlanning(context);
    if (!planning.ok) return planning;
    const { iterations } = planning.value;
    const allowed = await allowedProfile(context, options.profile, options.yes);
    if (!allowed.ok) return allowed;
    const started = await iterations.start(args[0] ?? '', {
      document: options.document ?? '',
      prompt: options.prompt ?? '',
      ...(options.iterations === undefined ? {} : { iterations: Number(options.iterations) }),
      ...(options.profile === undefined ? {} : { profile: options.profile }),
      ...(options.model === undefined ? {} : { model: options.model }),
      ...(options.tools === undefined ? {} : { tools: toolNames(options.tools) }),
      ...(options.seconds === undefined ? {} : { seconds: Number(options.seconds) }),
      ...(options.pause === undefined ? {} : { pauseMs: Number(options.pause) * 1000 }),
    });
    if (!started.ok) return started;
    return followed(context, planning.value, started.value);
  },
});

/** Tells what happens until the session is over, or waits for somebody who is not here; Ctrl+C cancels it. */
export async function followed(
  context: Context,
  { iterations }: Planning,
  begun: IterationSession,
): Promise<Result<Answer>> {
  const following = iterations.follow(begun.id, 0, (signs) => {
    if (context.json) return;
    for (const line of signs.map(lineOf)) if (line) context.print(line);
  });
  let interrupts = 0;
  // Who presses again wants to leave; the iterations are cancelled all the same.
  const cancel = () => {
    interrupts += 1;
    if (interrupts > 1) process.exit(130);
    void iterations.cancel(begun.id);
  };
  process.on('SIGINT', cancel);
  const asked = new Set<string>();
  const questions = new AbortController();
  let watching: { dispose(): void } | undefined;
  try {
    const over = await new Promise<IterationSession>((resolve) => {
      void iterations
        .watch(begun.id, (now) => {
          const pending = waitingFor(now);
          if (now.status !== 'running' || (pending.length > 0 && !mayAskPerson(context))) return resolve(now);
          for (const request of pending) {
            if (asked.has(request.id)) continue;
            asked.add(request.id);
            void askPerson(context, request, questions.signal).then(async (option) => {
              if (option !== undefined) await iterations.answer(begun.id, request.id, option);
            });
          }
        })
        .then((made) => {
          watching = made;
          if (questions.signal.aborted) made.dispose();
        });
    });
    return ok(answerOf(over));
  } finally {
    questions.abort();
    watching?.dispose();
    process.off('SIGINT', cancel);
    following.dispose();
  }
}

const waitingFor = (session: IterationSession): readonly PermissionRequest[] =>
  session.status === 'running'
    ? session.permissions.filter(({ option }) => option === undefined).map(({ request }) => request)
    : [];

const diff = verb({
  name: 'diff',
  summary: 'what one iteration changed',
  arguments: [session, number],
  async run({ context, args }) {
    const iteration = wholeNumber('N', args[1]) ?? 0;
    const planning = await openPlanning(context);
    if (!planning.ok) return planning;
    const found = await planning.value.iterations.diff(args[0] ?? '', iteration);
    if (!found.ok) return found;
    const { document, before, after } = found.value;
    const unified = unifiedDiff(document, before, after);
    return ok({
      data: { ...found.value, unified },
      text: (page) => [diffPage(unified, page), '', changesPage(args[0] ?? '', found.value, page)].join('\n'),
    });
  },
});

/** What can be decided about, by number. */
function changesPage(id: string, { n, hunks }: IterationDiff, page: Page): string {
  if (hunks.length === 0) return page.dim('This iteration changed nothing.');
  const lines = ({ line, count }: { readonly line: number; readonly count: number }) =>
    count === 0 ? '-' : count === 1 ? String(line + 1) : `${line + 1}-${line + count}`;
  const rows = hunks.map(({ number: k, before, after, decision }) => [
    String(k),
    lines(before),
    lines(after),
    decision,
  ]);
  const table = page.table(['CHANGE', 'LINES BEFORE', 'LINES AFTER', 'DECISION'], rows);
  return `${table}\n\nTake one back: signalbox plan decide ${id} ${n} --hunk ${hunks[0]?.number} --reject`;
}

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
    if (decision === undefined || more.length > 0) throw new UsageError('Say one of --accept, --reject and --undo.');
    const hunk = wholeNumber('--hunk', options.hunk);
    const iteration = wholeNumber('N', args[1]) ?? 0;
    const planning = await openPlanning(context);
    if (!planning.ok) return planning;
    const decided = await planning.value.iterations.decideHunk(args[0] ?? '', iteration, hunk, decision);
    return decided.ok ? ok(answerOf(decided.value)) : decided;
  },
});

const restore = verb({
  name: 'restore',
  summary: 'puts the document back to how it was before the iterations; what it is now is kept',
  arguments: [session],
  async run({ context, args }) {
    const planning = await openPlanning(context);
    if (!planning.ok) return planning;
    const restored = await planning.value.iterations.restore(args[0] ?? '');
    if (!restored.ok) return restored;
    const { session: shown, kept } = restored.value;
    const text = [`${shown.document} is as it was before the iterations.`, kept && `Kept: ${kept}`];
    return ok({ data: restored.value, text: () => text.filter(Boolean).join('\n') });
  },
});

const answerOf = (shown: IterationSession): Answer => ({
  data: shown,
  text: (page) => iterationPage(shown, page),
});

function iterationPage(shown: IterationSession, page: Page): string {
  const { id, status, document, prompt, reason, done, iterations, usage } = shown;
  const cost = usage.costUsd > 0 ? `  ${money(usage.costUsd)}` : '';
  const rows = done.map((each) => {
    const rejected = Object.values(each.decisions).filter((decision) => decision === 'rejected').length;
    const changes = rejected > 0 ? `${each.hunks} (${rejected} rejected)` : String(each.hunks);
    const words = each.error ? each.error.message : each.summary;
    return [String(each.n), each.status, `+${each.added} -${each.removed}`, changes, oneLine(words)];
  });
  const head = `${page.bold(id)}  ${page.paint(STATUS_STYLE[status], status)}  ${document}  ${done.length}/${iterations}${cost}`;
  const asks = waitingFor(shown).map((request) => questionPage(id, request, page));
  const last = status === 'running' ? undefined : done.findLast((each) => each.hunks > 0)?.n;
  return [
    head,
    page.dim(oneLine(prompt)),
    ...(reason ? [page.paint('red', reason)] : []),
    ...(rows.length > 0 ? ['', page.table(['#', 'STATUS', 'CHARACTERS', 'CHANGES', 'SUMMARY'], rows)] : []),
    ...(asks.length > 0 ? ['', ...asks] : []),
    ...(last === undefined
      ? []
      : [
          '',
          `Look at it: signalbox plan diff ${id} ${last}`,
          `Take it back: signalbox plan decide ${id} ${last} --reject`,
        ]),
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

export const iterationVerbs: readonly Verb[] = [iterate, diff, decide, restore, events];
