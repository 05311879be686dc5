import { FileConsents } from '../adapters/consents';
import type { AgentProfile } from '../core/agent/profile';
import { ok, type Result, refuse } from '../core/result';
import { say, textOf } from '../core/sentence';
import { plain } from '../core/text';
import { allowProfile } from '../services/agents/profile-consent';
import { chooseProfile } from '../services/agents/profiles';
import type { Context } from './context';
import { knownProfiles } from './profiles';

/** The profile of that name, once what it runs here was allowed. `yes`: without being asked. */
export async function allowedProfile(
  context: Context,
  name: string | undefined,
  yes = false,
): Promise<Result<AgentProfile>> {
  const { workspace } = context;
  const known = knownProfiles(workspace);
  const profile = chooseProfile(
    name,
    known.map((each) => each.profile),
    [],
  );
  if (!profile.ok) return profile;
  return allowProfile(profile.value, {
    workspace,
    consents: new FileConsents(),
    // Only the editor asks whether a workspace is trusted.
    trusted: true,
    fromWorkspace: known.find((each) => each.profile === profile.value)?.source === 'workspace',
    ask: async (line) => {
      if (yes) return ok(true);
      const { name } = profile.value;
      const shown = line.split('\n').map(plain).join('\n  ');
      const runs = say('The profile "{name}" runs this in {workspace}:\n\n  {line}\n\n', {
        name,
        workspace,
        line: shown,
      });
      const answer = await context.confirm(`${textOf(runs)}Run it here from now on?`);
      if (answer.ok || answer.refusal.code !== 'needs_yes') return answer;
      return refuse(
        'not_allowed',
        say('{runs}Say "signalbox profiles allow {name} --yes" once to allow it.', { runs, name }),
        { profile: name, line },
      );
    },
  });
}
