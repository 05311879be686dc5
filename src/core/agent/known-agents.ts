import type { AgentProfile } from './profile';

/** An agent that people install themselves. */
export interface KnownAgent {
  /** The name of its program. */
  readonly file: string;
  /** As people call it. */
  readonly product: string;
  readonly profile: AgentProfile;
  /** With these arguments it lets a person sign in; with none where it asks by itself when it is started. */
  readonly signIn: readonly string[];
  /** Where its makers say how it is installed. */
  readonly website: string;
}

/** The most capable first. */
export const KNOWN_AGENTS: readonly KnownAgent[] = [
  {
    file: 'claude',
    product: 'Claude Code',
    profile: { name: 'claude', adapter: 'claude', command: 'claude' },
    signIn: ['auth', 'login'],
    website: 'https://code.claude.com/docs/en/setup',
  },
  {
    file: 'codex',
    product: 'Codex',
    profile: { name: 'codex', adapter: 'codex', command: 'codex' },
    signIn: ['login'],
    website: 'https://github.com/openai/codex#readme',
  },
  {
    file: 'gemini',
    product: 'Gemini CLI',
    profile: { name: 'gemini', adapter: 'acp', command: 'gemini', args: ['--acp'] },
    signIn: [],
    website: 'https://github.com/google-gemini/gemini-cli#readme',
  },
  {
    file: 'opencode',
    product: 'opencode',
    profile: { name: 'opencode', adapter: 'acp', command: 'opencode', args: ['acp'] },
    signIn: ['auth', 'login'],
    website: 'https://opencode.ai/docs',
  },
  {
    file: 'copilot',
    product: 'Copilot CLI',
    profile: { name: 'copilot', adapter: 'acp', command: 'copilot', args: ['--acp'] },
    signIn: ['login'],
    website: 'https://github.com/github/copilot-cli#readme',
  },
];

/** Which one a profile starts, by the name of its program; undefined for what nobody here knows. */
export function knownAgent({ adapter, command = adapter }: AgentProfile): KnownAgent | undefined {
  if (adapter === 'lm' || adapter === 'command') return undefined;
  const name = command
    .split(/[\\/]/)
    .at(-1)
    ?.replace(/\.(?:exe|cmd|bat|com)$/i, '')
    .toLowerCase();
  return KNOWN_AGENTS.find(({ file }) => file === name);
}

/** What a person types in a terminal to sign in to the agent of a profile, where it is known. */
export function signInLine(profile: AgentProfile): string | undefined {
  const program = profile.command ?? profile.adapter;
  const written = /^[\w./\\:@%+,-]+$/.test(program) ? program : `"${program}"`;
  const known = knownAgent(profile);
  return known && [written, ...known.signIn].join(' ');
}
