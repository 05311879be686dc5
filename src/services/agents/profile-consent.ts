import { lineToAllow } from '../../core/agent/consent';
import type { AgentProfile } from '../../core/agent/profile';
import { ok, type Result } from '../../core/result';
import type { Consents } from '../../ports/consents';

export interface ConsentOptions {
  readonly workspace: string;
  readonly consents: Consents;
  /** Whether the profile came with a workspace that nobody has said to trust. */
  readonly fromWorkspace: boolean;
  /** Shows the very line to a person. */
  ask(line: string): Promise<Result<true>>;
}

/** The profile, once a person has allowed what it runs. Asked once for each workspace and line. */
export async function allowProfile(profile: AgentProfile, options: ConsentOptions): Promise<Result<AgentProfile>> {
  const { workspace, consents, fromWorkspace } = options;
  const line = lineToAllow(profile, fromWorkspace);
  if (line === undefined || (await consents.has(workspace, line))) return ok(profile);
  const answer = await options.ask(line);
  if (!answer.ok) return answer;
  await consents.remember(workspace, line);
  return ok(profile);
}
