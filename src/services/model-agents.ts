import type { AgentErrorKind } from '../core/agent/error';
import type { AgentEvent, TurnEnd } from '../core/agent/event';
import type { AgentProfile } from '../core/agent/profile';
import { ok, type Result, refuse } from '../core/result';
import { say } from '../core/sentence';
import type { AgentSession, Agents, OpenSession, ProfileReport } from '../ports/agent';
import { type ChatModel, ModelError, type ModelMessage, type Models } from '../ports/models';

const NONE = say(
  'The editor offers no such model. Install or sign in to an extension that brings one, and allow Signalbox to use it.',
);

/** The editor's own models as agents: they talk and hand documents in, and have no tools. */
export class ModelAgents implements Agents {
  readonly #models: Models;

  constructor(models: Models) {
    this.#models = models;
  }

  async open({ profile, resume }: OpenSession): Promise<Result<AgentSession, AgentErrorKind | 'cannot_resume'>> {
    if (resume !== undefined) return refuse('cannot_resume', say('A model of the editor remembers nothing.'));
    const model = await this.#models.choose(profile.model);
    return model ? ok(new ModelSession(model)) : refuse('auth', NONE);
  }

  async test(profile: AgentProfile): Promise<Result<ProfileReport, AgentErrorKind>> {
    const model = await this.#models.choose(profile.model);
    return model ? ok({ agent: model.name, canResume: false }) : refuse('auth', NONE);
  }
}

class ModelSession implements AgentSession {
  readonly id = undefined;
  readonly remembers = true;
  readonly alive = true;
  readonly #model: ChatModel;
  readonly #said: ModelMessage[] = [];
  #stop: AbortController | undefined;
  #over: Promise<unknown> = Promise.resolve();

  constructor(model: ChatModel) {
    this.#model = model;
  }

  prompt(text: string, emit: (event: AgentEvent) => void): Promise<TurnEnd> {
    const turn = this.#turn(text, emit);
    this.#over = turn;
    return turn;
  }

  async #turn(text: string, emit: (event: AgentEvent) => void): Promise<TurnEnd> {
    const stop = new AbortController();
    this.#stop = stop;
    const stopped = new Promise<'stopped'>((resolve) => {
      stop.signal.addEventListener('abort', () => resolve('stopped'));
    });
    this.#said.push({ from: 'person', text });
    let answer = '';
    const read = async (): Promise<TurnEnd> => {
      for await (const piece of this.#model.answer(this.#said, stop.signal)) {
        if (stop.signal.aborted) break;
        answer += piece;
        emit({ type: 'text', text: piece });
      }
      return { stop: 'end_turn' };
    };
    const end = await Promise.race([
      read().catch((error: unknown): TurnEnd => {
        const kind = error instanceof ModelError ? error.kind : 'unknown';
        const message = error instanceof Error ? error.message : String(error);
        return { stop: 'error', error: { kind, message } };
      }),
      // A model that does not let itself be stopped is no longer listened to.
      stopped,
    ]);
    this.#stop = undefined;
    if (answer === '') this.#said.pop();
    else this.#said.push({ from: 'model', text: answer });
    return end === 'stopped' || stop.signal.aborted ? { stop: 'cancelled' } : end;
  }

  answer(): boolean {
    return false;
  }

  async cancel(): Promise<void> {
    this.#stop?.abort();
    await this.#over;
  }

  close(): Promise<void> {
    return this.cancel();
  }
}
