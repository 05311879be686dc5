import { type PlanState, pendingPermissions, runningTurn } from '../../core/plan/model';
import { ok, type Result } from '../../core/result';
import { writtenOut } from '../../core/text';
import type { Translate } from '../../core/translate';
import type { Clock } from '../../ports/clock';
import type { Disposable } from '../../ports/disposable';
import type {
  PlanHead,
  PlanModel,
  PlanPatch,
  PlanRef,
  ProfileChoice,
  ProjectChoice,
  ReviewView,
} from '../../protocol/plan';
import { type PatchMessage, Revisions, type SnapshotMessage } from '../../protocol/replica';
import { Newest } from '../newest';
import type { FinalPreview } from '../plans/finalize';
import { currentArtifactViews, type PlanDesk, type Planning, phaseViews, refOf, splitRef } from './desk';
import { reviewView } from './review';
import { TurnFold } from './turns';

/** A plan; null: where a plan begins; undefined: nobody has chosen, and the newest one that is under way is it. */
export type Shown = PlanRef | null | undefined;

export interface PlanSessionOptions {
  readonly desk: PlanDesk;
  readonly clock: Clock;
  readonly t: Translate;
  /** What is on show first. */
  readonly shown: Shown;
  readonly snapshot: (message: SnapshotMessage<PlanModel>) => void;
  readonly patch: (message: PatchMessage<PlanPatch>) => void;
  /** Something else is on show now. */
  readonly shows: (shown: Shown, head: PlanHead | undefined) => void;
  /** Whether this is to be finalized is asked no more. */
  readonly unreviewed: (preview: FinalPreview) => void;
  readonly problem: (message: string, error: unknown) => void;
}

interface ShownHere {
  readonly ref: PlanRef;
  readonly planning: Planning;
  readonly plan: PlanState;
  readonly folder: string;
}

/** Text is sent so often: faster than anybody reads, slower than tokens come. */
const GATHER_MS = 40;

/** One plan on show, and what can be begun: a snapshot, then patches. */
export class PlanSession implements Disposable {
  readonly #options: PlanSessionOptions;
  #revisions = new Revisions();
  readonly #lists = new Newest();
  #model: Omit<PlanModel, 'shown'> = { plans: [], projects: [], profiles: [] };
  #plan: PlanState | undefined;
  #planning: Planning | undefined;
  #folder = '';
  #fold: TurnFold;
  #watch: Disposable | undefined;
  #parts: Disposable[] = [];
  #timer: Disposable | undefined;
  #connected = false;
  #connects = 0;
  #chosen: Shown;
  #choices = 0;
  #over = false;
  #showing: Promise<unknown> = Promise.resolve();
  #sentHead: string | undefined;
  #review: { readonly ref: PlanRef; readonly preview: FinalPreview; readonly view: ReviewView } | undefined;
  /** Counts what is on show, so that an answer that comes late is not taken for the newest. */
  #shownCount = 0;

  constructor(options: PlanSessionOptions) {
    this.#options = options;
    this.#chosen = options.shown;
    this.#fold = new TurnFold(options.t);
  }

