import { lineToAllow } from '../../core/agent/consent';
import type { AgentProfile } from '../../core/agent/profile';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import type { Consents } from '../../ports/consents';
import { Underway } from '../underway';

export interface ConsentOptions {
  readonly workspace: string;
  readonly consents: Consents;
  /** False where a person has said not to trust the workspace: nothing is started there, and nothing asked. */
  readonly trusted: boolean;
  /** Whether the profile came with a workspace that nobody has said to trust. */
  readonly fromWorkspace: boolean;
  /** Shows the very line to a person. */
  ask(line: string): Promise<Result<true>>;
}

/** The profile, once a person has allowed what it runs. Asked once for each workspace and line. */
export async function allowProfile(profile: AgentProfile, options: ConsentOptions): Promise<Result<AgentProfile>> {
  const { workspace, consents, fromWorkspace } = options;
  if (!options.trusted)
    return refuse('untrusted_workspace', say('Signalbox only reads while this workspace is not trusted.'));
  const line = lineToAllow(profile, fromWorkspace);
  if (line === undefined) return ok(profile);
  const questions = asking.get(consents) ?? new Underway();
  asking.set(consents, questions);
  const answer = await questions.once(`${workspace}\n${line}`, async (): Promise<Result<true>> => {
    if (await consents.has(workspace, line)) return ok(true);
    const said = await options.ask(line);
    if (said.ok) await consents.remember(workspace, line);
    return said;
  });
  return answer.ok ? ok(profile) : answer;
}

/** Who sends a message wants it run, and so does every view of the plan that waits for somebody to run it. */
const asking = new WeakMap<Consents, Underway>();
