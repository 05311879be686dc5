import type { Channel } from '../../src/protocol/endpoint';
import type { Handlers } from '../../src/protocol/messages';
import {
  applyPlanPatch,
  type EarlierRow,
  type PlanModel,
  type PlanPatch,
  type SaidView,
  type TurnView,
} from '../../src/protocol/plan';
import { planCommands, planNotifications, planRequests } from '../../src/protocol/plan-messages';
import { Revisions } from '../../src/protocol/replica';
import type { HostEndpoint } from '../../src/protocol/transport';
import { hostEnd } from './host-end';

type Answers = Partial<Handlers<typeof planRequests>>;

export interface Asked {
  readonly name: string;
  readonly payload: unknown;
}

/** The host's end of a planning page: a model, and what tests do to it. It speaks the real protocol over the real transport. */
export class FakePlan {
  model: PlanModel;
  readonly asked: Asked[] = [];
  readonly commands: Asked[] = [];
  readonly #waiting: { readonly name: string; readonly met: (asked: Asked) => void }[] = [];
  readonly #revisions = new Revisions();
  readonly #endpoint: HostEndpoint;

  constructor(channel: Channel, model: PlanModel, answers: Answers = {}) {
    this.model = model;
    this.#endpoint = hostEnd(channel, { connected: () => this.snapshot() });
    this.#handle(answers);
  }

  snapshot(): void {
    this.#endpoint.notify(planNotifications.snapshot, this.#revisions.snapshot(this.model));
  }

  patch(patch: PlanPatch): void {
    this.model = applyPlanPatch(this.model, patch);
    this.#endpoint.notify(planNotifications.patch, this.#revisions.patch(patch));
  }

  /** More of an answer arrives. */
  say(turn: number, text: string): void {
    this.patch({ grown: [{ turn, kind: 'text', text }] });
  }

  turn(n: number, change: Partial<TurnView>): void {
    const turn = this.model.shown?.turns.find((each) => each.n === n);
    if (turn) this.patch({ turns: [{ ...turn, ...change }] });
  }

  showAll(): void {
    this.#endpoint.notify(planNotifications.showAll, null);
  }

  focusInput(): void {
    this.#endpoint.notify(planNotifications.focusInput, null);
  }

  /** The next request or command of that name. */
  next(name: string): Promise<Asked> {
    return new Promise((met) => this.#waiting.push({ name, met }));
  }

  dispose(): void {
    this.#endpoint.dispose();
  }

  #heard(kept: Asked[], name: string, payload: unknown): void {
    const asked = { name, payload };
    kept.push(asked);
    const at = this.#waiting.findIndex((each) => each.name === name);
    if (at >= 0) this.#waiting.splice(at, 1)[0]?.met(asked);
  }

  #handle(answers: Answers): void {
    const done = () => ({ ok: true as const, value: null });
    const handlers: Handlers<typeof planRequests> = {
      snapshot: () => ({ ok: true, value: this.#revisions.snapshot(this.model) }),
      earlier: () => ({ ok: true, value: [] as readonly EarlierRow[] }),
      earlierTalk: () => ({ ok: true, value: [] as readonly SaidView[] }),
      start: () => ({ ok: true as const, value: { heard: true, ref: this.model.shown?.head.ref ?? null } }),
      respond: done,
      wasHeard: ({ key }) => ({ ok: true as const, value: this.model.shown?.head.heard.includes(key) ?? false }),
      sendWaiting: done,
      takeBack: ({ n }) => ({
        ok: true as const,
        value: this.model.shown?.head.waiting.find((message) => message.n === n)?.text ?? '',
      }),
      retry: done,
      advance: done,
      back: done,
      stop: done,
      answer: done,
      useProfile: done,
      finalize: done,
      approveFinal: done,
      dropFinal: done,
      cancel: done,
      resume: done,
      ...answers,
    };
    const served = Object.fromEntries(
      Object.entries(handlers).map(([name, handle]) => [
        name,
        (payload: unknown, asked: never) => {
          this.#heard(this.asked, name, payload);
          return (handle as (payload: unknown, asked: never) => unknown)(payload, asked);
        },
      ]),
    ) as unknown as Handlers<typeof planRequests>;
    this.#endpoint.handle(planRequests, served);
    const heard = (name: string) => (payload: unknown) => this.#heard(this.commands, name, payload);
    this.#endpoint.handle(planCommands, {
      showPlan: (payload) => {
        heard('showPlan')(payload);
        if (payload.ref === null) this.model = { ...this.model, shown: null };
        this.snapshot();
      },
      looksAt: heard('looksAt'),
      openArtifact: heard('openArtifact'),
      compareArtifact: heard('compareArtifact'),
      openPrd: heard('openPrd'),
      showDifference: heard('showDifference'),
      openLink: heard('openLink'),
      copyText: heard('copyText'),
      proposeProject: heard('proposeProject'),
      signIn: heard('signIn'),
      testAgent: heard('testAgent'),
      openSettings: heard('openSettings'),
      showLog: heard('showLog'),
    });
  }
}
