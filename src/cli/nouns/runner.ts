import os from 'node:os';
import * as v from 'valibot';
import { SystemAgents } from '../../adapters/agents/system-agents';
import { WorkspacePlanFiles } from '../../adapters/plan-files';
import { createRunners, tracesFolder } from '../../adapters/planning';
import { SystemProcesses } from '../../adapters/processes/processes';
import { maskConsole } from '../../adapters/quiet-console';
import { systemClock } from '../../adapters/system-clock';
import { systemMask } from '../../adapters/system-mask';
import { TraceFiles } from '../../adapters/trace-files';
import { parseProfiles } from '../../core/agent/profile';
import { ok, type Result, refuse } from '../../core/result';
import { runnerMark } from '../../core/runner/runner';
import { say } from '../../core/sentence';
import type { RunnerSpec } from '../../ports/runners';
import { IterationDocuments } from '../../services/iterations/document-work';
import type { PlanHostDeps } from '../../services/plans/host';
import { jobOf } from '../../services/runners/job';
import type { Context } from '../context';
import { type Noun, verb } from '../noun';

const SPEC = v.object({
  subject: v.pipe(v.string(), v.regex(/^[a-z]+\/[A-Za-z0-9_.-]+$/)),
  profile: v.unknown(),
  idleMs: v.pipe(v.number(), v.minValue(0)),
});

/** Not for people: what the extension and the command line start to do the work of a plan, detached from both. */
export const runner: Noun = {
  name: 'runner',
  summary: 'does the work of a plan in the background (started by Signalbox)',
  hidden: true,
  verbs: [
    verb({
      name: '',
      summary: 'Reads what to do as JSON from standard input.',
      run: ({ context }) => runRunner(context),
    }),
  ],
};

async function runRunner(context: Context): Promise<Result<undefined>> {
  const spec = await readSpec();
  if (!spec.ok) return spec;
  const { subject, profile } = spec.value;
  const mask = systemMask(process.env, profile.env ?? {});
  maskConsole(
    mask,
    (text) => process.stderr.write(text),
    () => process.exit(3),
  );
  const processes = new SystemProcesses();
  const self = await processes.identify(process.pid);
  if (!self) return refuse('no_identity', say('This process cannot find itself in the list of processes.'));
  // Agents and what they start inherit it, and are found by it when this process is gone.
  process.env.SIGNALBOX_RUNNER = runnerMark(self);
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, () => stop.abort());
  const { workspace } = context;
  const opened = await context.ledger();
  if (!opened.ok) return opened;
  const ledger = opened.value;
  const files = new WorkspacePlanFiles(workspace);
  const deps: PlanHostDeps = {
    ledger,
    agents: new SystemAgents({ processes, cli: process.argv[1] ?? '' }),
    traces: new TraceFiles(tracesFolder(workspace)),
    files,
    documentWork: new IterationDocuments(files),
    clock: systemClock,
    mask,
  };
  const job = jobOf(deps, spec.value, stop.signal);
  if (!job) return refuse('unknown_subject', say('"{subject}" is nothing that a runner can work on.', { subject }));
  const hosted = await createRunners(ledger).host(
    subject,
    {
      pid: self.pid,
      startedAt: self.startedAt,
      host: os.hostname(),
      ...(self.born === undefined ? {} : { born: self.born }),
    },
    job,
  );
  return hosted.ok ? ok(undefined) : hosted;
}

async function readSpec(): Promise<Result<RunnerSpec>> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  try {
    const read = v.safeParse(SPEC, JSON.parse(Buffer.concat(chunks).toString('utf8')));
    const profile = read.success ? parseProfiles([read.output.profile]).profiles[0] : undefined;
    if (read.success && profile) return ok({ ...read.output, profile });
  } catch {
    // Said below.
  }
  return refuse('bad_spec', say('A runner is told what to do by Signalbox, as JSON on standard input.'));
}
