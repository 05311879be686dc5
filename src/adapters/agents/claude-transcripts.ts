import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  conversationOf,
  readTranscriptLine,
  type TranscriptEntry,
  type TranscriptMessage,
  transcriptFolder,
} from '../../core/agent/claude-transcript';
import { LineSplitter } from './lines';

export interface ClaudeHistory {
  readonly session: string;
  readonly file: string;
  readonly updatedAt: number;
  readonly messages: readonly TranscriptMessage[];
}

export interface HistoryOptions {
  /** Claude's own folder; else what its environment says. */
  readonly config?: string;
  /** At most so many sessions, the newest. */
  readonly most?: number;
}

const MOST = 20;

/** What was said with Claude Code in a folder, newest session first. For plans of which we have no record ourselves. */
export async function readClaudeHistory(
  folder: string,
  options: HistoryOptions = {},
): Promise<readonly ClaudeHistory[]> {
  const config = options.config ?? process.env.CLAUDE_CONFIG_DIR ?? path.join(os.homedir(), '.claude');
  const cwd = await fs.promises.realpath(folder).catch(() => path.resolve(folder));
  const place = path.join(config, 'projects', transcriptFolder(cwd));
  const names = await fs.promises.readdir(place).catch(() => []);
  const files = await Promise.all(
    names
      .filter((name) => name.endsWith('.jsonl'))
      .map(async (name) => {
        const file = path.join(place, name);
        const stat = await fs.promises.stat(file).catch(() => undefined);
        return stat?.isFile() ? { file, session: name.slice(0, -'.jsonl'.length), updatedAt: stat.mtimeMs } : undefined;
      }),
  );
  const newest = files
    .filter((file) => file !== undefined)
    .sort((a, b) => b.updatedAt - a.updatedAt)
    .slice(0, options.most ?? MOST);
  const found: ClaudeHistory[] = [];
  for (const each of newest) {
    const entries = await entriesOf(each.file);
    // Several folders may share a name; only the lines say which one it was.
    const [home] = entries.flatMap((entry) => entry.cwd ?? []);
    if (home !== undefined && home !== cwd) continue;
    const messages = conversationOf(entries);
    if (messages.length > 0) found.push({ ...each, messages });
  }
  return found;
}

async function entriesOf(file: string): Promise<readonly TranscriptEntry[]> {
  const splitter = new LineSplitter();
  const entries: TranscriptEntry[] = [];
  const take = (line: string) => {
    const entry = readTranscriptLine(line);
    if (entry) entries.push(entry);
  };
  try {
    for await (const chunk of fs.createReadStream(file)) for (const line of splitter.push(chunk as Buffer)) take(line);
  } catch {
    // What could be read is shown.
  }
  const rest = splitter.rest();
  if (rest !== undefined) take(rest);
  return entries;
}
