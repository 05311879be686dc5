import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { AgentProfile } from '../../src/core/agent/profile';

export interface HeldAgent {
  readonly profile: AgentProfile;
  /** Lets the answers to "do:hold NAME" go on. */
  go(name: string): void;
}

/**
 * An agent that says half of its answer to "do:hold NAME" and goes on when it is told to: whatever a test does in the
 * middle of an answer happens in the middle of it, however slow the machine is.
 */
export function heldAgent(): HeldAgent {
  const signs = fs.mkdtempSync(path.join(os.tmpdir(), 'signs-'));
  const args = [path.resolve('test/support/stand-ins/held.mjs'), signs];
  return {
    profile: { name: 'held', adapter: 'acp', command: process.execPath, args },
    go: (name) => fs.writeFileSync(path.join(signs, name), ''),
  };
}

/** All that the held agent says in an answer that it goes on with. */
export const HELD_ANSWER = Array.from({ length: 60 }, (_, index) => `Paragraph ${index} of the answer.`);
/** The first half ends with it. */
export const HELD_HALF = 'Paragraph 29 of the answer.';
