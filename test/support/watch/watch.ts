import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { copyDemoWorkspace } from '../demo-workspace';

const DEMO = 'out/demo-workspace';

export async function main(): Promise<number> {
  if (!fs.existsSync(DEMO)) copyDemoWorkspace(DEMO);
  const child = spawn(process.execPath, ['esbuild.js', '--watch'], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 0;
}
