import { detectProfiles } from '../adapters/agents/detect';
import { workspaceSettings } from '../adapters/workspace-settings';
import { type AgentProfile, parseProfiles } from '../core/agent/profile';

/** The profiles of the workspace's settings, then what is installed, then the demo agent. */
export function profilesOf(workspace: string): readonly AgentProfile[] {
  const { profiles } = parseProfiles(workspaceSettings(workspace)['signalbox.profiles']);
  return [...profiles, ...detectProfiles().map(({ profile }) => profile)];
}
