import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { readHermesBoard } from '../../adapters/hermes-board';
import { tasksOfHermes } from '../../core/board/from-hermes';
import { tasksOfStories } from '../../core/board/from-stories';
import type { ImportSource } from '../../core/board/import-records';
import { parsePrd } from '../../core/project/parse';
import { ok, type Result, refuse } from '../../core/result';
import { saidBy, say } from '../../core/sentence';
import { plain } from '../../core/text';
import { exportLines, importTasks, parseExport } from '../../services/boards/transfer';
import type { Context } from '../context';
import { type Answer, verb } from '../noun';
import { plural } from '../terminal/page';

export const exportVerb = verb({
  name: 'export',
  summary: 'The whole board as JSON lines: texts, links, runs and history too.',
  options: {
    output: { type: 'string', value: 'FILE', completes: 'file', help: 'into this file instead of standard output' },
  },
  examples: ['signalbox board export > board.jsonl', 'signalbox board export --output board.jsonl --board release-2'],
  run: async ({ context, options }) => {
    const opened = await context.openBoard();
    if (!opened.ok) return opened;
    if (options.output === undefined) {
      for await (const line of exportLines(opened.value)) context.print(line);
      return ok(undefined);
    }
    const file = path.resolve(options.output);
    const stream = createWriteStream(file);
    try {
      await once(stream, 'open');
      for await (const line of exportLines(opened.value)) {
        if (!stream.write(`${line}\n`)) await once(stream, 'drain');
      }
      stream.end();
      await once(stream, 'close');
    } catch (error) {
      return refuse(
        'write_failed',
        say('{file} could not be written: {message}.', { file, message: (error as Error).message }),
        { file },
      );
    }
    const tasks = opened.value.state.tasks.size;
    return ok({ data: { file, tasks }, text: `${plural(tasks, 'task')} in ${file}` });
  },
});

export const importVerb = verb({
  name: 'import',
  summary:
    'Takes tasks over: from an export, a Hermes kanban.db, or the stories of a PRD. What is there already stays as it is.',
  arguments: [{ name: 'file', help: 'an exported board, a kanban.db, or a prd.json', completes: 'file' }],
  options: {
    project: { type: 'string', value: 'SLUG', help: "the project of a PRD's stories; else its own name" },
    'dry-run': { type: 'boolean', help: 'only says what it would do' },
  },
  examples: [
    'signalbox board import board.jsonl --board release-2',
    'signalbox board import ~/.hermes/kanban.db --dry-run',
    'signalbox board import scripts/ralph/prd.json --project billing',
  ],
  run: ({ context, args, options }) =>
    take(context, path.resolve(args[0]!), options.project, options['dry-run'] === true),
});

async function take(
  context: Context,
  file: string,
  project: string | undefined,
  dryRun: boolean,
): Promise<Result<Answer>> {
  const source = await readSource(context, file, project);
  if (!source.ok) return source;
  const { format, tasks, problems, board: look } = source.value;
  if (dryRun) {
    return ok({
      data: { format, tasks: tasks.length, problems },
      text: () =>
        [`${plural(tasks.length, 'task')} would be taken over from ${FORMATS[format]}.`, ...problems].join('\n'),
    });
  }
  const boards = await context.boards();
  if (!boards.ok) return boards;
  const slug = context.board;
  if (slug !== undefined && !boards.value.find(slug)) {
    const made = await boards.value.execute({ type: 'create', slug, ...look, name: look?.name || slug });
    if (!made.ok) return made;
  }
  const opened = await context.openBoard();
  if (!opened.ok) return opened;
  const done = await importTasks(opened.value, source.value);
  if (!done.ok) return done;
  const { imported, skipped } = done.value;
  return ok({
    data: { format, board: opened.value.info.slug, ...done.value },
    text: (page) =>
      [
        `${plural(imported, 'task')} taken over from ${FORMATS[format]}${skipped ? `, ${skipped} were there already` : ''}.`,
        ...done.value.problems.map((problem) => `${page.paint('yellow', '!')} ${plain(problem)}`),
      ].join('\n'),
  });
}

const FORMATS: Readonly<Record<ImportSource['format'], string>> = {
  signalbox: 'an exported board',
  hermes: 'a Hermes board',
  prd: 'a PRD',
};

/** What kind of file it is, is told by what is in it. */
async function readSource(context: Context, file: string, project: string | undefined): Promise<Result<ImportSource>> {
  let bytes: Buffer;
  try {
    bytes = await fs.readFile(file);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return refuse(
      missing ? 'not_found' : 'unreadable',
      missing ? say('There is no file {file}.', { file }) : say('{file} cannot be read.', { file }),
      { file },
    );
  }
  if (bytes.subarray(0, 15).toString('latin1') === 'SQLite format 3') {
    const tables = readHermesBoard(file);
    return tables.ok ? ok(tasksOfHermes(tables.value)) : tables;
  }
  const text = bytes.toString('utf8');
  const firstLine = text.trimStart().split('\n', 1)[0] ?? '';
  if (/^\{.*"kind"\s*:\s*"(?:board|task)"/.test(firstLine)) return parseExport(text);
  const { prd, problems } = parsePrd(text);
  if (!prd)
    return refuse('invalid_file', problems[0] ? saidBy(problems[0]) : say('There is no board in this file.'), { file });
  return ok(tasksOfStories(prd, project ?? slugOf(prd.name, file), context.clock.now(), context.actor));
}

const slugOf = (name: string, file: string): string =>
  (name || path.basename(path.dirname(file)))
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64) || 'project';
