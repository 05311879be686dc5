import { boardRequests, type Moment } from '../../../src/protocol/board-messages';
import { refused } from '../actions';
import { ask } from './connection';
import { head, time } from './store';

type Wish = ({ readonly to: Moment } | { readonly steps: number }) & { readonly board: string | undefined };

let wish: Wish | undefined;
let going: Promise<void> | undefined;

/**
 * Goes to another moment. One is under way at a time and the newest wish follows it: a slider that is dragged faster than a large
 * board can follow shows fewer moments, and none of them late. The promise is kept when the board stands where it was last asked to.
 */
export function travel(to: Moment): Promise<void> {
  wish = { to, board: head.peek()?.ref };
  return go();
}

/** By so many events; those that were asked for meanwhile are taken together. */
export function travelBy(steps: number): Promise<void> {
  wish = { steps: steps + (wish && 'steps' in wish ? wish.steps : 0), board: head.peek()?.ref };
  return go();
}

/** Back to now, also from a moment that is still on its way. */
export function comeBack(): void {
  if (going || time.peek()?.past) void travel('now');
}

/** When the board has followed. */
export function settled(): Promise<void> {
  return going ?? Promise.resolve();
}

function go(): Promise<void> {
  going ??= follow().finally(() => {
    going = undefined;
  });
  return going;
}

async function follow(): Promise<void> {
  while (wish) {
    const { board } = wish;
    const to = 'to' in wish ? wish.to : momentAfter(wish.steps);
    wish = undefined;
    // Another board was chosen meanwhile: it is not meant.
    if (to === undefined || board !== head.peek()?.ref) continue;
    const answer = await ask(boardRequests.travel, { to });
    if (!answer.ok) refused(answer.refusal);
  }
}

/** Beyond the newest event is now; undefined: it is shown already. */
function momentAfter(steps: number): Moment | undefined {
  const life = time.peek();
  if (!life || steps === 0 || (!life.past && steps > 0)) return undefined;
  return life.past && life.past.seq + steps > life.commits ? 'now' : { step: steps };
}
