import { tailOf, workerLogFile } from '../../adapters/worker-log';
import { STATUSES, type Status } from '../../core/board/model';
import { ok, type Result, refuse } from '../../core/result';
import { asIs, say } from '../../core/sentence';
import { plain } from '../../core/text';
import type { BulkResult } from '../../services/boards/open-board';
import { findTask } from '../boards/records';
import { FIELDS, fieldsOf } from '../boards/task-fields';
import { verb } from '../noun';
import type { Page } from '../terminal/page';
import { withoutUndefined } from './board';
import { ID } from './task-act';

const TAIL = 16_384;

/** The same change for many tasks, each on its own. */
export const bulkVerb = verb({
  name: 'bulk',
  summary: 'The same change for many tasks, each on its own, with a result for each.',
  arguments: [{ ...ID, rest: true, help: 'the tasks; - reads them from standard input' }],
  options: {
    status: { type: 'string', value: 'STATUS', choices: STATUSES, help: 'moves them there, by the rules of a move' },
    archive: { type: 'boolean', help: 'puts them away' },
    assignee: FIELDS.assignee,
    priority: FIELDS.priority,
    tenant: FIELDS.tenant,
    project: FIELDS.project,
  },
  examples: [
    'signalbox task bulk t_7be1f09c t_99ab12cd --assignee claude --priority 20',
    "signalbox task list --status done --json | jq -r '.data.tasks[].id' | signalbox task bulk - --archive",
  ],
  run: async ({ context, args, options: { status, archive, ...given } }) => {
    const fields = await fieldsOf(context, given as never);
    if (!fields.ok) return fields;
    const to = archive ? 'archived' : (status as Status | undefined);
    if (to === undefined && Object.keys(fields.value).length === 0) {
      return refuse(
        'nothing_to_do',
        say('Say what to change: --status, --archive, --assignee, --priority, --tenant or --project.'),
      );
    }
    const opened = await context.openBoard();
    if (!opened.ok) return opened;
    const named = args[0] === '-' ? (await context.readInput()).split(/\s+/).filter(Boolean) : args;
    const ids = named.map((id) => {
      const found = findTask(opened.value, id);
      return found.ok ? found.value.id : id;
    });
    const results = await opened.value.bulk(ids, { ...fields.value, ...withoutUndefined({ status: to }) });
    return bulkAnswer(results);
  },
});

/** Each has its own result; where every one was refused, so is the whole. */
function bulkAnswer(results: readonly BulkResult[]): Result<{ data: unknown; text: (page: Page) => string }> {
  const failed = results.filter((result) => result.refusal);
  if (failed.length > 0 && failed.length === results.length) {
    const codes = [...new Set(failed.map((result) => result.refusal!.code))];
    return refuse(
      codes.length === 1 ? codes[0]! : 'all_refused',
      asIs(failed.map((each) => each.refusal!.message).join('\n')),
      {
        results,
      },
    );
  }
  return ok({
    data: { results, done: results.length - failed.length, refused: failed.length },
    text: (page) =>
      results
        .map(({ id, refusal }) =>
          refusal ? `${page.paint('red', '✖')} ${id}  ${refusal.message}` : `${page.paint('green', '✓')} ${id}`,
        )
        .join('\n'),
  });
}

export const logVerb = verb({
  name: 'log',
  summary: "The end of a worker's output.",
  arguments: [ID],
  options: { tail: { type: 'string', value: 'BYTES', help: `how much of it; ${TAIL} unless told` } },
  examples: ['signalbox task log t_7be1f09c', 'signalbox task log t_7be1f09c --tail 400'],
  run: async ({ context, args, options }) => {
    const bytes = options.tail === undefined ? TAIL : Number(options.tail);
    if (!Number.isSafeInteger(bytes) || bytes < 1) return refuse('invalid_value', say('--tail is a number of bytes.'));
    const opened = await context.openBoard();
    if (!opened.ok) return opened;
    const found = findTask(opened.value, args[0]!);
    if (!found.ok) return found;
    const { id } = found.value;
    const tail = await tailOf(workerLogFile(context.workspace, opened.value.info.slug, id), bytes);
    if (!tail) return refuse('no_log', say('No worker has written anything about {id} yet.', { id }), { task: id });
    return ok({ data: { id, ...tail }, text: () => plain(tail.text).trimEnd() });
  },
});
