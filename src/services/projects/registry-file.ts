import path from 'node:path';
import type { Project, Registry } from '../../core/project/model';
import { parseRegistry } from '../../core/project/registry';
import type { RegistryEdit } from '../../core/project/registry-verbs';
import { checkProposal, decideVerb, EMPTY_REGISTRY, findEntry, propose } from '../../core/project/registry-verbs';
import { checkSlug } from '../../core/project/slug';
import type { Result } from '../../core/result';
import { ok, refuse } from '../../core/result';
import { saidBy, say } from '../../core/sentence';
import type { Clock } from '../../ports/clock';
import type { Documents } from '../../ports/documents';
import type { ProjectsSettings, Proposal, RegistryAnswer, RegistryVerb } from './api';

interface Ports {
  readonly documents: Documents;
  readonly clock: Clock;
}

export function registryPathOf(home: string, settings: ProjectsSettings): string {
  return path.resolve(home, settings.registry);
}

export async function proposeInRegistry(
  proposal: Proposal,
  settings: ProjectsSettings,
  ports: Ports,
): Promise<Result<RegistryAnswer>> {
  const wrong = checkProposal(proposal)[0];
  if (wrong) return { ok: false, refusal: wrong };
  const home = proposal.home ?? settings.folders[0] ?? settings.roots[0];
  if (home === undefined) return refuse('no_folder', say('Open a folder first.'));
  const file = registryPathOf(home, settings);
  return changeRegistry(file, proposal.slug, ports, (registry, at) => propose(registry, proposal, at));
}

export async function decideInRegistry(
  call: { verb: RegistryVerb; slug: string; ifVersion: number | undefined; project: Project | undefined },
  settings: ProjectsSettings,
  ports: Ports,
): Promise<Result<RegistryAnswer>> {
  const checked = checkSlug(call.slug);
  if (!checked.ok) return checked;
  const home = settings.folders[0] ?? settings.roots[0];
  const file = call.project?.registry?.path ?? (home === undefined ? undefined : registryPathOf(home, settings));
  if (file === undefined)
    return refuse('not_found', say('"{slug}" is not in the registry.', { slug: call.slug }), { slug: call.slug });
  const name = call.project?.entry?.name ?? call.slug;
  return changeRegistry(file, name, ports, (registry, at, unsaved) =>
    // In a document with unsaved changes nobody but the person in front of it writes.
    decideVerb(registry, call.verb, name, unsaved ? undefined : call.ifVersion, at),
  );
}

async function changeRegistry(
  file: string,
  name: string,
  { documents, clock }: Ports,
  decide: (registry: Registry, at: string, unsaved: boolean) => Result<readonly RegistryEdit[]>,
): Promise<Result<RegistryAnswer>> {
  const edited = await documents.edit<string>(
    file,
    ({ text, unsaved }) => {
      const { registry, problems } = parseRegistry(text);
      const wrong = problems[0];
      if (!registry) {
        const why = wrong
          ? say('The registry cannot be read (line {line}). {problem}', { line: wrong.line, problem: saidBy(wrong) })
          : say('The registry cannot be read (line {line}).', { line: 1 });
        return refuse('registry_unreadable', why, { path: file, line: wrong?.line, column: wrong?.column });
      }
      return decide(registry, new Date(clock.now()).toISOString(), unsaved === true);
    },
    { createFrom: EMPTY_REGISTRY },
  );
  if (!edited.ok) return edited;
  const { registry } = parseRegistry(edited.value.document.text);
  const entry = registry && findEntry(registry, name);
  return ok({
    slug: name,
    status: entry?.status ?? 'unknown',
    version: registry?.version ?? 0,
    path: file,
    ...(edited.value.document.unsaved && { unsaved: true as const }),
  });
}
