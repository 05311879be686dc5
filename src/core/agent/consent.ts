import type { AgentProfile } from './profile';

/**
 * What a person must have seen before it is run in a workspace: a shell line always; and where a workspace's own file brings
 * the profile and nobody has said that he trusts the workspace, all that the file decides about what is started.
 */
export function lineToAllow(profile: AgentProfile, fromWorkspace: boolean): string | undefined {
  if (profile.adapter === 'command') return withEnvironment(profile, profile.command ?? '');
  if (!fromWorkspace) return undefined;
  const { command, args, env, permissions } = profile;
  const decides = command !== undefined || args !== undefined || env !== undefined || permissions === 'all';
  if (!decides) return undefined;
  const line = [command ?? profile.adapter, ...(args ?? [])].map(quoted).join(' ');
  const may = permissions === 'all' ? '\n(the agent may do everything without asking)' : '';
  return withEnvironment(profile, line) + may;
}

function withEnvironment({ env }: AgentProfile, line: string): string {
  return [...Object.entries(env ?? {}).map(([name, value]) => `${name}=${quoted(value)}`), line].join(' ');
}

const quoted = (text: string) => (/^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
