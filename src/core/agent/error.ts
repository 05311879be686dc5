import { type Sentence, type Spoken, say } from '../sentence';

export const AGENT_ERROR_KINDS = [
  'auth',
  'quota',
  'rate_limit',
  'context_overflow',
  'overloaded',
  'network',
  'refused',
  'max_turns',
  'budget',
  'crashed',
  'cancelled',
  'unknown',
] as const;

export type AgentErrorKind = (typeof AGENT_ERROR_KINDS)[number];

/** Its message is what the agent said, masked, or a sentence of ours about it. */
export interface AgentError extends Spoken {
  readonly kind: AgentErrorKind;
  /** When it is worth trying again, if the agent said so. */
  readonly retryAt?: number;
}

/** What the person can do about it. */
export const ADVICE: Readonly<Record<AgentErrorKind, Sentence>> = {
  auth: say('The agent is not signed in. Sign in with its own command line or set its key, then try again.'),
  quota: say('The account has no credit or quota left. Top it up or choose another agent.'),
  rate_limit: say('The provider limits how often it answers. Wait a few minutes, then try again.'),
  context_overflow: say(
    'The conversation is too long for this model. Start anew with what was said, or choose an agent with more context.',
  ),
  overloaded: say('The provider is overloaded. Try again in a moment.'),
  network: say('The provider could not be reached. Check the connection and proxy, then try again.'),
  refused: say('The model refused to answer. Say it in other words or choose another agent.'),
  max_turns: say('The agent used all the steps it was given. Let it go on, or raise the limit of its profile.'),
  budget: say('A limit of the profile was reached. Raise it in the settings or make the task smaller.'),
  crashed: say('The agent ended without finishing. Test the profile to see what is wrong, then try again.'),
  cancelled: say('You stopped the agent. What it had said is kept.'),
  unknown: say('The agent reported a problem. Read its message; the log has more.'),
};

/** What a person can do about it with one click, best first. */
export type AgentHelp =
  | 'sign_in'
  | 'retry'
  | 'go_on'
  /** A new session of the agent is given the conversation so far. */
  | 'anew'
  | 'other_agent'
  /** The message comes back to be said in other words. */
  | 'rephrase'
  | 'settings'
  | 'test'
  | 'log';

export const HELP: Readonly<Record<AgentErrorKind, readonly AgentHelp[]>> = {
  auth: ['sign_in', 'retry', 'test'],
  quota: ['other_agent', 'retry'],
  rate_limit: ['retry', 'other_agent'],
  context_overflow: ['anew', 'other_agent'],
  overloaded: ['retry', 'other_agent'],
  network: ['retry', 'test'],
  refused: ['rephrase', 'other_agent'],
  max_turns: ['go_on', 'settings'],
  budget: ['settings', 'retry'],
  crashed: ['retry', 'test', 'log'],
  cancelled: ['retry', 'rephrase'],
  unknown: ['retry', 'other_agent', 'log'],
};

export function kindOfStatus(status: number): AgentErrorKind | undefined {
  if (status === 401 || status === 403) return 'auth';
  if (status === 402) return 'quota';
  if (status === 413) return 'context_overflow';
  if (status === 429) return 'rate_limit';
  if (status >= 500 && status < 600) return 'overloaded';
  return undefined;
}

const BY_WORDS: readonly (readonly [AgentErrorKind, RegExp])[] = [
  // Some call "quota" what they allow within a minute.
  ['rate_limit', /per.?minute|tokens per min\b/i],
  [
    'quota',
    /quota exceeded|exceeded your (?:current |monthly |daily )?quota|insufficient[_ ](?:quota|balance|credits?|funds)|credit balance|more credits|billing|payment required|usage limit|spend(?:ing)? limit|hit your limit|(?:weekly|\d-hour|session) limit|exhausted your (?:capacity|quota|daily)|premium request|no quota/i,
  ],
  [
    'context_overflow',
    /context (?:window|length)|context exceeds|(?:prompt|input|request|conversation) is too long|too many tokens|maximum context|maximum number of tokens|token count .*exceeds|request too large/i,
  ],
  ['rate_limit', /rate.?limit|too many requests|resource_exhausted|\b429\b/i],
  [
    'refused',
    /usage policy|content[ _](?:policy|filter)|refus(?:ed to|al)|response was refused|safety (?:filter|policy|reasons|settings)/i,
  ],
  [
    'auth',
    /unauthori[sz]ed|authentication|api.?key|auth method|oauth token|access token|not (?:logged|signed) in|\blog ?in\b|\bsign(?:ing)? in\b|permission_denied|organization has been disabled|\b40[13]\b/i,
  ],
  [
    'overloaded',
    /overloaded|server error|service unavailable|bad gateway|at capacity|no capacity|high demand|\b5(?:00|02|03|04|29)\b/i,
  ],
  [
    'network',
    /econn(?:refused|reset|aborted)|enotfound|etimedout|ehostunreach|eai_again|epipe|network|socket|fetch failed|time(?:d |d)?out|timed out|certificate|unable to connect|error sending request|connection (?:error|closed|reset|refused)|stream (?:closed|disconnected)|^(?:typeerror: )?terminated$/i,
  ],
  ['max_turns', /max(?:imum)?(?: number of)?[ _-]turns|turn limit/i],
  ['budget', /max(?:imum)?.?budget|budget (?:exceeded|exhausted)/i],
];

/** The last resort, for agents that send nothing but prose. A code or status in the message is asked first. */
export function kindOfMessage(message: string): AgentErrorKind {
  const status = /\b(?:status|code|error)[^0-9]{0,12}([45]\d\d)\b/i.exec(message)?.[1];
  const words = BY_WORDS.find(([, pattern]) => pattern.test(message))?.[0];
  if (words === 'quota' || words === 'context_overflow') return words;
  return (status && kindOfStatus(Number(status))) || words || 'unknown';
}

/** Some hand on the very answer of an API. What it says is in there; the rest is for machines. */
export function wordsOfApi(message: string): string {
  if (!/^\s*[[{]/.test(message)) return message;
  try {
    const [answer] = [JSON.parse(message)].flat() as readonly { error?: unknown; message?: unknown }[];
    const found = (answer?.error as { message?: unknown } | undefined)?.message ?? answer?.message ?? answer?.error;
    return typeof found === 'string' && found !== '' ? found : message;
  } catch {
    return message;
  }
}
