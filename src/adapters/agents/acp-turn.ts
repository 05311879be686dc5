import { randomUUID } from 'node:crypto';
import type {
  RequestPermissionRequest,
  RequestPermissionResponse,
  SessionNotification,
} from '@agentclientprotocol/sdk';
import type { AgentEvent, TurnEnd } from '../../core/agent/event';
import { say, spoken } from '../../core/sentence';
import { type AcpUpdates, contentText, inputOf, pathsOf } from './acp-updates';

type Emit = (event: AgentEvent) => void;

/** What belongs to the turn that is running. */
export class TurnState {
  cancelled = false;
  running = false;
  over: Promise<void> = Promise.resolve();
  #done: () => void = () => {};
  #emit: Emit | undefined;
  #updates: AcpUpdates | undefined;
  readonly #waiting = new Map<
    string,
    { options: readonly string[]; settle(answer: RequestPermissionResponse): void }
  >();

  begin(emit: Emit, updates: AcpUpdates): void {
    this.cancelled = false;
    this.running = true;
    this.#emit = emit;
    this.#updates = updates;
    this.over = new Promise((resolve) => {
      this.#done = resolve;
    });
  }

  end(): void {
    this.running = false;
    this.#emit = undefined;
    this.rejectAll();
    this.#done();
  }

  emit(event: AgentEvent): void {
    this.#emit?.(event);
  }

  /** Outside a turn it is the old conversation that some agents tell again when a session is loaded. */
  update(notification: SessionNotification): void {
    if (!this.#emit || !this.#updates) return;
    for (const event of this.#updates.read(notification)) this.#emit(event);
  }

  /** A request outside a turn, or after a cancel, has nobody who could answer it. */
  ask(request: RequestPermissionRequest): Promise<RequestPermissionResponse> {
    if (!this.#emit || this.cancelled) return Promise.resolve({ outcome: { outcome: 'cancelled' } });
    for (const event of this.#updates?.tool(request.toolCall) ?? []) this.emit(event);
    const id = `ask-${randomUUID().slice(0, 8)}`;
    const { toolCall, options } = request;
    return new Promise((settle) => {
      this.#waiting.set(id, { options: options.map((option) => option.optionId), settle });
      this.emit({
        type: 'permission',
        request: {
          id,
          title: toolCall.title ?? toolCall.name ?? 'Permission',
          kind: toolCall.kind ?? 'other',
          detail: [inputOf(toolCall.rawInput), contentText(toolCall.content ?? [])].filter(Boolean).join('\n'),
          paths: pathsOf(toolCall),
          toolCall: toolCall.toolCallId,
          options: options.map(({ optionId, name, kind }) => ({ id: optionId, name, kind })),
        },
      });
    });
  }

  answer(id: string, option: string): boolean {
    const waiting = this.#waiting.get(id);
    if (!waiting?.options.includes(option)) return false;
    this.#waiting.delete(id);
    waiting.settle({ outcome: { outcome: 'selected', optionId: option } });
    return true;
  }

  rejectAll(): void {
    for (const { settle } of this.#waiting.values()) settle({ outcome: { outcome: 'cancelled' } });
    this.#waiting.clear();
  }
}

export function endOf(reason: string): TurnEnd {
  switch (reason) {
    case 'end_turn':
    case 'max_tokens':
      return { stop: reason };
    case 'cancelled':
      return { stop: 'cancelled' };
    case 'max_turn_requests':
      return {
        stop: 'max_turns',
        error: { kind: 'max_turns', ...spoken(say('The agent used all the steps it may take.')) },
      };
    case 'refusal':
      return { stop: 'refusal', error: { kind: 'refused', ...spoken(say('The model refused to answer.')) } };
    default:
      return {
        stop: 'error',
        error: {
          kind: 'unknown',
          ...spoken(say('The agent stopped for a reason that is not known: {reason}.', { reason })),
        },
      };
  }
}
