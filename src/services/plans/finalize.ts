import { approveFinal, checkFinalize, finalizePlan } from '../../core/plan/decide';
import { type FinalFile, finalPlanOf } from '../../core/plan/final';
import { type ApprovedFile, currentArtifacts, type PlanState } from '../../core/plan/model';
import { PRD_ARTIFACT } from '../../core/plan/phase';
import type { GivenDocument } from '../../core/plan/prompt';
import { ok, type Refusal, type Result, refuse } from '../../core/result';
import { asIs, inARow, saidBy, say } from '../../core/sentence';
import type { Documents } from '../../ports/documents';
import type { Ledger } from '../../ports/ledger';
import type { PlanFiles } from '../../ports/plan-files';
import type { PlanProjects } from '../../ports/plan-projects';
import { decided } from '../runners/runners';
import type { Planner } from './planner';
import { openPlan, type PlanStream } from './stream';

export interface FinalizeDeps {
  readonly ledger: Ledger;
  readonly planner: Planner;
  readonly files: PlanFiles;
  readonly documents: Documents;
  readonly projects: PlanProjects;
  readonly actor: string;
  /** A short name of a text that no other text has. */
  digest(text: string): string;
}

/** One file as it is and as finalizing would leave it. */
export interface FinalChange {
  readonly path: string;
  readonly absolutePath: string;
  /** Undefined: there is no such file yet. */
  readonly before: string | undefined;
  readonly after: string;
  /** Names the bytes that `before` was read from. */
  readonly fingerprint: string | undefined;
}

export interface FinalPreview {
  readonly plan: PlanState;
  readonly changes: readonly FinalChange[];
  /** True when a file with other content would be replaced: show the difference first. */
  readonly replaces: boolean;
  /** Exactly this was approved already, and the writing of it was cut short: it is only to be finished. */
  readonly approved: boolean;
}

export interface FinalizeOptions {
  readonly replace?: boolean;
  readonly seen?: readonly FinalChange[];
}

/** The first file that is no longer what was shown, or would no longer become what was shown. */
function changedSince(seen: readonly FinalChange[], now: readonly FinalChange[]): string | undefined {
  const gone = seen.find(({ path }) => !now.some((change) => change.path === path));
  const changed = now.find((change) => {
    const shown = seen.find(({ path }) => path === change.path);
    return shown?.before !== change.before || shown?.after !== change.after;
  });
  return (changed ?? gone)?.path;
}

/**
 * Writes what a plan has come to into the project, and approves it. These are several steps, and any of them can fail or be
 * the last one of a killed process: what was approved is in the ledger first, so that the rest can be done without asking again.
 */
export class PlanFinalizer {
  readonly #deps: FinalizeDeps;

  constructor(deps: FinalizeDeps) {
    this.#deps = deps;
  }

  /** What would be written; changes nothing. */
  async preview(name: string): Promise<Result<FinalPreview>> {
    const { planner, projects, files } = this.#deps;
    const shown = await planner.show(name);
    const found = shown.ok ? checkFinalize(shown.value) : shown;
    if (!found.ok) return found;
    const plan = found.value;
    const project = await projects.find(plan.slug);
    if (!project.ok) return project;
    const documents: GivenDocument[] = [];
    for (const artifact of currentArtifacts(plan)) {
      const content = await files.readText(artifact.path);
      if (content !== undefined) documents.push({ name: artifact.name, content });
    }
    const needsPrd = plan.phases.some((phase) => phase.artifact === PRD_ARTIFACT);
    const final = finalPlanOf(plan.slug, project.value.ralphFolder, documents, needsPrd);
    if (!final.ok) return final;
    const prd = final.value.prd && { ...final.value.prd, path: project.value.prdPath ?? final.value.prd.path };
    const changes: FinalChange[] = [];
    for (const file of [final.value.plan, ...(prd ? [prd] : [])]) {
      const change = await this.#changeOf(file);
      if (!change.ok) return change;
      changes.push(change.value);
    }
    return ok({
      plan,
      changes,
      replaces: changes.some(({ before, after }) => before !== undefined && before !== after),
      approved: this.#isApproved(plan, changes),
    });
  }

