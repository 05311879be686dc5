import { spawn } from 'node:child_process';
import type { AgentProfile } from '../../core/agent/profile';
import { type Result, refuse } from '../../core/result';
import { asIs, say } from '../../core/sentence';
import type { ProfileReport } from '../../ports/agent';

/** Tests a profile in a process of its own, `signalbox profiles test -`, so that the editor need not load what agents speak. */
export function testThroughCli(cli: string, profile: AgentProfile, folder: string): Promise<Result<ProfileReport>> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [cli, '--workspace', folder, '--json', 'profiles', 'test', '-'], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', (error) => resolve(refuse('crashed', asIs(error.message))));
    child.on('close', () => resolve(answerIn(output)));
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
