import type { Result } from '../../../src/core/result';
import { boardRequests, type NewTask } from '../../../src/protocol/board-messages';
import { keptSignal } from '../../ui/host-api';
import { ask } from './connection';

/** A card that was asked for and whose making nobody has confirmed. */
interface Sent {
  /** The same card asked for again under the same key is the card that is there. */
  readonly key: string;
  readonly task: NewTask;
  /** Its words are still where they were typed: the person decides whether it is asked for again. */
  readonly typed: boolean;
}

type Made = Result<{ readonly id: string; readonly warning?: string }>;

const sent = keptSignal<readonly Sent[]>('sent', []);
const underWay = new Set<string>();

/**
 * Has a card made. Whatever happens meanwhile to the page or to its host, it is made once: a page that comes back asks
 * again for what it has no answer to. `typed`: the words stay in their field until the answer comes.
 */
export async function createTask(task: NewTask, typed: boolean): Promise<Made> {
  const same = JSON.stringify(task);
  const before = sent.peek().find((each) => !underWay.has(each.key) && JSON.stringify(each.task) === same);
  const entry = before ?? { key: crypto.randomUUID(), task, typed };
  if (!before) sent.value = [...sent.peek(), entry];
  return deliver(entry);
}

/** What the page before this one sent and had no answer to. */
export async function deliverLeft(): Promise<readonly { readonly task: NewTask; readonly made: Made }[]> {
  const left = sent.peek().filter(({ typed, key }) => !typed && !underWay.has(key));
  return Promise.all(left.map(async (entry) => ({ task: entry.task, made: await deliver(entry) })));
}

async function deliver({ key, task }: Sent): Promise<Made> {
  underWay.add(key);
  let made = await ask(boardRequests.create, { ...task, key });
  // Another host took over in the middle.
  if (!made.ok && made.refusal.code === 'disconnected') made = await ask(boardRequests.create, { ...task, key });
  underWay.delete(key);
  const open = !made.ok && (made.refusal.code === 'disconnected' || made.refusal.code === 'timeout');
  // Who sees the refusal has the words back, and asks again.
  sent.value = open
    ? sent.peek().map((each) => (each.key === key ? { ...each, typed: true } : each))
    : sent.peek().filter((each) => each.key !== key);
  return made;
}
