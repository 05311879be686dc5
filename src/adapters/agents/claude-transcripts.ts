import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  conversationOf,
  readTranscriptCost,
  readTranscriptLine,
  type TranscriptEntry,
  transcriptFolder,
} from '../../core/agent/claude-transcript';
import { NO_USAGE, type Usage } from '../../core/agent/event';
import type { EarlierTalk } from '../../core/plan/earlier';
import { LineSplitter } from './lines';

export interface ClaudeHistory extends EarlierTalk {
  readonly file: string;
}

export interface HistoryOptions {
  /** What Claude Code runs with, where that differs from this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** At most so many sessions, the newest. */
  readonly most?: number;
}

const MOST = 20;
/** Of a longer file only its end is read: a conversation is followed from its newest entry back. */
const LONGEST_FILE = 32 * 1024 * 1024;

/** What was said with Claude Code in a folder, newest session first. For plans of which we have no record ourselves. */
export async function readClaudeHistory(
  folder: string,
  options: HistoryOptions = {},
): Promise<readonly ClaudeHistory[]> {
  const env = { ...process.env, ...options.env };
  const config = env.CLAUDE_CONFIG_DIR || path.join(env.HOME || os.homedir(), '.claude');
  const cwd = await fs.promises.realpath(folder).catch(() => path.resolve(folder));
  const names = new Set([transcriptFolder(cwd), env.CLAUDE_CODE_PROJECT_DIR_NAME].filter((name) => name));
  const places = [...names].map((name) => path.join(config, 'projects', name ?? ''));
  const newest = (await Promise.all(places.map(filesIn)))
    .flat()
    .sort((a, b) => b.updatedAt - a.updatedAt)
    .slice(0, options.most ?? MOST);
  const found: ClaudeHistory[] = [];
  for (const { size, ...each } of newest) {
    const { entries, usage } = await contentsOf(each.file, Math.max(0, size - LONGEST_FILE));
    // Several folders may share a name; only the lines say which one it was.
    const home = entries.find((entry) => entry.cwd !== undefined)?.cwd;
    if (home !== undefined && home !== cwd) continue;
    const messages = conversationOf(entries);
    if (messages.length > 0) found.push({ source: 'claude', ...each, messages, usage });
  }
  return found;
}

async function filesIn(place: string) {
  const names = await fs.promises.readdir(place).catch(() => []);
  const files = await Promise.all(
    names
      .filter((name) => name.endsWith('.jsonl'))
      .map(async (name) => {
        const file = path.join(place, name);
        const stat = await fs.promises.stat(file).catch(() => undefined);
        if (!stat?.isFile()) return [];
        return [{ file, session: name.slice(0, -'.jsonl'.length), updatedAt: stat.mtimeMs, size: stat.size }];
      }),
  );
  return files.flat();
}

async function contentsOf(
  file: string,
  start: number,
): Promise<{ readonly entries: readonly TranscriptEntry[]; readonly usage: Usage }> {
  const splitter = new LineSplitter();
  const entries: TranscriptEntry[] = [];
  let usage = NO_USAGE;
  const take = (line: string) => {
    const entry = readTranscriptLine(line);
    if (entry) entries.push(entry);
    else usage = readTranscriptCost(line) ?? usage;
  };
  try {
    for await (const chunk of fs.createReadStream(file, { start }))
      for (const line of splitter.push(chunk as Buffer)) take(line);
  } catch {
    // What could be read is shown.
  }
  const rest = splitter.rest();
  if (rest !== undefined) take(rest);
  return { entries, usage };
}
