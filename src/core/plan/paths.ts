/** Where a plan's documents lie, from the workspace folder. */
const join = (...parts: readonly string[]) => parts.filter((part) => part !== '' && part !== '.').join('/');

const plansFolder = (folder: string, id: string) => join(folder, '.signalbox', 'plans', id);

/** The newest version: what editors open and the next phase is given. */
export const artifactPath = ({ folder, id }: { folder: string; id: string }, name: string) =>
  join(plansFolder(folder, id), name);

export const versionPath = ({ folder, id }: { folder: string; id: string }, name: string, version: number) =>
  join(plansFolder(folder, id), 'versions', numbered(name, version));

function numbered(name: string, version: number): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? `${name.slice(0, dot)}.v${version}${name.slice(dot)}` : `${name}.v${version}`;
}

export { join as joinPath };
