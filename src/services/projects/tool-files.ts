import path from 'node:path';
import type { Iteration, ToolState } from '../../core/project/model';
import { isIterationLog, TOOL_FILES } from '../../core/project/places';
import type { LogFacts } from '../../core/project/tools';
import {
  parseCircuitBreaker,
  parseFixPlan,
  parseIterationLog,
  parseLoopStatus,
  parseProgress,
  parseTuiLock,
  progressTimes,
} from '../../core/project/tools';
import type { Files } from '../../ports/files';
import type { FolderMap, FolderNode } from './folders';

const TAIL = 64 * 1024;
const MOST_LOGS = 200;
/** A pause this long between two logs was nobody's work. */
const LONGEST_ITERATION = 3 * 3600;

interface LogFile {
  readonly stamp: string;
  readonly endedAt: number;
  readonly facts: LogFacts;
}

/** Reads what other tools left in a project's folders. A log is read again only when it has changed. */
export class ToolFiles {
  readonly #files: Files;
  readonly #folders: FolderMap;
  readonly #logs = new Map<string, LogFile>();

  constructor(files: Files, folders: FolderMap) {
    this.#files = files;
    this.#folders = folders;
  }

  async read(folder: string): Promise<ToolState> {
    const places = this.#folders.ralphFoldersOf(folder);
    const text = async (names: readonly string[], inside = places): Promise<string | undefined> => {
      for (const node of inside) {
        const name = names.find((each) => node.files.has(each));
        if (name !== undefined) return this.#files.tail(path.join(node.path, name), TAIL);
      }
      return undefined;
    };
    const tui = this.#folders.node(path.join(folder, '.ralph-tui'));
    const loopPlaces = places.filter((node) => node.path === folder || path.basename(node.path) === '.ralph');
    const [progressText, lastBranch, loop, breaker, plan, lock, logs] = await Promise.all([
      text([TOOL_FILES.progress]),
      text([TOOL_FILES.lastBranch]),
      text([TOOL_FILES.loop], loopPlaces),
      text([TOOL_FILES.breaker], loopPlaces),
      text(TOOL_FILES.fixPlans, loopPlaces),
      tui ? text([TOOL_FILES.tuiLock], [tui]) : undefined,
      this.#readLogs(folder, places),
    ]);
    const progress = progressText === undefined ? undefined : parseProgress(progressText);
    const iterations = logs.length > 0 ? logs : iterationsOfProgress(progressText ?? '');
    const lastMessage = this.#lastMessage(logs) ?? (progress && `${progress.heading} ${progress.text}`.trim());
    return withoutUndefined({
      progress,
      lastBranch: lastBranch?.trim() || undefined,
      loop: loop === undefined ? undefined : parseLoopStatus(loop),
      circuitBreaker: breaker === undefined ? undefined : parseCircuitBreaker(breaker),
      fixPlan: plan === undefined ? undefined : parseFixPlan(plan),
      tuiLock: lock === undefined ? undefined : parseTuiLock(lock),
      iterations: iterations.length > 0 ? iterations : undefined,
      lastMessage: lastMessage || undefined,
    });
  }

  async #readLogs(folder: string, places: readonly FolderNode[]): Promise<readonly Iteration[]> {
    const nodes = [
      ...places,
      ...places.map((node) => this.#folders.node(path.join(node.path, 'logs'))),
      this.#folders.node(path.join(folder, '.ralph-tui', 'iterations')),
    ];
    const files = nodes.flatMap((node) =>
      node
        ? [...node.files].filter((name) => isIterationLog(name, node.role)).map((name) => path.join(node.path, name))
        : [],
    );
    const found = await Promise.all(files.map(async (file) => ({ file, stat: await this.#files.stat(file) })));
    const newest = found
      .flatMap(({ file, stat }) => (stat?.kind === 'file' ? [{ file, stat }] : []))
      .sort((a, b) => a.stat.modifiedAt - b.stat.modifiedAt)
      .slice(-MOST_LOGS);
    await Promise.all(
      newest.map(async ({ file, stat }) => {
        if (this.#logs.get(file)?.stamp === stat.stamp) return;
        const [head, tail] = await Promise.all([this.#files.head(file, 4096), this.#files.tail(file, 8192)]);
        const facts = parseIterationLog(path.basename(file), head ?? '', tail ?? '');
        this.#logs.set(file, { stamp: stat.stamp, endedAt: stat.modifiedAt, facts });
      }),
    );
    return newest.flatMap(({ file }, index) => {
      const log = this.#logs.get(file);
      if (!log) return [];
      const previous = newest[index - 1]?.stat.modifiedAt;
      const gap = previous === undefined ? undefined : (log.endedAt - previous) / 1000;
      const seconds = log.facts.seconds ?? (gap !== undefined && gap > 1 && gap < LONGEST_ITERATION ? gap : undefined);
      return [{ file, endedAt: log.endedAt, seconds, storyId: log.facts.storyId }];
    });
  }

  #lastMessage(logs: readonly Iteration[]): string | undefined {
    const last = logs.at(-1);
    return last && this.#logs.get(last.file)?.facts.message;
  }
}

/** Without logs, the time between two entries of `progress.txt` is what an iteration took. */
function iterationsOfProgress(text: string): readonly Iteration[] {
  const times = progressTimes(text)
    .filter(({ at }) => at.includes('T'))
    .map(({ at, storyId }) => ({ endedAt: Date.parse(at), storyId }))
    .filter(({ endedAt }) => Number.isFinite(endedAt));
  return times.slice(-MOST_LOGS).map(({ endedAt, storyId }, index, all) => {
    const gap = index === 0 ? undefined : (endedAt - (all[index - 1]?.endedAt ?? endedAt)) / 1000;
    const seconds = gap !== undefined && gap > 1 && gap < LONGEST_ITERATION ? gap : undefined;
    return { file: '', endedAt, seconds, storyId };
  });
}

function withoutUndefined<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
}
