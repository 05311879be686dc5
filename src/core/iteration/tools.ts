import type { AgentAdapterName } from '../agent/profile';

/** Whether such an agent can be kept to some of its tools. */
export const canLimitTools = (adapter: AgentAdapterName): boolean => adapter === 'claude';

/** Names of tools as a person writes them: with commas, spaces, or both. */
export const toolNames = (text: string): readonly string[] => text.split(/[\s,]+/).filter(Boolean);

/** What cannot be taken for an option of a command. */
export const isToolName = (name: string): boolean => /^[A-Za-z][\w-]*$/.test(name);
