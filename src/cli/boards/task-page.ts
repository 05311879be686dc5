import { openAttempt, type Task, type TaskDetails, type TaskId } from '../../core/board/model';
import type { BoardState } from '../../core/board/state';
import { tellEvent } from '../../core/board/tell';
import { progressOf } from '../../core/board/views';
import { type CardContext, stateLine } from '../../core/board/why';
import { plain } from '../../core/text';
import { english } from '../../core/translate';
import { longDuration, money, type Page, plural } from '../terminal/page';
import { cutTo, oneLine, pad, wrap } from '../terminal/width';
import { markOfOutcome, markOfState, markOfStatus, STATUS_TITLES } from './marks';

const MOST_EVENTS = 12;
const INDENT = '  ';

/** A task as a page: what is wrong, what to do, what it is, what happened. */
export function taskPage(
  page: Page,
  board: BoardState,
  task: Task,
  details: TaskDetails,
  context: CardContext,
): string {
  const width = Math.min(page.width, 100);
  const text = (lines: string) => wrap(plain(lines).trim(), width - INDENT.length).map((line) => INDENT + line);
  const section = (title: string, note: string, lines: readonly string[]): string[] =>
    lines.length ? ['', `${page.bold(title)}${note ? ` ${page.dim(note)}` : ''}`, ...lines] : [];
  return [
    ...wrap(oneLine(task.title), width).map(page.bold),
    facts(page, task),
    ...stateOf(page, board, task, context, width),
    ...section('Description', '', details.body ? text(details.body) : []),
    ...section('Links', progressNote(board, task), linkLines(page, board, task, width)),
    ...section('Result', '', details.result ? text(details.result) : []),
    ...section(
      'Attachments',
      '',
      details.attachments.map(({ name, target }) => `${INDENT}${plain(name)}  ${page.dim(plain(target))}`),
    ),
    ...section('Runs', runsNote(task), runLines(page, task, width)),
    ...section(
      'Comments',
      String(details.comments.length),
      details.comments.flatMap((comment, index) => [
        ...(index ? [''] : []),
        `${INDENT}${page.bold(plain(comment.author))} ${page.dim(page.time(comment.at))}`,
        ...text(comment.text),
      ]),
    ),
    ...section('History', historyNote(details), historyLines(page, board, task.id, details, width)),
  ].join('\n');
}

function facts(page: Page, task: Task): string {
  const { sign, style } = markOfStatus(task.status);
  const gaveUp = task.block?.gaveUp ? ', gave up' : '';
  return [
    page.paint(style, `${sign} ${STATUS_TITLES[task.status]}${gaveUp}`) + page.dim(` ${page.age(task.since)}`),
    task.id,
    task.assignee ? plain(task.assignee) : page.dim('nobody'),
    task.priority ? `↑${task.priority}` : '',
    task.project ? plain(task.project) + (task.story ? `/${plain(task.story)}` : '') : '',
    task.tenant ? plain(task.tenant) : '',
    task.scheduledAt !== null && task.status === 'scheduled' ? page.time(task.scheduledAt) : '',
    task.workspaceKind !== 'scratch' || task.workspacePath
      ? `${task.workspaceKind}${task.workspacePath ? ` ${plain(task.workspacePath)}` : ''}`
      : '',
    task.skills.length ? plain(task.skills.join(', ')) : '',
    task.costUsd ? money(task.costUsd) : '',
  ]
    .filter(Boolean)
    .join(page.dim(' · '));
}

