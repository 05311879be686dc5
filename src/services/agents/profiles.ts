import { type AgentProfile, sameName } from '../../core/agent/profile';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';

/** Profiles of the setting come before those that were found on this machine; a name is looked up without regard to case. */
export function chooseProfile(
  name: string | undefined,
  configured: readonly AgentProfile[],
  detected: readonly AgentProfile[],
): Result<AgentProfile> {
  const all = [...configured, ...detected.filter((each) => !configured.some((own) => sameName(own.name, each.name)))];
  const found = name === undefined ? all[0] : all.find((profile) => sameName(profile.name, name));
  if (found) return ok(found);
  return refuse('unknown_profile', say('There is no profile "{name}".', { name: name ?? '' }), {
    profiles: all.map((profile) => profile.name),
  });
}
