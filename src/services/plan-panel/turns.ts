import { ADVICE, type AgentError } from '../../core/agent/error';
import { preview, type ToolKind } from '../../core/agent/event';
import type { PlanState, Turn } from '../../core/plan/model';
import type { TraceRecord } from '../../core/run/trace';
import { isSentence, say, textOf } from '../../core/sentence';
import { plain } from '../../core/text';
import { type Translate, tell, tellMessage } from '../../core/translate';
import type { Growth, ToolBlock, TroubleView, TurnBlock, TurnView } from '../../protocol/plan';

interface Live {
  blocks: TurnBlock[];
  /** When each tool was called. */
  readonly called: Map<string, number>;
  /** Characters of words, and the number of steps among the blocks. */
  said: number;
  steps: number;
  /** Steps that are no longer shown. */
  readonly leftOut: Set<string>;
  /** What it has cost so far. */
  costUsd: number;
  /** The trace has the whole of it. */
  ended: boolean;
}

export interface TurnChanges {
  /** Turns whose shape changed: they are sent whole. */
  readonly turns: ReadonlySet<number>;
  readonly grown: readonly Growth[];
}

/** What a tool was given and answered is shown so far; the trace has more. */
const LONGEST_TOOL_TEXT = 2_000;
/** A turn shows its newest steps; when there are so many more, the oldest go together. */
const MOST_STEPS = 500;
const STEPS_TOO_MANY = 100;
/** Nobody reads on; a page that draws megabytes stands still. */
const LONGEST_ANSWER = 400_000;

/** The turns of one plan as they are shown: what was said and decided from the ledger, how it came about from the trace. */
export class TurnFold {
  readonly #live = new Map<number, Live>();
  #changed = new Set<number>();
  #grown: Growth[] = [];
  #plan: PlanState | undefined;
  readonly #t: Translate;

  constructor(t: Translate) {
    this.#t = t;
  }

  plan(plan: PlanState): void {
    const before = this.#plan;
    this.#plan = plan;
    for (const [index, turn] of plan.turns.entries()) {
      const known = before?.turns[index];
      // Turns of the same fold are the same objects until they change.
      if (turn !== known && JSON.stringify(turn) !== JSON.stringify(known)) this.#changed.add(turn.n);
    }
  }

  records(records: readonly TraceRecord[]): void {
    for (const record of records) {
      const n = /^turn-(\d+)$/.exec(record.span)?.[1];
      if (n !== undefined) this.#record(Number(n), record);
    }
  }

