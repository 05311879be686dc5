/** How the manifest says of a command that it is for trusted workspaces only. */
export const TRUSTED = 'isWorkspaceTrusted';

/** As much of package.json as is read here. */
export interface Manifest {
  readonly contributes?: { readonly commands?: readonly { readonly command: string; readonly enablement?: string }[] };
}

/** The commands that need a trusted workspace, from the manifest, so that the texts of the catalogue stay out of the bundle. */
export function commandsForTrusted(manifest: Manifest): ReadonlySet<string> {
  const commands = manifest.contributes?.commands ?? [];
  return new Set(commands.filter(({ enablement }) => enablement?.startsWith(TRUSTED)).map(({ command }) => command));
}