  /** `replace`: other content may be replaced. `seen`: only exactly what the person was shown may happen. */
  async finalize(name: string, options: FinalizeOptions = {}): Promise<Result<PlanState>> {
    const { ledger, projects } = this.#deps;
    const preview = await this.preview(name);
    if (!preview.ok) return preview;
    const { plan, changes, approved } = preview.value;
    const open = approved ? undefined : notYetSeen(preview.value, options);
    if (open) return open;
    const stream = await openPlan(ledger, plan.id);
    try {
      const allowed = approved ? ok(plan) : await this.#commit(stream, approveFinal(this.#named(changes)));
      if (!allowed.ok) return allowed;
      const written = await this.#write(changes);
      if (!written.ok) return written;
      const [planFile, prdFile] = changes;
      const marked = await projects.finishPlanning(plan.slug, plan.id, planFile?.path ?? '');
      if (!marked.ok) return notApprovedYet(marked.refusal);
      return await this.#commit(stream, (state) => finalizePlan(state, planFile?.path ?? '', prdFile?.path));
    } finally {
      await stream.close();
    }
  }

  async #write(changes: readonly FinalChange[]): Promise<Result<void>> {
    const done: string[] = [];
    for (const { path, absolutePath, before, after, fingerprint } of changes) {
      if (before === after) {
        done.push(path);
        continue;
      }
      const written = await this.#deps.documents.write(absolutePath, after, fingerprint);
      if (!written.ok) return done.length === 0 ? written : halfWritten(done, path, written.refusal);
      done.push(path);
    }
    return ok(undefined);
  }

  async #commit(
    stream: PlanStream,
    decide: (plan: PlanState | undefined) => ReturnType<typeof finalizePlan>,
  ): Promise<Result<PlanState>> {
    const committed = await stream.commit(this.#deps.actor, (state) => decided(decide(state)));
    if (!committed.ok) return { ok: false, refusal: committed.refusal };
    return stream.state ? ok(stream.state) : refuse('not_found', say('There is no such plan.'));
  }

  #named(changes: readonly FinalChange[]): readonly ApprovedFile[] {
    const { digest } = this.#deps;
    return changes.map(({ path, before, after }) => {
      return { path, before: before === undefined ? null : digest(before), after: digest(after) };
    });
  }

  /** What is there is what was there when it was approved, or what it was to become. */
  #isApproved({ finalizing }: PlanState, changes: readonly FinalChange[]): boolean {
    if (!finalizing || finalizing.length !== changes.length) return false;
    return this.#named(changes).every(({ path, before, after }) => {
      const approved = finalizing.find((file) => file.path === path);
      return approved?.after === after && (before === after || before === approved.before);
    });
  }

  async #changeOf({ path, content }: FinalFile): Promise<Result<FinalChange>> {
    const { files, documents } = this.#deps;
    const absolutePath = files.absolute(path);
    const read = await documents.read(absolutePath);
    if (!read.ok && read.refusal.code !== 'not_found') return read;
    return ok({
      path,
      absolutePath,
      before: read.ok ? read.value.text : undefined,
      after: content,
      fingerprint: read.ok ? read.value.fingerprint : undefined,
    });
  }
}

/** Why a person has to look first. */
function notYetSeen(
  { changes, replaces }: FinalPreview,
  { replace, seen }: FinalizeOptions,
): Result<never> | undefined {
  if (replaces && !replace) {
    const existing = changes.filter(({ before, after }) => before !== undefined && before !== after);
    return refuse('would_replace', say('The project has a plan already. Look at the difference, then confirm.'), {
      files: existing.map(({ path }) => path),
    });
  }
  const other = seen && changedSince(seen, changes);
  if (other === undefined) return undefined;
  const why = say('{other} was changed while you looked at it. Look at the difference again.', { other });
  return refuse('stale', why, { files: [other] });
}

function halfWritten(done: readonly string[], path: string, refusal: Refusal): Result<never> {
  const written = inARow(done.map((each) => asIs(each)));
  const details = { written: done, missing: [path], code: refusal.code };
  if (refusal.code === 'stale')
    return refuse(
      'half_finalized',
      say('{written} is written, but {path} was changed meanwhile and is not. Finalize again to see the difference.', {
        written,
        path,
      }),
      details,
    );
  return refuse(
    'half_finalized',
    say('{written} is written, but {path} is not: {reason} Finalize again to finish; you are not asked twice.', {
      written,
      path,
      reason: saidBy(refusal),
    }),
    details,
  );
}

function notApprovedYet(refusal: Refusal): Result<never> {
  return refuse(
    'half_finalized',
    say('The plan is written, but the project is not approved yet: {reason} Finalize again to finish.', {
      reason: saidBy(refusal),
    }),
    { code: refusal.code },
  );
}