  /** What changed since the last call. */
  take(): TurnChanges {
    const changes = { turns: this.#changed, grown: this.#grown.filter(({ turn }) => !this.#changed.has(turn)) };
    this.#changed = new Set();
    this.#grown = [];
    return changes;
  }

  view(n: number): TurnView | undefined {
    const turn = this.#plan?.turns.find((each) => each.n === n);
    return turn && this.#viewOf(turn);
  }

  views(): readonly TurnView[] {
    return (this.#plan?.turns ?? []).map((turn) => this.#viewOf(turn));
  }

  #viewOf(turn: Turn): TurnView {
    const view = viewOf(turn, this.#blocksOf(turn), this.#t);
    const live = this.#live.get(turn.n);
    return live && turn.endedAt === undefined ? { ...view, costUsd: live.costUsd } : view;
  }

  #record(n: number, { type, data, at }: TraceRecord): void {
    const live = this.#live.get(n) ?? noneYet();
    this.#live.set(n, live);
    switch (type) {
      case 'step_start':
        this.#live.set(n, noneYet());
        this.#changed.add(n);
        return;
      case 'text':
      case 'thinking':
        this.#say(n, live, type, String(data.text));
        return;
      case 'tool_call':
        live.called.set(String(data.id), at);
        this.#tool(n, live, String(data.id), {
          title: plain(String(data.title)),
          tool: String(data.kind) as ToolKind,
          input: shownText(data.input),
        });
        return;
      case 'tool_result':
        this.#tool(n, live, String(data.id), {
          output: shownText(data.output),
          ok: data.ok === true,
          ...took(live.called.get(String(data.id)), at),
        });
        return;
      case 'notice':
        live.blocks = [...live.blocks, { kind: 'notice', text: this.#notice(data) }];
        this.#changed.add(n);
        return;
      case 'usage':
        if (data.total === true) return;
        live.costUsd += typeof data.costUsd === 'number' ? data.costUsd : 0;
        this.#changed.add(n);
        return;
      case 'step_end':
        live.ended = true;
        this.#changed.add(n);
        return;
      default:
        return;
    }
  }

  #notice({ text, said }: TraceRecord['data']): string {
    return tellMessage({ message: String(text), ...(isSentence(said) && { said }) }, this.#t);
  }

  #say(n: number, live: Live, kind: 'text' | 'thinking', text: string): void {
    if (text === '' || live.said > LONGEST_ANSWER) return;
    live.said += text.length;
    if (live.said > LONGEST_ANSWER) {
      live.blocks.push({ kind: 'notice', text: this.#t(TOO_LONG) });
      this.#changed.add(n);
      return;
    }
    const last = live.blocks.at(-1);
    if (last?.kind === kind) live.blocks[live.blocks.length - 1] = { kind, text: last.text + text };
    else live.blocks.push({ kind, text });
    const grown = this.#grown.at(-1);
    if (grown?.turn === n && grown.kind === kind)
      this.#grown[this.#grown.length - 1] = { turn: n, kind, text: grown.text + text };
    else this.#grown.push({ turn: n, kind, text });
  }

  #tool(n: number, live: Live, id: string, change: Partial<ToolBlock>): void {
    if (live.leftOut.has(id)) return;
    const at = live.blocks.findLastIndex((block) => block.kind === 'tool' && block.id === id);
    const before = live.blocks[at];
    const base = { kind: 'tool' as const, id, title: id, tool: 'other' as const, input: '' };
    const tool: ToolBlock = before?.kind === 'tool' ? { ...before, ...change } : { ...base, ...change };
    if (at >= 0) live.blocks[at] = tool;
    else {
      live.blocks.push(tool);
      live.steps += 1;
    }
    this.#grown.push({ turn: n, kind: 'tool', tool });
    if (live.steps >= MOST_STEPS + STEPS_TOO_MANY) this.#leaveOut(n, live);
  }

  /** The oldest steps become a number. */
  #leaveOut(n: number, live: Live): void {
    const first = live.blocks.findIndex(({ kind }) => kind === 'tool' || kind === 'left_out');
    let left = STEPS_TOO_MANY;
    let steps = 0;
    const rest = live.blocks.slice(first).filter((block) => {
      if (block.kind === 'left_out') steps += block.steps;
      if (block.kind !== 'tool' || left === 0) return block.kind !== 'left_out';
      left -= 1;
      steps += 1;
      live.leftOut.add(block.id);
      return false;
    });
    live.blocks = [...live.blocks.slice(0, first), { kind: 'left_out', steps }, ...rest];
    live.steps -= STEPS_TOO_MANY;
    this.#changed.add(n);
  }

  /** The trace tells the order in which things came; a turn without one is shown as the ledger kept it. */
  #blocksOf(turn: Turn): readonly TurnBlock[] {
    const live = this.#live.get(turn.n);
    const over = turn.endedAt !== undefined;
    if (live && (!over || live.ended) && live.blocks.length > 0) return [...live.blocks];
    const tools = turn.tools.map((tool): TurnBlock => {
      const { id, title, kind, input, output, ok } = tool;
      return {
        kind: 'tool',
        id,
        title: plain(title),
        tool: kind,
        input: plain(input),
        ...(output === undefined ? {} : { output: plain(output) }),
        ...(ok === undefined ? {} : { ok }),
      };
    });
    if (turn.text === '') return tools;
    const text: TurnBlock = { kind: 'text', text: turn.text.slice(0, LONGEST_ANSWER) };
    return turn.text.length > LONGEST_ANSWER
      ? [...tools, text, { kind: 'notice', text: this.#t(TOO_LONG) }]
      : [...tools, text];
  }
}

/** Cut before it is looked through: most of it is never shown. */
const shownText = (text: unknown) =>
  preview(plain(String(text ?? '').slice(0, 2 * LONGEST_TOOL_TEXT)), LONGEST_TOOL_TEXT);

const TOO_LONG = textOf(say('This answer is too long to be shown whole. “signalbox plan show” prints all of it.'));

const noneYet = (): Live => ({
  blocks: [],
  said: 0,
  steps: 0,
  leftOut: new Set(),
  called: new Map(),
  costUsd: 0,
  ended: false,
});

function took(since: number | undefined, at: number): { readonly ms?: number } {
  return since === undefined ? {} : { ms: Math.max(0, at - since) };
}

function viewOf(turn: Turn, blocks: readonly TurnBlock[], t: Translate): TurnView {
  const { n, phase, origin, prompt, status, requestedAt } = turn;
  return {
    n,
    phase,
    origin,
    prompt,
    status,
    stopping: turn.stopping === true,
    requestedAt,
    endedAt: turn.endedAt ?? null,
    costUsd: turn.usage.costUsd,
    blocks,
    notice: turn.notice === undefined ? null : t(turn.notice),
    error: turn.error ? troubleOf(turn.error, t) : null,
  };
}

function troubleOf(error: AgentError, t: Translate): TroubleView {
  const { kind, retryAt = null } = error;
  return { kind, message: tellMessage(error, t), advice: tell(ADVICE[kind], t), retryAt };
}
