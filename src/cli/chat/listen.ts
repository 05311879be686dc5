import readline from 'node:readline/promises';
import type { Planning } from '../../adapters/planning';
import type { PermissionRequest } from '../../core/agent/event';
import { type Permission, type PlanState, pendingPermissions, runningTurn } from '../../core/plan/model';
import { createReplyReader, type ReplyBit } from '../../core/plan/reply';
import { ok, type Result } from '../../core/result';
import type { TraceRecord } from '../../core/run/trace';
import { plain } from '../../core/text';
import type { Context } from '../context';
import type { Answer } from '../noun';
import { nextStep, questionsOf, troubleOf } from '../plan-pages';
import { oneLine } from '../terminal/width';
import { PlanFollower } from './follower';

/** For `start`, `respond` and the like: the answer as it arrives, then what can be done next. */
export async function showAnswer(
  context: Context,
  planning: Planning,
  plan: PlanState,
): Promise<Result<Answer | undefined>> {
  const over = await listen(context, planning, plan);
  const last = over.turns.at(-1);
  const trouble = last ? troubleOf(last) : '';
  return ok({
    data: over,
    text: (page) =>
      [trouble && page.paint('red', trouble), questionsOf(over, page), nextStep(over)].filter(Boolean).join('\n'),
  });
}

/** Resolves when no answer is under way any more, or when it waits for somebody who is not here. */
async function listen(context: Context, planning: Planning, plan: PlanState): Promise<PlanState> {
  const mayAsk = mayAskPerson(context);
  const asking = new Set<string>();
  const questions = new AbortController();
  let follower: PlanFollower | undefined;
  let interrupts = 0;
  // The first asks the agent to stop; who presses again wants to leave, and the answer goes on without them.
  const onInterrupt = () => {
    interrupts += 1;
    if (interrupts > 1) process.exit(130);
    void planning.planner.stop(plan.id);
  };
  process.on('SIGINT', onInterrupt);
  try {
    return await new Promise<PlanState>((resolve) => {
      const writer = new AnswerWriter(context);
      const ask = (permission: Permission) => {
        const { id } = permission.request;
        if (asking.has(id)) return;
        asking.add(id);
        writer.pause();
        void askPerson(context, permission.request, questions.signal).then(async (option) => {
          if (option !== undefined) await planning.planner.answer(plan.id, id, option);
        });
      };
      void PlanFollower.open(planning, plan, {
        began() {},
        record: (record) => writer.record(record),
        ended: () => writer.end(),
        plan(now) {
          const pending = pendingPermissions(now);
          if (mayAsk) for (const permission of pending) ask(permission);
          if (runningTurn(now) && (mayAsk || pending.length === 0)) return;
          writer.end();
          resolve(now);
        },
      }).then((opened) => {
        follower = opened;
        if (questions.signal.aborted) opened.dispose();
      });
    });
  } finally {
    questions.abort();
    follower?.dispose();
    process.off('SIGINT', onInterrupt);
  }
}

/** Writes an answer as it arrives, for people who read along or into a file. */
class AnswerWriter {
  readonly #context: Context;
  readonly #reader = createReplyReader();
  #midLine = false;

  constructor(context: Context) {
    this.#context = context;
  }

  record({ type, data }: TraceRecord): void {
    if (this.#context.json) return;
    const { page } = this.#context;
    if (type === 'text') for (const bit of this.#reader.push(String(data.text))) this.#bit(bit);
    else if (type === 'tool_call') this.#line(page.dim(`· ${oneLine(String(data.title))}`));
    else if (type === 'notice') this.#line(page.dim(plain(String(data.text))));
  }

  pause(): void {
    if (this.#midLine) process.stdout.write('\n');
    this.#midLine = false;
  }

  end(): void {
    if (this.#context.json) return;
    for (const bit of this.#reader.flush()) this.#bit(bit);
    this.pause();
  }

  #bit(bit: ReplyBit): void {
    if (bit.kind === 'text') {
      const text = plain(bit.text);
      process.stdout.write(text);
      if (text !== '') this.#midLine = !text.endsWith('\n');
    } else if (bit.kind === 'document') this.#line(this.#context.page.bold(`--- ${bit.name}`));
    else if (bit.kind === 'document_line') this.#line(plain(bit.text));
    else this.#line('---');
  }

  #line(text: string): void {
    this.pause();
    process.stdout.write(`${text}\n`);
  }
}

export const mayAskPerson = ({ json }: Context): boolean =>
  process.stdin.isTTY === true && process.stderr.isTTY === true && !json;

/** Undefined when the question was answered elsewhere, or the terminal is closed. */
export async function askPerson(
  { page }: Context,
  request: PermissionRequest,
  signal: AbortSignal,
): Promise<string | undefined> {
  const lines = [
    `${page.paint('yellow', 'The agent asks:')} ${oneLine(request.title)}`,
    ...(request.detail ? [plain(request.detail)] : []),
    ...request.options.map(({ name }, index) => `  ${index + 1}  ${oneLine(name)}`),
  ];
  process.stderr.write(`${lines.join('\n')}\n`);
  const terminal = readline.createInterface({ input: process.stdin, output: process.stderr });
  terminal.on('SIGINT', () => process.emit('SIGINT'));
  try {
    for (;;) {
      const chosen = request.options[Number(await terminal.question('Number: ', { signal })) - 1];
      if (chosen) return chosen.id;
    }
  } catch {
    return undefined;
  } finally {
    terminal.close();
  }
}
