import type { AgentError, AgentErrorKind } from '../../core/agent/error';
import {
  type AgentEvent,
  addUsage,
  NO_USAGE,
  type PermissionRequest,
  PREVIEW_LENGTH,
  preview,
  type TurnEnd,
  type Usage,
} from '../../core/agent/event';
import { createStreamMask, type Mask, maskDeep } from '../../core/mask';
import type { ToolSummary } from '../../core/plan/model';
import type { TraceType } from '../../core/run/trace';
import { changeWords, type Sentence, type Spoken, say, sayMany, spoken } from '../../core/sentence';
import type { AgentSession } from '../../ports/agent';
import type { Clock } from '../../ports/clock';
import type { Disposable } from '../../ports/disposable';
import type { TraceWriter } from '../../ports/traces';

export interface TurnOptions {
  readonly prompt: string;
  /** Names the turn in the trace. */
  readonly span: string;
  readonly step: string;
  /** The turn is stopped after so long. */
  readonly seconds?: number;
  /** Decides without a person where it can; the rest is asked with `ask`. */
  decide(request: PermissionRequest): string | undefined;
  ask(request: PermissionRequest): void;
  /** A tool has answered. */
  toolEnded?(): void;
  /** The agent told its own name of the session. */
  session?(id: string): void;
}

export interface TurnReport {
  readonly end: TurnEnd;
  /** Masked: what may be stored and shown. */
  readonly text: string;
  /** As it was received, for documents that the agent hands in. */
  readonly rawText: string;
  readonly tools: readonly ToolSummary[];
  readonly usage: Usage;
}

/** Text waits so long for more of it: one record instead of one for each token. */
const GATHER_MS = 40;
const LONGEST_TOOL_TEXT = 32 * 1024;
const LONGEST_SECRET = 4096;
/** When tools have filled so much of one turn's trace, the rest of what they say is only begun. */
const MOST_TOOL_TEXT = 32 * 1024 * 1024;
const MOST_TOOLS = 500;
/** An agent that says more in one turn has run wild. */
const MOST_CHARACTERS = 16 * 1024 * 1024;
/** Everything else is written to the trace as it comes: so many records in one turn. */
const MOST_RECORDS = 100_000;

/** Runs one turn of an agent and writes its trace; what reaches the trace and the report is masked. */
export class AgentTurn {
  readonly #session: AgentSession;
  readonly #writer: TraceWriter;
  readonly #clock: Clock;
  readonly #mask: Mask;
  readonly #options: TurnOptions;
  readonly #streams: Record<'text' | 'thinking', ReturnType<typeof createStreamMask>>;
  readonly #gathered = { text: '', thinking: '' };
  readonly #tools = new Map<string, ToolSummary>();
  #timer: Disposable | undefined;
  #text = '';
  #rawText = '';
  #received = 0;
  #records = 0;
  #toolTextWritten = 0;
  #toolSince = false;
  #speaks: 'text' | 'thinking' = 'text';
  #usage = NO_USAGE;
  #limit: AgentError | undefined;

  constructor(session: AgentSession, writer: TraceWriter, clock: Clock, mask: Mask, options: TurnOptions) {
    this.#session = session;
    this.#writer = writer;
    this.#clock = clock;
    this.#mask = mask;
    this.#options = options;
    this.#streams = { text: createStreamMask(mask), thinking: createStreamMask(mask) };
  }

