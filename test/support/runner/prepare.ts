import fs from 'node:fs';
import { packageExtension } from '../package/vsix';
import { chooseEditor, type EditorChoice } from '../rig/choose';
import { CHROMIUM, findOrInstallChromium } from '../rig/chromium';
import { buildAll } from './build';
import type { JobSetting } from './jobs';
import type { Tier } from './tiers';

export interface Prepared {
  readonly setting: Pick<JobSetting, 'vsix'>;
  /** Its first installation takes as long as many tests do, so only those that need it wait for it. */
  readonly editor: Promise<EditorChoice | undefined>;
  /** Tiers that cannot run here, each with a sentence that says what is missing; complete when the editor is settled. */
  readonly missing: ReadonlyMap<Tier, string>;
}

/** Everything is found, installed and built once, before the tests that need it. Throws when the build fails. */
export async function prepare(tiers: readonly Tier[]): Promise<Prepared> {
  for (const folder of ['out/artifacts', 'out/logs']) fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync('out/logs', { recursive: true });
  const missing = new Map<Tier, string>();
  /** What only some tiers need and this machine may not have: the others run without. */
  const provide = async <T>(who: (tier: Tier) => boolean, get: () => T | Promise<T>): Promise<T | undefined> => {
    const needy = tiers.filter(who);
    if (!needy.length) return undefined;
    try {
      return await get();
    } catch (error) {
      for (const tier of needy) missing.set(tier, (error as Error).message);
      return undefined;
    }
  };
  const chromium = await provide(
    ({ browser }) => browser === true,
    () => findOrInstallChromium(console.log),
  );
  if (chromium) process.env[CHROMIUM] = chromium;
  const editor = provide(
    (tier) => tier.window === true && !missing.has(tier),
    () => chooseEditor(console.log),
  ).then((chosen) => {
    if (!chosen) return undefined;
    console.log(`Editor tests run in ${chosen.kind === 'rig' ? 'the editor from npm' : 'VS Code'}: ${chosen.why}.`);
    return chosen;
  });
  const started = Date.now();
  // Before the build for development, which goes to the same folder.
  const vsix = await provide((tier) => tier.name === 'e2e' && !missing.has(tier), packageExtension);
  const built = await buildAll(tiers.map(({ name }) => name));
  if (!built) throw new Error('The build failed; its output is above.');
  console.log(`Built in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
  return { setting: vsix ? { vsix } : {}, editor, missing };
}
