import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { FileDocuments } from '../../src/adapters/documents';
import type { ProjectsChange } from '../../src/services/projects/api';
import { type Bench, defineBench, ms } from '../support/bench/define';
import { quantile } from '../support/bench/measure';
import { PollingProjects } from '../support/polling-projects';
import { CountingFiles, ProjectWorkspace, prdOf, type WatchedProjects } from '../support/project-workspace';

const PROJECTS = 1000;
const STORIES = 20;
const CHANGES = 150;
const POLL_MS = 2000;
const POLL_CHANGES = 15;
const IDLE_SECONDS = Number(process.env.BENCH_IDLE_SECONDS ?? 60);

class CountingDocuments extends FileDocuments {
  calls = 0;
  override read(file: string) {
    this.calls += 1;
    return super.read(file);
  }
}

/** 1,000 projects watched, beside what most tools do: every 2 s stat, read, hash and parse all of them. */
export default defineBench('1,000 projects', async (bench) => {
  const workspace = new ProjectWorkspace();
  try {
    await run(bench, workspace);
  } finally {
    workspace.close();
  }
});

async function run(bench: Bench, workspace: ProjectWorkspace): Promise<void> {
  const relative = Array.from({ length: PROJECTS }, (_, at) => `p${at}/scripts/ralph/prd.json`);
  const files = relative.map((each, at) => {
    workspace.write(`p${at}/src/index.ts`, '');
    return workspace.write(each, planOf(at, 0));
  });

  await bench.measure({
    metric: 'cold scan',
    unit: 'ms',
    runs: 5,
    warmup: 1,
    sample: async () => {
      const live = workspace.live();
      const time = await ms(() => live.model.start());
      if (live.model.list().length !== PROJECTS) throw new Error('not every project was found');
      live.model.dispose();
      return time;
    },
    baseline: () => ms(() => new PollingProjects(files, () => {}).poll()),
  });

  const heapBefore = usedHeap();
  const counted = { files: new CountingFiles(), documents: new CountingDocuments() };
  const live = await workspace.live({}, counted).started();
  const ourHeap = usedHeap() - heapBefore;

  const heapBetween = usedHeap();
  let polled: (file: string) => void = () => {};
  const poller = new PollingProjects(files, (file) => polled(file));
  await poller.poll();
  bench.record({ metric: 'heap', unit: 'MB', value: ourHeap, baseline: usedHeap() - heapBetween });

  const ours: number[] = [];
  for (let change = 1; change <= CHANGES + 10; change++) {
    const at = (change * 7) % PROJECTS;
    const time = await latencyOf(live, workspace.path(`p${at}`), () => write(workspace, relative[at]!, at, change));
    if (change > 10) ours.push(time);
    await pause(20);
  }
  await live.model.settled();
  poller.start(POLL_MS);
  const theirs: number[] = [];
  for (let change = 1; change <= POLL_CHANGES; change++) {
    const at = (change * 13) % PROJECTS;
    await pause((change * 397) % POLL_MS);
    const seen = new Promise<void>((resolve) => {
      polled = (file) => {
        if (file === files[at]) resolve();
      };
    });
    theirs.push(
      await ms(() => {
        write(workspace, relative[at]!, at, change + 1000);
        return seen;
      }),
    );
  }
  for (const [name, part, budget] of [
    ['p50', 0.5, undefined],
    ['p95', 0.95, 40],
    ['p99', 0.99, undefined],
  ] as const) {
    bench.record({
      metric: `write to posted change, ${name}`,
      unit: 'ms',
      value: quantile(ours, part),
      baseline: quantile(theirs, part),
      ...(budget && { budget }),
    });
  }

  poller.stop();
  await live.model.settled();
  await pause(3000);
  counted.files.calls = 0;
  counted.documents.calls = 0;
  const idle = await cpuSecondsOf(() => pause(IDLE_SECONDS * 1000));
  const looks = counted.files.calls + counted.documents.calls;
  live.model.dispose();
  await pause(3000);
  poller.reads = 0;
  poller.start(POLL_MS);
  const polling = await cpuSecondsOf(() => pause(IDLE_SECONDS * 1000));
  poller.stop();
  bench.record({
    metric: `CPU in ${IDLE_SECONDS} idle seconds`,
    unit: 's',
    value: idle,
    baseline: polling,
    budget: IDLE_SECONDS * 0.002,
  });
  bench.record({
    metric: `files looked at in ${IDLE_SECONDS} idle seconds`,
    unit: 'files',
    value: looks,
    baseline: poller.reads,
    budget: 0,
  });
}

function planOf(at: number, change: number): string {
  return prdOf(`p${at}-${change}`, ...Array.from({ length: STORIES }, (_, story) => story < (change % STORIES) + 1));
}

/** Half of the writers replace the file, the other half write into it. */
function write(workspace: ProjectWorkspace, relative: string, at: number, change: number): void {
  if (change % 2 === 0) workspace.replace(relative, planOf(at, change));
  else fs.writeFileSync(workspace.path(relative), planOf(at, change));
}

function latencyOf(live: WatchedProjects, folder: string, change: () => void): Promise<number> {
  return new Promise((resolve) => {
    const start = performance.now();
    const listener = live.model.onChange(({ changed }: ProjectsChange) => {
      if (!changed.some((project) => path.relative(folder, project.folder) === '')) return;
      listener.dispose();
      resolve(performance.now() - start);
    });
    change();
  });
}

function usedHeap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}

async function cpuSecondsOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