  async run(): Promise<TurnReport> {
    const { seconds, prompt } = this.#options;
    const deadline =
      seconds === undefined
        ? undefined
        : this.#clock.after(seconds * 1000, () =>
            this.#overLimit(
              sayMany(
                seconds,
                'The turn took longer than 1 second and was stopped.',
                'The turn took longer than {count} seconds and was stopped.',
              ),
            ),
          );
    const end = await this.#session.prompt(prompt, (event) => this.#handle(event));
    deadline?.dispose();
    this.#flush(true);
    const judged = this.#judge(end);
    if (judged.error) this.#write('error', { ...judged.error });
    if (this.#usage !== NO_USAGE) this.#write('usage', { ...this.#usage, total: true });
    this.#writer.flush();
    return {
      end: judged,
      text: this.#text,
      rawText: this.#rawText,
      tools: [...this.#tools.values()],
      usage: this.#usage,
    };
  }

  #judge(end: TurnEnd): TurnEnd {
    if (this.#limit) return { stop: 'error', error: this.#limit };
    if (!end.error) return end;
    return { ...end, error: changeWords(end.error, this.#mask) };
  }

  #handle(event: AgentEvent): void {
    if (event.type !== 'text' && event.type !== 'thinking') {
      this.#records += 1;
      if (this.#records > MOST_RECORDS) {
        this.#overLimit(
          say('The agent did more than {most} things in one turn and was stopped.', { most: MOST_RECORDS }),
        );
        return;
      }
    }
    switch (event.type) {
      case 'text':
      case 'thinking':
        this.#gather(event.type, event.text);
        return;
      case 'session':
        this.#options.session?.(event.session);
        return;
      case 'tool_call': {
        this.#toolSince = true;
        const call = maskDeep(event.call, this.#mask);
        const before = this.#tools.get(call.id);
        if (!before && this.#tools.size >= MOST_TOOLS) return;
        this.#tools.set(call.id, {
          ...before,
          id: call.id,
          title: preview(call.title),
          kind: call.kind,
          input: preview(call.input),
        });
        this.#write('tool_call', { ...call, input: this.#toolText(event.call.input) });
        return;
      }
      case 'tool_result': {
        const output = this.#toolText(event.output);
        const before = this.#tools.get(event.id);
        if (before) this.#tools.set(event.id, { ...before, ok: event.ok, output: preview(output) });
        this.#write('tool_result', { id: event.id, ok: event.ok, output });
        this.#options.toolEnded?.();
        return;
      }
      case 'permission':
        this.#permission(maskDeep(event.request, this.#mask), event.request);
        return;
      case 'usage':
        this.#usage = addUsage(this.#usage, event.usage);
        this.#write('usage', { ...event.usage, ...(event.context ? { context: event.context } : {}) });
        return;
      case 'plan':
        this.#write('plan', { entries: maskDeep(event.entries, this.#mask) });
        return;
      case 'notice':
        this.#notice({ message: event.text, ...(event.said && { said: event.said }) });
        return;
      case 'error':
        this.#notice(event.error, { kind: event.error.kind });
        return;
    }
  }

  /** Masked before it is cut, and cut where no secret is: half of one would not be known for one. */
  #toolText(text: string): string {
    const most = this.#toolTextWritten < MOST_TOOL_TEXT ? LONGEST_TOOL_TEXT : PREVIEW_LENGTH;
    const seen = most + LONGEST_SECRET;
    const masked =
      text.length <= seen ? this.#mask(text) : `${createStreamMask(this.#mask).push(text.slice(0, seen))}…`;
    const kept = preview(masked, most);
    this.#toolTextWritten += kept.length;
    return kept;
  }

  #notice(words: Spoken, more: { readonly kind?: AgentErrorKind } = {}): void {
    const { message, said } = changeWords(words, (text) => this.#toolText(text));
    this.#write('notice', { text: message, ...(said && { said }), ...more });
  }

  /** Paths are looked at as they are; what is shown is masked. */
  #permission(shown: PermissionRequest, asked: PermissionRequest): void {
    const option = this.#options.decide(asked);
    this.#write('question', { id: shown.id, title: shown.title, kind: shown.kind, decided: option ?? null });
    if (option === undefined) this.#options.ask(shown);
    else this.#session.answer(asked.id, option);
  }

  #gather(kind: 'text' | 'thinking', heard: string): void {
    // Agents do not say that a paragraph ended when they use a tool in the middle of an answer.
    const apart = kind === 'text' && this.#toolSince && /[^\n]$/.test(this.#rawText) && /^[^\n]/.test(heard);
    const piece = apart ? `\n\n${heard}` : heard;
    if (kind === 'text' && heard !== '') this.#toolSince = false;
    this.#received += piece.length;
    if (this.#received > MOST_CHARACTERS) {
      this.#overLimit(say('The agent wrote more than 16 MB in one turn and was stopped.'));
      return;
    }
    if (kind === 'text') this.#rawText += piece;
    // Nothing of the other kind follows on its end: what the mask held of it would come after what is said now.
    if (kind !== this.#speaks) this.#flush(true);
    this.#speaks = kind;
    this.#gathered[kind] += this.#streams[kind].push(piece);
    this.#timer ??= this.#clock.after(GATHER_MS, () => {
      this.#timer = undefined;
      this.#flush(false);
      this.#writer.flush();
    });
  }

  /** `whole`: nothing more follows, so what the mask held back comes too. */
  #flush(whole: boolean): void {
    this.#timer?.dispose();
    this.#timer = undefined;
    for (const kind of ['thinking', 'text'] as const) {
      const text = this.#gathered[kind] + (whole ? this.#streams[kind].flush() : '');
      this.#gathered[kind] = '';
      if (text === '') continue;
      if (kind === 'text') this.#text += text;
      this.#append(kind, { text });
    }
  }

  #write(type: TraceType, data: Readonly<Record<string, unknown>>): void {
    this.#flush(true);
    this.#append(type, data);
    this.#writer.flush();
  }

  #append(type: TraceType, data: Readonly<Record<string, unknown>>): void {
    this.#writer.append({ span: this.#options.span, step: this.#options.step, type, data });
  }

  #overLimit(why: Sentence): void {
    if (this.#limit) return;
    this.#limit = { kind: 'budget', ...spoken(why) };
    void this.#session.cancel();
  }
}
