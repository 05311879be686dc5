import { createHash } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import type { AgentProfile } from '../core/agent/profile';
import type { EarlierTalk } from '../core/plan/earlier';
import type { Phase } from '../core/plan/phase';
import { ok, type Result } from '../core/result';
import type { Disposable } from '../ports/disposable';
import type { Documents } from '../ports/documents';
import type { Ledger } from '../ports/ledger';
import type { Models } from '../ports/models';
import type { OpenDocuments } from '../ports/plan-files';
import type { PlanProject, PlanProjects } from '../ports/plan-projects';
import { ModelAgents } from '../services/agents/model-agents';
import { IterationDocuments } from '../services/iterations/document-work';
import { Iterations } from '../services/iterations/iterations';
import { PlanFinalizer } from '../services/plans/finalize';
import { Planner } from '../services/plans/planner';
import { type PlanChange, watchPlan } from '../services/plans/watch';
import { type HereDeps, HereLauncher } from '../services/runners/here';
import { Runners } from '../services/runners/runners';
import { readClaudeHistory } from './agents/claude-transcripts';
import { DetachedLauncher } from './agents/runner-launcher';
import { DocumentThread } from './document-thread';
import { WorkspacePlanFiles } from './plan-files';
import { SystemProcesses } from './processes/processes';
import { systemClock } from './system-clock';
import { systemMask } from './system-mask';
import { TraceFiles } from './trace-files';

export interface PlanningOptions {
  readonly workspace: string;
  readonly ledger: Ledger;
  readonly projects: PlanProjects;
  /** What finalizing writes through. */
  readonly documents: Documents;
  /** Who acts, such as `editor` or `cli`. */
  readonly actor: string;
  /** Our command line, `dist/cli.js`: runners are started from it. */
  readonly cli: string;
  /** A profile that is about to be started: a person may be asked. */
  profile(name: string | undefined): Promise<Result<AgentProfile>>;
  /** A profile that is only looked at. */
  knownProfile(name: string | undefined): Promise<Result<AgentProfile>>;
  phases(): readonly Phase[];
  /** What is open in the editor, where there is one. */
  readonly open?: OpenDocuments;
  /** The bundle of src/documents.ts, where this process must not wait for work on large documents. */
  readonly documentsThread?: string;
  /** The editor's own models, whose plans run in this process. */
  readonly models?: Models;
}

export interface Planning {
  readonly planner: Planner;
  readonly finalizer: PlanFinalizer;
  readonly iterations: Iterations;
  readonly runners: Runners;
  readonly traces: TraceFiles;
  readonly files: WorkspacePlanFiles;
  /** What agents' own programs kept of conversations about a project, newest first. */
  earlier(slug: string): Promise<Result<readonly EarlierTalk[]>>;
  /** The project of that slug, if one can be planned. */
  project(slug: string): Promise<Result<PlanProject>>;
  /** Shows a plan as it happens; see `watchPlan`. */
  watch(id: string, listener: (change: PlanChange) => void, after?: number): Promise<Disposable>;
}

/** Everything that plans of one workspace folder need, put together. */
export function createPlanning(options: PlanningOptions): Planning {
  const { workspace, ledger, projects, actor, cli, models } = options;
  const traces = new TraceFiles(tracesFolder(workspace));
  const files = new WorkspacePlanFiles(workspace);
  const documentWork = options.documentsThread
    ? new DocumentThread(options.documentsThread, workspace)
    : new IterationDocuments(files);
  const runners = createRunners(ledger);
  const detached = new DetachedLauncher({ cli, workspace, logs: path.join(workspace, '.signalbox', 'logs') });
  const here = models && createHere({ ledger, models, traces, files, documentWork, runners });
  const deps = {
    ledger,
    runners,
    traces,
    files,
    documentWork,
    projects,
    clock: systemClock,
    actor,
    profile: options.profile,
    launcher: (profile: AgentProfile) => (profile.adapter === 'lm' && here ? here : detached),
    phases: options.phases,
    ...(options.open ? { open: options.open } : {}),
  };
  const planner = new Planner(deps);
  return {
    planner,
    iterations: new Iterations(deps),
    finalizer: new PlanFinalizer({ ledger, planner, files, documents: options.documents, projects, actor, digest }),
    runners,
    traces,
    files,
    earlier: async (slug) => {
      const project = await projects.find(slug);
      if (!project.ok) return project;
      const profile = await options.knownProfile(undefined);
      const env = profile.ok && profile.value.adapter === 'claude' ? profile.value.env : undefined;
      return ok(await readClaudeHistory(files.absolute(project.value.folder), { env: env ?? {} }));
    },
    project: (slug) => projects.find(slug),
    watch: (id, listener, after) => watchPlan({ ledger, traces, planner, clock: systemClock }, id, listener, after),
  };
}

function createHere(
  parts: Pick<HereDeps, 'ledger' | 'traces' | 'files' | 'documentWork' | 'runners'> & { models: Models },
): HereLauncher {
  const { models, ...deps } = parts;
  return new HereLauncher({
    ...deps,
    agents: new ModelAgents(models),
    clock: systemClock,
    mask: systemMask(process.env),
    identity: () => parts.runners.self(),
  });
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex');

export const tracesFolder = (workspace: string) => path.join(workspace, '.signalbox', 'traces');

export const createRunners = (ledger: Ledger) =>
  new Runners({
    ledger,
    processes: new SystemProcesses(),
    clock: systemClock,
    host: os.hostname(),
    pid: process.pid,
  });
