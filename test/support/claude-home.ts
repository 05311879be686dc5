import fs from 'node:fs';
import path from 'node:path';
import { transcriptFolder } from '../../src/core/agent/claude-transcript';

export interface ToldSession {
  readonly session: string;
  /** Where it was held; its file lies where Claude Code puts those of that folder. */
  readonly cwd: string;
  readonly said: readonly (readonly ['user' | 'assistant', string])[];
  readonly costUsd?: number;
  readonly at?: number;
}

/** Writes a session as Claude Code does, with what lies between the messages too. Answers with the file. */
export function tellClaudeSession(home: string, told: ToldSession): string {
  const { session, cwd, said, costUsd = 0, at = Date.UTC(2026, 0, 1) } = told;
  const common = { cwd, sessionId: session, isSidechain: false, version: '2.1.329' };
  const lines: object[] = [{ type: 'queue-operation', operation: 'enqueue', sessionId: session }];
  let parentUuid: string | null = null;
  const add = (line: object) => {
    const uuid: string = `u${lines.length}`;
    lines.push({ ...common, ...line, uuid, parentUuid, timestamp: new Date(at + lines.length).toISOString() });
    parentUuid = uuid;
  };
  for (const [role, text] of said) {
    add({ type: 'attachment', attachment: { type: 'prompt_snapshot', text: 'x'.repeat(5_000) } });
    add({ type: role, message: { role, content: [{ type: 'text', text }] } });
  }
  const modelUsage = { m: { inputTokens: 5, outputTokens: 3, cacheReadInputTokens: 1, costUSD: costUsd } };
  lines.push({ type: 'cost-state', sessionId: session, totalCostUSD: costUsd, modelUsage });
  const file = path.join(home, 'projects', transcriptFolder(cwd), `${session}.jsonl`);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  fs.utimesSync(file, at / 1000, at / 1000);
  return file;
}
