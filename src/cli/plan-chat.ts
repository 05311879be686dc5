import readline from 'node:readline/promises';
import type { Planning } from '../adapters/planning';
import { type Permission, type PlanState, pendingPermissions, runningTurn } from '../core/plan/model';
import { createReplyReader } from '../core/plan/reply';
import { ok, type Result, refuse } from '../core/result';
import type { TraceRecord } from '../core/run/trace';
import { say } from '../core/sentence';
import type { Context } from './context';
import type { Answer } from './noun';
import { headOf, nextStep, planPage, questionsOf, troubleOf } from './plan-pages';
import { openPlanning } from './planning';

/** Words of a chat that are no message. */
const COMMANDS = '/advance  /back PHASE REASON  /retry  /finalize  /show  /quit';

/** Undefined: nobody here can be asked. */
type Ask = ((permission: Permission) => Promise<string>) | undefined;

/** Shows the running answer as it arrives. Resolves when nothing runs any more, or when it waits for somebody else. */
async function listen(context: Context, planning: Planning, plan: PlanState, ask: Ask): Promise<PlanState> {
  const asked = new Set<string>();
  const onInterrupt = () => void planning.planner.stop(plan.id);
  process.on('SIGINT', onInterrupt);
  try {
    return await new Promise<PlanState>((resolve) => {
      let now = plan;
      let shown = 0;
      const reader = createReplyReader();
      let watching: { dispose(): void } | undefined;
      const finish = () => {
        // The last records come by another way than the plan; the end of the step is the last of them.
        const turn = now.turns.at(-1);
        const waits = ask === undefined && pendingPermissions(now).length > 0;
        const silent = turn?.status === 'failed' || turn?.status === 'lost';
        const over = !runningTurn(now) && (silent || shown >= (turn?.n ?? 0));
        if (!waits && !over) return;
        watching?.dispose();
        resolve(now);
      };
      void planning
        .watch(plan.id, (change) => {
          if (change.kind === 'records') {
            for (const record of change.records) {
              show(context, record, reader);
              if (record.type === 'step_end') shown = Number(record.data.turn);
            }
          } else {
            now = change.plan;
            for (const permission of pendingPermissions(now)) {
              if (asked.has(permission.request.id)) continue;
              asked.add(permission.request.id);
              void ask?.(permission).then((option) => planning.planner.answer(plan.id, permission.request.id, option));
            }
          }
          finish();
        })
        .then((watch) => {
          watching = watch;
          finish();
        });
    });
  } finally {
    process.off('SIGINT', onInterrupt);
  }
}

function show(context: Context, { type, data }: TraceRecord, reader: ReturnType<typeof createReplyReader>): void {
  if (context.json) return;
  if (type !== 'text') process.stdout.write(reader.flush());
  const { page } = context;
  switch (type) {
    case 'text':
      process.stdout.write(reader.push(String(data.text)));
      return;
    case 'tool_call':
      process.stdout.write(`\n${page.dim(`· ${data.title}`)}\n`);
      return;
    case 'notice':
      process.stdout.write(`\n${page.dim(String(data.text))}\n`);
      return;
    case 'step_end':
      process.stdout.write('\n');
      return;
    default:
      return;
  }
}

/** For `start`, `respond` and the like: the answer as it arrives, then the plan. */
export async function showAnswer(
  context: Context,
  planning: Planning,
  plan: PlanState,
): Promise<Result<Answer | undefined>> {
  const over = await listen(context, planning, plan, askerOf(context));
  const last = over.turns.at(-1);
  const trouble = last ? troubleOf(last) : '';
  return ok({
    data: over,
    text: (page) =>
      [trouble && page.paint('red', trouble), questionsOf(over, page), nextStep(over)].filter(Boolean).join('\n'),
  });
}

/** A person on a terminal is asked; elsewhere the question waits for `plan answer`. */
function askerOf(context: Context, terminal?: readline.Interface): Ask {
  if (!process.stdin.isTTY || context.json) return undefined;
  return async ({ request }) => {
    const { page } = context;
    const lines = [
      `\n${page.paint('yellow', 'The agent asks:')} ${request.title}`,
      ...(request.detail ? [request.detail] : []),
      ...request.options.map(({ name }, index) => `  ${index + 1}  ${name}`),
    ];
    process.stderr.write(`${lines.join('\n')}\n`);
    const own = terminal ?? readline.createInterface({ input: process.stdin, output: process.stderr });
    try {
      for (;;) {
        const chosen = request.options[Number(await own.question('Number: ')) - 1];
        if (chosen) return chosen.id;
      }
    } finally {
      if (!terminal) own.close();
    }
  };
}

