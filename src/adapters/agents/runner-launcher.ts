import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import type { LaunchedRunner, RunnerLauncher, RunnerSpec } from '../../ports/runners';
import { unstamped } from '../processes/stamp';
import { systemMask } from '../system-mask';

export interface LauncherOptions {
  readonly cli: string;
  readonly workspace: string;
  /** Where runners complain. */
  readonly logs: string;
}

/** Starts `signalbox runner` as a process that outlives this one. */
export class DetachedLauncher implements RunnerLauncher {
  readonly #options: LauncherOptions;

  constructor(options: LauncherOptions) {
    this.#options = options;
  }

  async launch(spec: RunnerSpec): Promise<Result<LaunchedRunner>> {
    const { cli, workspace, logs } = this.#options;
    fs.mkdirSync(logs, { recursive: true });
    const log = path.join(logs, `${spec.subject.replace(/[^A-Za-z0-9._-]/g, '-')}.log`);
    const output = fs.openSync(log, 'w', 0o600);
    const mask = systemMask(process.env, spec.profile.env ?? {});
    const runner = unstamped({ file: process.execPath, args: [cli, 'runner', '--workspace', workspace] });
    const child = spawn(runner.file, [...runner.args], {
      cwd: workspace,
      detached: true,
      stdio: ['pipe', output, output],
      windowsHide: true,
      env: { ...ownEnvironment(), ELECTRON_RUN_AS_NODE: '1', SIGNALBOX_SUBJECT: spec.subject },
    });
    fs.closeSync(output);
    const ended = new Promise<{ code: number | null; complaint: string }>((resolve) => {
      child.on('exit', (code) => resolve({ code, complaint: mask(readEnd(log)) }));
      child.on('error', (error) => resolve({ code: null, complaint: mask(error.message) }));
    });
    const started = await new Promise<boolean>((resolve) => {
      child.once('spawn', () => resolve(true));
      child.once('error', () => resolve(false));
    });
    if (!started) return refuse('runner_failed', say('The background process could not be started.'), await ended);
    // Over a pipe: a profile may hold keys, which have no place on a command line or a disk.
    child.stdin?.on('error', () => {});
    child.stdin?.end(JSON.stringify(spec));
    child.unref();
    return ok({ ended });
  }
}

/** A runner that an agent starts belongs to nobody but itself. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const { SIGNALBOX_RUNNER: _runner, SIGNALBOX_AGENT: _agent, ...rest } = process.env;
  return rest;
}

function readEnd(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8').slice(-2000).trim();
  } catch {
    return '';
  }
}
