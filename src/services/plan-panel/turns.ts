import { ADVICE, type AgentError } from '../../core/agent/error';
import type { ToolKind } from '../../core/agent/event';
import type { PlanState, Turn } from '../../core/plan/model';
import type { TraceRecord } from '../../core/run/trace';
import { isSentence } from '../../core/sentence';
import { type Translate, tell, tellMessage } from '../../core/translate';
import type { TextAppended, TroubleView, TurnBlock, TurnView } from '../../protocol/plan';

interface Live {
  blocks: TurnBlock[];
  /** When each tool was called. */
  readonly called: Map<string, number>;
  /** What it has cost so far. */
  costUsd: number;
  /** The trace has the whole of it. */
  ended: boolean;
}

export interface TurnChanges {
  /** Turns whose shape changed: they are sent whole. */
  readonly turns: ReadonlySet<number>;
  readonly text: readonly TextAppended[];
}

/** The turns of one plan as they are shown: what was said and decided from the ledger, how it came about from the trace. */
export class TurnFold {
  readonly #live = new Map<number, Live>();
  #changed = new Set<number>();
  #text: TextAppended[] = [];
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
    const changes = { turns: this.#changed, text: this.#text.filter(({ turn }) => !this.#changed.has(turn)) };
    this.#changed = new Set();
    this.#text = [];
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
          title: String(data.title),
          tool: String(data.kind) as ToolKind,
          input: String(data.input ?? ''),
        });
        return;
      case 'tool_result':
        this.#tool(n, live, String(data.id), {
          output: String(data.output ?? ''),
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
    if (text === '') return;
    const last = live.blocks.at(-1);
    if (last?.kind === kind) live.blocks[live.blocks.length - 1] = { kind, text: last.text + text };
    else live.blocks.push({ kind, text });
    this.#text.push({ turn: n, kind, text });
  }

  #tool(n: number, live: Live, id: string, change: Partial<Extract<TurnBlock, { kind: 'tool' }>>): void {
    const at = live.blocks.findIndex((block) => block.kind === 'tool' && block.id === id);
    const before = live.blocks[at];
    const base = { kind: 'tool' as const, id, title: id, tool: 'other' as const, input: '' };
    const tool: TurnBlock = before?.kind === 'tool' ? { ...before, ...change } : { ...base, ...change };
    if (at >= 0) live.blocks[at] = tool;
    else live.blocks.push(tool);
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
        title,
        tool: kind,
        input,
        ...(output === undefined ? {} : { output }),
        ...(ok === undefined ? {} : { ok }),
      };
    });
    return turn.text === '' ? tools : [...tools, { kind: 'text', text: turn.text }];
  }
}

const noneYet = (): Live => ({ blocks: [], called: new Map(), costUsd: 0, ended: false });

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
