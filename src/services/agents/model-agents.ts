import { type AgentErrorKind, kindOfMessage } from '../../core/agent/error';
import type { AgentEvent, TurnEnd } from '../../core/agent/event';
import type { AgentProfile } from '../../core/agent/profile';
import type { ProfileFault } from '../../core/agent/profile-fault';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import type { AgentSession, Agents, OpenSession, ProfileReport } from '../../ports/agent';
import { type ChatModel, ModelError, type ModelMessage, type Models } from '../../ports/models';

/** The editor's own models as agents: they talk and hand documents in, and have no tools. */
export class ModelAgents implements Agents {
  readonly #models: Models;

  constructor(models: Models) {
    this.#models = models;
  }

  async open({ profile, resume }: OpenSession): Promise<Result<AgentSession, ModelCode | 'cannot_resume'>> {
    if (resume !== undefined) return refuse('cannot_resume', say('A model of the editor remembers nothing.'));
    const model = await this.#choose(profile);
    return model.ok ? ok(new ModelSession(model.value)) : model;
  }

  async test(profile: AgentProfile): Promise<Result<ProfileReport, ModelCode>> {
    const model = await this.#choose(profile);
    if (!model.ok) return model;
    const { name, allowed } = model.value;
    if (allowed === false) return refuse('auth', say('Signalbox is not allowed to use the model {name}.', { name }));
    return ok({ agent: name, canResume: false });
  }

  async #choose({ model: wanted }: AgentProfile): Promise<Result<ChatModel, ModelCode>> {
    const found = await this.#models.choose(wanted);
    if (found === 'dismissed') return refuse('cancelled', say('No model was chosen.'));
    if (found) return ok(found);
    return refuse(
      'no_model',
      wanted ? say('The editor offers no model "{wanted}".', { wanted }) : say('The editor offers no model.'),
    );
  }
}

type ModelCode = AgentErrorKind | ProfileFault;

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
        const message = error instanceof Error ? error.message : String(error);
        const known = error instanceof ModelError ? error.kind : 'unknown';
        // What the maker of the model says in words is all there is, when the editor has no code for it.
        const kind = known === 'unknown' ? kindOfMessage(message) : known;
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
