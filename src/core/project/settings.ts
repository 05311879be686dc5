import { readJson } from '../json/reader';
import type { JsonNode } from '../json/tree';
import { member } from '../json/tree';

export interface WorkspaceProjectsSettings {
  readonly depth?: number;
  readonly exclude?: readonly string[];
  readonly registry?: string;
}

/** What a `.vscode/settings.json` says about projects. Values of a wrong type are as if they were not there. */
export function projectsSettingsIn(text: string): WorkspaceProjectsSettings {
  const { root } = readJson(text);
  const setting = (name: string): JsonNode | undefined => member(root, `signalbox.projects.${name}`);
  const depth = setting('depth');
  const exclude = setting('exclude');
  const registry = setting('registry');
  return {
    ...(depth?.type === 'number' && Number.isInteger(depth.value) && depth.value >= 0 && { depth: depth.value }),
    ...(exclude?.type === 'array' && {
      exclude: exclude.items.flatMap((item) => (item.type === 'string' ? [item.value] : [])),
    }),
    ...(registry?.type === 'string' && registry.value.trim() !== '' && { registry: registry.value }),
  };
}