function stateOf(page: Page, board: BoardState, task: Task, context: CardContext, width: number): string[] {
  const state = stateLine(board, task, context);
  const notes: string[] = [];
  const missing = (ids: readonly TaskId[]) => `${ids.join(', ')}, which ${ids.length === 1 ? 'does' : 'do'} not exist`;
  if (task.unknownCards.length) notes.push(`A completion was refused: it named ${missing(task.unknownCards)}.`);
  if (task.phantomCards.length) notes.push(`The summary names ${missing(task.phantomCards)}.`);
  if (task.failures) notes.push(`${plural(task.failures, 'failure')} in a row: ${plain(task.lastError ?? '')}`);
  const { sign, style } = state ? markOfState(state.kind) : { sign: '', style: undefined };
  const lines = state
    ? wrap(oneLine(state.text), width - 2).map(
        (line, index) => `${index ? ' ' : page.paint(style, sign)} ${page.paint(style, line)}`,
      )
    : [];
  const warned = notes.flatMap((note) =>
    wrap(oneLine(note), width - 2).map((line, index) => `${index ? ' ' : page.paint('yellow', '!')} ${line}`),
  );
  return lines.length || warned.length ? ['', ...lines, ...warned] : [];
}

function progressNote(board: BoardState, task: Task): string {
  const { done, total } = progressOf(board, task);
  return total ? `${done} of ${total} children done` : '';
}

function linkLines(page: Page, board: BoardState, task: Task, width: number): string[] {
  const line = (word: string, id: TaskId): string => {
    const other = board.tasks.get(id);
    if (!other) return `${INDENT}${pad(word, 10)}  ${id}`;
    const { sign, style } = markOfStatus(other.status);
    const title = cutTo(oneLine(other.title), Math.max(10, width - 36));
    return `${INDENT}${pad(word, 10)}${page.paint(style, sign)} ${id}  ${title} ${page.dim(other.status)}`;
  };
  return [...task.parents.map((id) => line('waits for', id)), ...task.children.map((id) => line('before', id))];
}

function runsNote(task: Task): string {
  const ended = task.runs.reduce((sum, run) => sum + ((run.endedAt ?? run.startedAt) - run.startedAt), 0);
  return [String(task.runs.length), longDuration(ended), task.costUsd ? money(task.costUsd) : '']
    .filter(Boolean)
    .join(' · ');
}

function runLines(page: Page, task: Task, width: number): string[] {
  const open = openAttempt(task);
  return task.runs
    .map((run, index) => {
      const { sign, style } = markOfOutcome(run.outcome);
      const took = longDuration((run.endedAt ?? page.now) - run.startedAt);
      const outcome = run === open ? `running, lease until ${page.time(run.leaseUntil)}` : (run.outcome ?? '');
      const figures = `${pad(String(index + 1), 3)}${page.paint(style, sign)} ${pad(cutTo(plain(run.worker), 16), 16)}  ${pad(outcome, 10)}  ${took}`;
      const rest = [run.costUsd ? money(run.costUsd) : '', page.time(run.startedAt)].filter(Boolean).join('  ');
      const error = run.error ? [`${INDENT}     ${page.paint('red', cutTo(oneLine(run.error), width - 7))}`] : [];
      return [`${INDENT}${figures}  ${page.dim(rest)}`, ...error];
    })
    .reverse()
    .flat();
}

function historyNote(details: TaskDetails): string {
  const hidden = details.history.length - MOST_EVENTS;
  return hidden > 0 ? `the newest ${MOST_EVENTS} of ${details.history.length}` : '';
}

function historyLines(page: Page, board: BoardState, id: TaskId, details: TaskDetails, width: number): string[] {
  const shown = details.history.slice(-MOST_EVENTS);
  const times = shown.map(({ at }) => page.time(at));
  const timeWidth = Math.max(0, ...times.map((time) => time.length));
  const actors = shown.map(({ actor }) => cutTo(plain(actor), 14));
  const actorWidth = Math.max(0, ...actors.map((actor) => actor.length));
  const nameOf = (other: TaskId) => board.tasks.get(other)?.title ?? other;
  return shown.map(({ event }, index) => {
    const told = cutTo(
      oneLine(tellEvent(event, id, english, nameOf)),
      Math.max(20, width - timeWidth - actorWidth - 6),
    );
    return `${INDENT}${page.dim(pad(times[index]!, timeWidth))}  ${pad(actors[index]!, actorWidth)}  ${told}`;
  });
}
