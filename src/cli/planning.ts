import path from 'node:path';
import { FileDocuments } from '../adapters/documents';
import { RealFiles } from '../adapters/files';
import { createPlanning, type Planning } from '../adapters/planning';
import { settingOf } from '../adapters/settings';
import { systemClock } from '../adapters/system-clock';
import { parsePhases } from '../core/plan/phase';
import { ok, type Result } from '../core/result';
import { chooseProfile } from '../services/agents/profiles';
import { RegistryPlanProjects } from '../services/plans/registry';
import { allowedProfile } from './allowed-profile';
import type { Context } from './context';
import { openProjects } from './open-projects';
import { profilesOf } from './profiles';

/** Everything that the verbs of `plan` work with. */
export async function openPlanning(context: Context): Promise<Result<Planning>> {
  const ledger = await context.ledger();
  if (!ledger.ok) return ledger;
  const { workspace } = context;
  const registry = settingOf(workspace, 'signalbox.projects.registry')?.value;
  const documents = new FileDocuments();
  return ok(
    createPlanning({
      workspace,
      ledger: ledger.value,
      projects: new RegistryPlanProjects({
        workspace,
        find: async (slug) => (await openProjects(context)).find(slug),
        registryPath: () => path.resolve(workspace, typeof registry === 'string' ? registry : 'approved-tasks.json'),
        documents,
        files: new RealFiles(),
        clock: systemClock,
      }),
      documents,
      actor: context.actor,
      cli: process.argv[1] ?? '',
      profile: (name) => allowedProfile(context, name),
      knownProfile: async (name) => chooseProfile(name, profilesOf(workspace), []),
      phases: () => parsePhases(settingOf(workspace, 'signalbox.plan.phases')?.value).phases,
    }),
  );
}
