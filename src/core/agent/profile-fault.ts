import { type Sentence, type Spoken, saidBy, say, spoken } from '../sentence';
import { ADVICE, type AgentError, type AgentErrorKind } from './error';
import { signInLine } from './known-agents';
import type { AgentProfile } from './profile';

/** What can be wrong with a profile before any agent has said a word. */
export type ProfileFault =
  | 'not_found'
  | 'not_executable'
  | 'another_program'
  | 'too_old'
  | 'another_protocol'
  | 'no_answer'
  | 'no_model';

/** What the person can do about it. */
export const FAULT_ADVICE: Readonly<Record<ProfileFault, Sentence>> = {
  not_found: say('Install it, or write its full path into "command" of the profile.'),
  not_executable: say('Make the file executable, or write another one into "command" of the profile.'),
  another_program: say(
    'Write the path of the right program into "command" of the profile, or choose another "adapter".',
  ),
  too_old: say('Update it, then try again.'),
  another_protocol: say('Update the agent or Signalbox, then try again.'),
  no_answer: say('Start it in a terminal to see what it waits for, and check "args" of the profile.'),
  no_model: say(
    'Install an extension that brings models, such as GitHub Copilot Chat, sign in to it, and allow Signalbox to use them.',
  ),
};

/** Agents that crash when they are tried are tried by hand; to test them once more would say the same. */
const CRASHED_IN_TEST = say('Start it in a terminal to see what is wrong, and check "args" of the profile.');

/** Whoever has just read that nobody is signed in need not read it again. */
const SIGN_IN = say('Sign in with its own command line or set its key, then try again.');

/** What to do about whatever a test of a profile was refused for. */
export function adviceAfterTest(code: string, profile?: AgentProfile): Sentence | undefined {
  if (code === 'auth') {
    const line = profile && signInLine(profile);
    return line === undefined ? SIGN_IN : say('Sign in with "{line}", or set its key, then try again.', { line });
  }
  if (code === 'crashed') return CRASHED_IN_TEST;
  if (code in FAULT_ADVICE) return FAULT_ADVICE[code as ProfileFault];
  return code in ADVICE ? ADVICE[code as AgentErrorKind] : undefined;
}

/** Why an agent could not be opened, as the error of the turn that needed it. */
export function errorOfRefusal(refusal: Spoken & { readonly code: string }): AgentError {
  const { code } = refusal;
  const why = saidBy(refusal);
  if (code in ADVICE) return { kind: code as AgentErrorKind, ...spoken(why) };
  if (!(code in FAULT_ADVICE)) return { kind: 'unknown', ...spoken(why) };
  const advice = FAULT_ADVICE[code as ProfileFault];
  return { kind: code === 'no_model' ? 'auth' : 'crashed', ...spoken(say('{why} {advice}', { why, advice })) };
}

/** The first number of a version in a text, such as 2.1.329. */
export function versionIn(text: string): string | undefined {
  return /(?<![\d.])\d+\.\d+\.\d+/.exec(text)?.[0];
}

export function isOlder(version: string, than: string): boolean {
  const numbers = (text: string) => text.split('.').map(Number);
  const [a, b] = [numbers(version), numbers(than)];
  const at = a.findIndex((part, index) => part !== (b[index] ?? 0));
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0);
}
