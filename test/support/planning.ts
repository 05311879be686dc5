import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { FileDocuments } from '../../src/adapters/documents';
import { ledgerOf } from '../../src/adapters/ledger-home';
import { createPlanning, type Planning } from '../../src/adapters/planning';
import { type AgentProfile, DEMO_PROFILE } from '../../src/core/agent/profile';
import type { PlanState } from '../../src/core/plan/model';
import { DEFAULT_PHASES } from '../../src/core/plan/phase';
import { ok, type Result } from '../../src/core/result';
import type { Ledger } from '../../src/ports/ledger';
import type { PlanProject, PlanProjects } from '../../src/ports/plan-projects';

export const CLI = path.resolve('dist/cli.js');

/** Projects that only remember what they were told. */
class RememberedProjects implements PlanProjects {
  readonly told: string[] = [];
  refusal: Result<never> | undefined;

  async find(slug: string): Promise<Result<PlanProject>> {
    return ok({ slug, folder: '.', ralphFolder: 'scripts/ralph' });
  }
  async startPlanning(slug: string, plan: string, force: boolean): Promise<Result<void>> {
    if (this.refusal && !force) return this.refusal;
    this.told.push(`planning ${slug} ${plan}`);
    return ok(undefined);
  }
  async finishPlanning(slug: string, _plan: string, finalPlanPath: string): Promise<Result<void>> {
    this.told.push(`approved ${slug} ${finalPlanPath}`);
    return ok(undefined);
  }
  async abandonPlanning(slug: string): Promise<Result<void>> {
    this.told.push(`pending ${slug}`);
    return ok(undefined);
  }
}

export interface TestPlanning extends Planning {
  readonly workspace: string;
  readonly ledger: Ledger;
  readonly projects: RememberedProjects;
  /** A second window on the same workspace. */
  again(): Promise<TestPlanning>;
  close(): Promise<void>;
}

export const FAST_DEMO: AgentProfile = { ...DEMO_PROFILE, env: { SIGNALBOX_DEMO_DELAY_MS: '1' }, permissions: 'edits' };

/** Planning in a workspace folder of its own, on a real ledger, with real runners. */
export async function testPlanning(
  profiles: readonly AgentProfile[] = [FAST_DEMO],
  workspace: string = fs.mkdtempSync(path.join(os.tmpdir(), 'signalbox-plan-')),
): Promise<TestPlanning> {
  const ledger = ledgerOf(workspace, { env: {} });
  const projects = new RememberedProjects();
  const planning = createPlanning({
    workspace,
    ledger,
    projects,
    documents: new FileDocuments(),
    actor: 'test',
    cli: CLI,
    profile: async (name) => ok(profiles.find((profile) => profile.name === name) ?? profiles[0]!),
    knownProfile: async () => ok(profiles[0]!),
    phases: () => DEFAULT_PHASES,
  });
  return {
    ...planning,
    workspace,
    ledger,
    projects,
    again: () => testPlanning(profiles, workspace),
    async close() {
      for (const { stream } of await ledger.streams('runner/'))
        await planning.runners.stop(stream.slice('runner/'.length));
      await ledger.close();
      fs.rmSync(workspace, { recursive: true, force: true });
    },
  };
}

export function granted<T>(result: Result<T>): T {
  if (!result.ok)
    throw new Error(`${result.refusal.code}: ${result.refusal.message} ${JSON.stringify(result.refusal.details)}`);
  return result.value;
}

/** The plan after the turn that was just asked for. */
export async function answered(planning: Planning, requested: Result<PlanState>): Promise<PlanState> {
  return planning.planner.turnEnd(granted(requested).id);
}
