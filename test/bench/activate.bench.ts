import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Activation, Activations } from '../support/bench/activation-probe';
import { type Bench, defineBench } from '../support/bench/define';
import { copyDemoWorkspace } from '../support/demo-workspace';
import { ensureRig } from '../support/rig/install';
import { startServer } from '../support/rig/server';
import { openEditorPage } from '../support/rig/window';

const OWN = 'signalbox.signalbox';
/** A built-in extension that starts in the same window: what activation costs on this machine. */
const OTHER = 'vscode.git';
const RUNS = 5;

/** What VS Code measures of the production bundle's activation, in a real extension host, a new one each time. */
export default defineBench('activate()', async (bench) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-activate-'));
  try {
    await measure(bench, 'demo workspace', copyDemoWorkspace(path.join(folder, 'demo')));
    await measure(bench, '1,000 projects', makeProjects(path.join(folder, 'many'), 1000));
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});

async function measure(bench: Bench, where: string, workspace: string): Promise<void> {
  const runs: Activations[] = [];
  for (let round = -1; round < RUNS; round += 1) {
    const activations = await activateOnce(workspace);
    if (round >= 0) runs.push(activations);
  }
  const report = async (metric: string, part: (activation: Activation) => number, budget?: number) => {
    const [own, other] = [OWN, OTHER].map((id) => runs.flatMap((run) => (run[id] ? [part(run[id])] : [])));
    if (own?.length !== RUNS) throw new Error(`${OWN} was activated in ${own?.length} of ${RUNS} windows.`);
    await bench.measure({
      metric: `${metric}, ${where}`,
      unit: 'ms',
      warmup: 0,
      runs: RUNS,
      ...(budget === undefined ? {} : { budget }),
      sample: () => own.shift() ?? Number.NaN,
      ...(other?.length === RUNS ? { baseline: () => other.shift() ?? Number.NaN } : {}),
    });
  };
  await report('activate()', ({ activate }) => activate, 60);
  await report('loading the bundle', ({ load }) => load);
}

async function activateOnce(workspace: string): Promise<Activations> {
  const results = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'probe-')), 'activation.json');
  const env = { SIGNALBOX_PROBE: results, SIGNALBOX_PROBE_IDS: `${OWN},${OTHER}` };
  const server = await startServer({ main: await ensureRig(console.error), env });
  try {
    let exit: (code: number) => void = () => {};
    const exited = new Promise<number>((resolve) => {
      exit = resolve;
    });
    const window = await openEditorPage({
      port: server.port,
      folder: workspace,
      developmentPath: process.cwd(),
      testsPath: path.resolve('out/support/activation-probe.js'),
      onExit: (code) => exit(code),
    });
    await exited;
    await window.close();
    return JSON.parse(fs.readFileSync(results, 'utf8')) as Activations;
  } finally {
    await server.stop();
    fs.rmSync(path.dirname(results), { recursive: true, force: true });
  }
}

function makeProjects(folder: string, count: number): string {
  for (let index = 0; index < count; index += 1) {
    const file = path.join(folder, `project-${index}`, 'scripts/ralph/prd.json');
    const stories = [1, 2, 3].map((n) => ({ id: `US-00${n}`, title: `Story ${n}`, priority: n, passes: n === 1 }));
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(
      file,
      JSON.stringify({ project: `Project ${index}`, branchName: 'ralph/x', userStories: stories }),
    );
  }
  return folder;
}
