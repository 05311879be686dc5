import { spawn } from 'node:child_process';
import type { AgentProfile } from '../../core/agent/profile';
import { type Result, refuse } from '../../core/result';
import { asIs, say } from '../../core/sentence';
import type { ProfileReport } from '../../ports/agent';
import type { StopSignal } from '../../ports/models';
import type { Processes } from '../../ports/processes';

export interface TestThroughCli {
  /** Our own command line. */
  readonly cli: string;
  readonly folder: string;
  readonly processes: Processes;
  /** The person does not want to wait any longer. */
  readonly stop?: StopSignal;
}

/** Tests a profile in a process of its own, `signalbox profiles test -`, so that the editor need not load what agents speak. */
export function testThroughCli(
  profile: AgentProfile,
  { cli, folder, processes, stop }: TestThroughCli,
): Promise<Result<ProfileReport>> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [cli, '--workspace', folder, '--json', 'profiles', 'test', '-'], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    });
    // With the agent that it has started.
    const cancel = () => {
      if (child.pid !== undefined && child.exitCode === null)
        void processes.stopTree({ pid: child.pid, child: true }, 0);
    };
    stop?.addEventListener('abort', cancel);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', (error) => resolve(refuse('crashed', asIs(error.message))));
    child.on('close', () => {
      stop?.removeEventListener('abort', cancel);
      resolve(stop?.aborted ? refuse('cancelled', say('The test was stopped.')) : answerIn(output));
    });
    child.stdin.on('error', () => {});
    child.stdin.end(JSON.stringify(profile));
  });
}

function answerIn(output: string): Result<ProfileReport> {
  try {
    const answer = JSON.parse(output) as
      | { readonly ok: true; readonly data: ProfileReport }
      | Extract<Result<never>, { ok: false }>;
    return answer.ok ? { ok: true, value: answer.data } : answer;
  } catch {
    return refuse('crashed', say('The test ended without an answer. The log may say more.'));
  }
}
