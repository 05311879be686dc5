import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { AgentProfile } from '../../src/core/agent/profile';
import { standIn, systemAgents, turn } from '../adapters/agents/contract';
import { type Bench, defineBench, ms } from '../support/bench/define';
import { heldAgent } from '../support/held-agent';
import { FAST_DEMO, granted, testPlanning } from '../support/planning';

const BUDGET_MS = 2_000;
const RUNS = 5;
const node = process.execPath;

const STUBBORN: readonly AgentProfile[] = [
  { name: 'acp', adapter: 'acp', command: node, args: [standIn('acp')] },
  { name: 'claude', adapter: 'claude', command: node, args: [standIn('claude')] },
  { name: 'codex', adapter: 'codex', command: node, args: [standIn('codex')] },
  { name: 'command', adapter: 'command', command: `"${node}" "${standIn('command')}"` },
];

/** How long it takes until what was asked to stop has stopped, with every process that it started. Build first. */
export default defineBench('stopping', async (bench) => {
  for (const profile of STUBBORN)
    await worst(bench, `an agent that ignores every request (${profile.name})`, () => stubborn(profile));
  await worst(bench, 'an answer in a plan', stopAnswer);
  await worst(bench, 'an iteration', cancelIteration);
});

async function worst(bench: Bench, metric: string, sample: () => Promise<number>): Promise<void> {
  const samples: number[] = [];
  for (let run = 0; run < RUNS; run += 1) samples.push(await sample());
  bench.record({
    metric: `${metric}, the slowest of ${RUNS}`,
    unit: 'ms',
    value: Math.max(...samples),
    budget: BUDGET_MS,
  });
}

async function stubborn(profile: AgentProfile): Promise<number> {
  const session = granted(await systemAgents().open({ profile, folder: os.tmpdir() }));
  let stopped: Promise<number> | undefined;
  await turn(session, 'do:hang', (_event, text) => {
    if (/pids [\d ]+;/.test(text)) stopped ??= ms(() => session.cancel());
  });
  const took = await stopped;
  await session.close();
  return took ?? Number.NaN;
}

async function stopAnswer(): Promise<number> {
  const planning = await testPlanning([heldAgent().profile]);
  const { id } = granted(await planning.planner.start('shop', { prompt: 'do:hold on' }));
  let begun = () => {};
  const answering = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const watching = await planning.watch(id, (change) => change.kind === 'records' && begun());
  await answering;
  const took = await ms(async () => granted(await planning.planner.stop(id)));
  watching.dispose();
  await planning.close();
  return took;
}

async function cancelIteration(): Promise<number> {
  const planning = await testPlanning([{ ...FAST_DEMO, env: { SIGNALBOX_DEMO_DELAY_MS: '2000' } }]);
  fs.writeFileSync(path.join(planning.workspace, 'design.md'), '# Design\n');
  const wish = { document: 'design.md', prompt: 'Better', pauseMs: 0 };
  const { id } = granted(await planning.iterations.start('shop', wish));
  await new Promise<void>((resolve) => {
    const following = planning.iterations.follow(id, 0, (signs) => {
      if (!signs.some(({ type }) => type === 'content')) return;
      following.dispose();
      resolve();
    });
  });
  const took = await ms(async () => granted(await planning.iterations.cancel(id)));
  await planning.close();
  return took;
}
