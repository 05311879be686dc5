import type { TaskDetail } from '../../../src/protocol/board';
import { boardRequests, type TaskEdit } from '../../../src/protocol/board-messages';
import { accepted, readOnlyReason } from '../actions';
import { ask } from '../state/connection';
import { say } from '../state/notice';

export async function edit(id: string, change: TaskEdit): Promise<boolean> {
  const answer = accepted(await ask(boardRequests.edit, { id, change }));
  if (answer?.warning) say({ tone: 'warned', text: answer.warning });
  return answer !== undefined;
}

export function can(task: TaskDetail, verb: TaskDetail['can'][number]): boolean {
  return readOnlyReason() === undefined && task.can.includes(verb);
}