  get shown(): ShownHere | undefined {
    const [planning, plan, folder] = [this.#planning, this.#plan, this.#folder];
    return planning && plan && { ref: refOf(folder, plan.id), planning, plan, folder };
  }

  /** How often somebody has chosen what is on show. */
  get choices(): number {
    return this.#choices;
  }

  /** What finalizing would write, as it was shown to the person, who has not decided yet. */
  get reviewed(): FinalPreview | undefined {
    return this.#review?.preview;
  }

  /** What was shown becomes a question, unless another plan is on show by now, or this one has gone on. */
  review(ref: PlanRef, preview: FinalPreview): void {
    if (this.shown?.ref !== ref || !this.#plan || hasGoneOn(this.#plan, preview)) {
      this.#options.unreviewed(preview);
      return;
    }
    this.#review = { ref, preview, view: reviewView(preview) };
    this.#soon();
  }

  /** It is a question no more; one that was asked since then is. */
  unreview(preview: FinalPreview): void {
    if (this.#review?.preview !== preview) return;
    this.#endReview();
    this.#soon();
  }

  /** A page is there and knows nothing. Until it is told what is on show it hears nothing else: half of it would be wrong. */
  async connect(): Promise<void> {
    const { desk } = this.#options;
    this.#connects += 1;
    const mine = this.#connects;
    this.#connected = false;
    if (this.#parts.length === 0) this.#parts.push(desk.onChange(() => void this.#refreshLists()));
    await this.#refreshLists();
    if (mine === this.#connects && this.#plan === undefined)
      this.#present(this.#chosen).catch((error: unknown) =>
        this.#options.problem('The plan could not be shown.', error),
      );
    await this.#settled();
    if (mine !== this.#connects) return;
    this.#connected = true;
    this.#options.snapshot(this.snapshot());
  }

  /** The page is gone: nothing is watched for nobody. */
  disconnect(): void {
    this.#connects += 1;
    this.#shownCount += 1;
    this.#connected = false;
    this.#letGo();
    for (const part of this.#parts.splice(0)) part.dispose();
  }

  snapshot(): SnapshotMessage<PlanModel> {
    this.#fold.take();
    const head = this.#plan && this.#head(this.#plan);
    this.#sentHead = head && JSON.stringify(head);
    const shown = head ? { head, earlier: this.#plan?.earlier?.messages ?? [], turns: this.#fold.views() } : null;
    return this.#revisions.snapshot({ ...this.#model, shown });
  }

  /** What is on show, once that is known. */
  async latest(): Promise<SnapshotMessage<PlanModel>> {
    await this.#settled();
    return this.snapshot();
  }

  /** Resolves when what was chosen last is on show: something else may be chosen while that is looked up. */
  async #settled(): Promise<void> {
    for (let seen: unknown; seen !== this.#showing; ) {
      seen = this.#showing;
      await seen;
    }
  }

  /** Shows what the person has chosen, now and whenever the page comes back. */
  show(chosen: PlanRef | null): Promise<Result<null>> {
    this.#choices += 1;
    this.#chosen = chosen;
    // Another session has taken its place.
    if (this.#over) return Promise.resolve(ok(null));
    return this.#present(chosen);
  }

  #present(chosen: Shown): Promise<Result<null>> {
    const showing = this.#show(chosen === undefined ? this.#newestActive() : chosen);
    this.#showing = showing.catch(() => undefined);
    return showing;
  }

  async #show(ref: Shown): Promise<Result<null>> {
    this.#shownCount += 1;
    const mine = this.#shownCount;
    this.#letGo();
    if (this.#review?.ref !== ref) this.#endReview();
    const named = ref ? splitRef(ref) : undefined;
    const planning = named && (await this.#options.desk.planning(named.folder));
    const found = named && planning ? await planning.planner.show(named.id) : undefined;
    if (mine !== this.#shownCount) return ok(null);
    if (named && planning && found?.ok) {
      this.#folder = named.folder;
      this.#planning = planning;
      this.#plan = found.value;
      this.#fold.plan(found.value);
      this.#reviewStill(found.value);
      const watch = await planning.watch(
        named.id,
        (change) => {
          if (mine !== this.#shownCount) return;
          if (change.kind === 'plan') {
            this.#plan = change.plan;
            this.#fold.plan(change.plan);
            this.#reviewStill(change.plan);
          } else this.#fold.records(change.records);
          this.#soon();
        },
        recordsAfter(found.value),
      );
      if (mine !== this.#shownCount) {
        watch.dispose();
        return ok(null);
      }
      this.#watch = watch;
    }
    this.#options.shows(
      this.#plan ? ref : this.#chosen === null ? null : undefined,
      this.#plan && this.#head(this.#plan),
    );
    if (this.#connected) this.#options.snapshot(this.snapshot());
    return found && !found.ok ? found : ok(null);
  }

  #reviewStill(plan: PlanState): void {
    if (this.#review && hasGoneOn(plan, this.#review.preview)) this.#endReview();
  }

  #endReview(): void {
    const ended = this.#review;
    this.#review = undefined;
    if (ended) this.#options.unreviewed(ended.preview);
  }

  dispose(): void {
    this.#over = true;
    this.disconnect();
  }

  #newestActive(): PlanRef | undefined {
    return this.#model.plans.find((plan) => plan.status === 'active')?.ref;
  }

  async #refreshLists(): Promise<void> {
    const counts = this.#lists.ask();
    try {
      const { plans, projects, profiles } = await this.#options.desk.lists();
      if (!counts()) return;
      const patch: PlanPatch = {
        ...different(plans, this.#model.plans, 'plans'),
        ...different<ProjectChoice>(projects, this.#model.projects, 'projects'),
        ...different<ProfileChoice>(profiles, this.#model.profiles, 'profiles'),
      };
      this.#model = { plans, projects, profiles };
      if (this.#connected && Object.keys(patch).length > 0) this.#options.patch(this.#revisions.patch(patch));
    } catch (error) {
      this.#options.problem('The plans could not be listed.', error);
    }
  }

  #soon(): void {
    this.#timer ??= this.#options.clock.after(GATHER_MS, () => {
      this.#timer = undefined;
      this.#flush();
    });
  }

  #flush(): void {
    const changes = this.#fold.take();
    if (!this.#plan || !this.#connected) return;
    const turns = [...changes.turns].flatMap((n) => this.#fold.view(n) ?? []);
    const head = this.#head(this.#plan);
    const sameHead = JSON.stringify(head) === this.#sentHead;
    if (sameHead && turns.length === 0 && changes.grown.length === 0) return;
    this.#sentHead = JSON.stringify(head);
    this.#options.patch(
      this.#revisions.patch({
        ...(sameHead ? {} : { head }),
        ...(turns.length > 0 ? { turns } : {}),
        ...(changes.grown.length > 0 ? { grown: changes.grown } : {}),
      }),
    );
  }

  #head(plan: PlanState): PlanHead {
    const { t } = this.#options;
    const { phases, isLast } = phaseViews(plan, t);
    return {
      ref: refOf(this.#folder, plan.id),
      slug: plan.slug,
      status: plan.status,
      statusReason: plan.statusReason ? t(plan.statusReason) : null,
      profile: plan.profile,
      phases,
      ready: plan.phaseReady,
      isLastPhase: isLast,
      startedAt: plan.startedAt,
      updatedAt: plan.updatedAt,
      costUsd: plan.usage.costUsd,
      tokens: plan.usage.inputTokens + plan.usage.outputTokens,
      permissions: pendingPermissions(plan).map(({ request }) => {
        const { id, title, kind, detail, options } = request;
        return {
          id,
          title: writtenOut(title),
          kind,
          detail: writtenOut(detail),
          options: options.map((option) => ({ ...option, name: t(option.name) })),
        };
      }),
      review: this.#review?.view ?? null,
      unfinished: plan.finalizing !== undefined,
      heard: plan.heard,
      waiting: plan.waiting.map(({ n, text, by }) => ({ n, text, by })),
      artifacts: currentArtifactViews(plan),
    };
  }

  #letGo(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
    this.#watch?.dispose();
    this.#watch = undefined;
    this.#fold = new TurnFold(this.#options.t);
    this.#plan = undefined;
    this.#planning = undefined;
  }
}

/** What was to be approved is what the plan had come to then. */
const hasGoneOn = (plan: PlanState, { plan: reviewed }: FinalPreview): boolean =>
  plan.status !== 'active' || runningTurn(plan) !== undefined || plan.turns.length !== reviewed.turns.length;

/** Older turns are shown as the ledger kept them: their traces can be long. */
const TURNS_WITH_TRACE = 200;

function recordsAfter({ turns }: PlanState): number {
  return turns.length > TURNS_WITH_TRACE ? (turns.at(-TURNS_WITH_TRACE)?.after ?? 0) : 0;
}

function different<T>(now: readonly T[], before: readonly T[], key: string): object {
  return JSON.stringify(now) === JSON.stringify(before) ? {} : { [key]: now };
}
