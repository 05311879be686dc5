import { checkFinalize, finalizePlan } from '../../core/plan/decide';
import { type FinalFile, finalPlanOf } from '../../core/plan/final';
import { currentArtifacts, type PlanState } from '../../core/plan/model';
import { PRD_ARTIFACT } from '../../core/plan/phase';
import type { GivenDocument } from '../../core/plan/prompt';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import type { Documents } from '../../ports/documents';
import type { Ledger } from '../../ports/ledger';
import type { PlanFiles } from '../../ports/plan-files';
import type { PlanProjects } from '../../ports/plan-projects';
import { decided } from '../runners/runners';
import type { Planner } from './planner';
import { openPlan } from './stream';

export interface FinalizeDeps {
  readonly ledger: Ledger;
  readonly planner: Planner;
  readonly files: PlanFiles;
  readonly documents: Documents;
  readonly projects: PlanProjects;
  readonly actor: string;
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

/** Writes what a plan has come to into the project, and approves it. */
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
    });
  }

  /** `replace`: other content may be replaced. `seen`: only exactly what the person was shown may happen. */
  async finalize(name: string, options: FinalizeOptions = {}): Promise<Result<PlanState>> {
    const { ledger, documents, projects, actor } = this.#deps;
    const preview = await this.preview(name);
    if (!preview.ok) return preview;
    const { plan, changes, replaces } = preview.value;
    if (replaces && !options.replace) {
      const existing = changes.filter(({ before, after }) => before !== undefined && before !== after);
      return refuse('would_replace', say('The project has a plan already. Look at the difference, then confirm.'), {
        files: existing.map(({ path }) => path),
      });
    }
    const other = options.seen && changedSince(options.seen, changes);
    if (other !== undefined) {
      return refuse(
        'stale',
        say('{other} was changed while you looked at it. Look at the difference again.', { other }),
        {
          files: [other],
        },
      );
    }
    for (const { absolutePath, before, after, fingerprint } of changes) {
      if (before === after) continue;
      const written = await documents.write(absolutePath, after, fingerprint);
      if (!written.ok) return written;
    }
    const [planFile, prdFile] = changes;
    const stream = await openPlan(ledger, plan.id);
    const committed = await stream.commit(actor, (state) =>
      decided(finalizePlan(state, planFile?.path ?? '', prdFile?.path)),
    );
    const state = stream.state;
    await stream.close();
    if (!committed.ok) return { ok: false, refusal: committed.refusal };
    if (!state) return refuse('not_found', say('There is no such plan.'));
    const approved = await projects.finishPlanning(plan.slug, plan.id, planFile?.path ?? '');
    return approved.ok ? ok(state) : approved;
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