/** A whole conversation in the terminal. */
export async function chat(
  context: Context,
  named: string | undefined,
  profile: string | undefined,
): Promise<Result<Answer | undefined>> {
  const opened = await openPlanning(context);
  if (!opened.ok) return opened;
  const planning = opened.value;
  const name = named ?? (await planning.planner.list()).find((plan) => plan.status === 'active')?.slug;
  if (name === undefined) return refuse('no_project', say('Name the project: signalbox plan SLUG'));
  if (!process.stdin.isTTY || context.json)
    return refuse(
      'needs_terminal',
      say('A conversation needs a terminal. Use plan start, respond and show elsewhere.'),
    );
  const terminal = readline.createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await converse(context, planning, terminal, name, profile);
  } finally {
    terminal.close();
  }
}

async function converse(
  context: Context,
  planning: Planning,
  terminal: readline.Interface,
  name: string,
  profile: string | undefined,
): Promise<Result<Answer | undefined>> {
  const { planner } = planning;
  const print = (text: string) => text && process.stdout.write(`${text}\n`);
  let plan = await begun(context, planning, terminal, name, profile);
  if (!plan.ok) return plan;
  for (;;) {
    if (runningTurn(plan.value)) {
      const over = await listen(context, planning, plan.value, askerOf(context, terminal));
      const last = over.turns.at(-1);
      if (last) print(context.page.paint('red', troubleOf(last)));
      plan = ok(over);
    }
    print(context.page.dim(`${headOf(plan.value, context.page).split('\n')[1] ?? ''}   ${COMMANDS}`));
    const line = await terminal.question('> ').catch(() => '/quit');
    const [word = '', first = '', ...rest] = line.trim().split(/\s+/);
    if (line.trim() === '') continue;
    const id = plan.value.id;
    let next: Result<PlanState>;
    if (word === '/quit' || word === '/exit') return ok(undefined);
    if (word === '/show') {
      print(planPage(plan.value, context.page));
      continue;
    }
    if (word === '/finalize') {
      const preview = await planning.finalizer.preview(id);
      if (!preview.ok) {
        print(preview.refusal.message);
        continue;
      }
      for (const { path, before } of preview.value.changes)
        print(`${before === undefined ? 'new' : 'replaced'}  ${path}`);
      const sure = await terminal.question('Write these files? [y/N] ');
      if (!/^y(es)?$/i.test(sure.trim())) continue;
      next = await planning.finalizer.finalize(id, { replace: true });
      if (next.ok) return ok({ data: next.value, text: 'The project is approved and ready to run.' });
    } else if (word === '/advance') next = await planner.advance(id);
    else if (word === '/back') next = await planner.back(id, first, rest.join(' '));
    else if (word === '/retry') next = await planner.retry(id);
    else if (/^\/\w+$/.test(word))
      next = refuse('unknown_command', say('There is no {word}. Known: {commands}', { word, commands: COMMANDS }));
    else next = await planner.respond(id, line);
    if (next.ok) plan = next;
    else print(next.refusal.message);
  }
}

async function begun(
  context: Context,
  { planner }: Planning,
  terminal: readline.Interface,
  name: string,
  profile: string | undefined,
): Promise<Result<PlanState>> {
  const shown = await planner.show(name);
  if (shown.ok && shown.value.status === 'active') {
    process.stdout.write(`${planPage(shown.value, context.page)}\n\n`);
    return shown;
  }
  const prompt = await terminal.question('What do you want to build? ');
  const wanted = { prompt, ...(profile === undefined ? {} : { profile }) };
  const started = await planner.start(name, wanted);
  if (started.ok || started.refusal.code !== 'already_committed') return started;
  const sure = await terminal.question(`${started.refusal.message} Re-plan? [y/N] `);
  return /^y(es)?$/i.test(sure.trim()) ? planner.start(name, { ...wanted, force: true }) : started;
}
