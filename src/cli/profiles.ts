import { detectProfiles } from '../adapters/agents/detect';
import { settingOf } from '../adapters/settings';
import { type AgentProfile, parseProfiles, sameName } from '../core/agent/profile';

export interface KnownProfile {
  readonly profile: AgentProfile;
  /** `workspace`: its settings; `user`: the person's own; `found`: on the PATH; `built in`: the demo agent. */
  readonly source: 'workspace' | 'user' | 'found' | 'built in';
  /** The program, where one was found. */
  readonly file?: string;
}

/** The profiles of the settings, then what is installed, then the demo agent. What has the same name as one before is left out. */
export function knownProfiles(workspace: string): readonly KnownProfile[] {
  const setting = settingOf(workspace, 'signalbox.profiles');
  const source = setting?.ofWorkspace ? 'workspace' : 'user';
  const configured = parseProfiles(setting?.value).profiles.map((profile): KnownProfile => ({ profile, source }));
  const detected = detectProfiles()
    .filter(({ profile }) => !configured.some((own) => sameName(own.profile.name, profile.name)))
    .map(
      ({ profile, file }): KnownProfile =>
        file === '' ? { profile, source: 'built in' } : { profile, source: 'found', file },
    );
  return [...configured, ...detected];
}

/** What the settings say about profiles and cannot be used. */
export function profileProblems(workspace: string): readonly string[] {
  const setting = settingOf(workspace, 'signalbox.profiles');
  return parseProfiles(setting?.value).problems.map(({ message }) => `${setting?.file}: ${message}`);
}

export const profilesOf = (workspace: string): readonly AgentProfile[] =>
  knownProfiles(workspace).map(({ profile }) => profile);
