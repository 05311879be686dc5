import { useState } from 'preact/hooks';
import type { EarlierPage, TaskDetail } from '../../../src/protocol/board';
import { boardRequests } from '../../../src/protocol/board-messages';
import { t } from '../../ui/l10n';
import { accepted } from '../actions';
import { ask } from '../state/connection';

const PAGE = 50;

interface More {
  readonly total: number;
  readonly shown: number;
  readonly words: (count: number) => string;
  /** Has so many shown, which may take a moment. */
  readonly show: (count: number) => unknown;
}

/** The button below a list that may be of any length. */
function moreButton({ total, shown, words, show }: More) {
  const next = Math.min(PAGE, total - shown);
  const press = (event: MouseEvent) => {
    show(shown + next);
    // The button goes with the last page: whoever pressed it by key stays in the section.
    if (shown + next >= total)
      (event.currentTarget as Element).closest('section')?.querySelector<HTMLElement>('.section__fold')?.focus();
  };
  return next > 0 ? (
    <button type="button" class="link" onClick={press}>
      {words(next)}
    </button>
  ) : null;
}

/** A list from its beginning: a few rows at once, a page of further ones on demand. */
export function useMore(total: number, atFirst: number, show: (count: number) => void) {
  const [wanted, setWanted] = useState(atFirst);
  const shown = Math.min(total, wanted);
  const button = moreButton({
    total,
    shown,
    words: (count) => t('Show {0} more', count),
    show: (count) => {
      setWanted(count);
      show(count);
    },
  });
  return { shown, button };
}

type Item<List extends keyof EarlierPage> = TaskDetail[List][number];

/** A list that grows at its end, the newest at once; what the host kept back comes page by page on demand. */
export function useEarlier<List extends keyof EarlierPage>(task: TaskDetail, of: List, atFirst: number, kept: number) {
  const [wanted, setWanted] = useState(atFirst);
  /** They end where the list that was sent began: with another one they are of no use. */
  const [older, setOlder] = useState<{ readonly end: number; readonly items: readonly Item<List>[] } | undefined>();
  const fetched = older?.end === kept ? older.items : [];
  const known: readonly Item<List>[] = [...fetched, ...task[of]];
  const total = kept + task[of].length;
  const drawn = known.slice(-wanted);
  const show = async (count: number) => {
    const lacking = Math.min(count, total) - known.length;
    if (lacking > 0) {
      const before = kept - fetched.length;
      const page = accepted(await ask(boardRequests.earlier, { id: task.id, of, before, limit: lacking }));
      if (!page) return;
      setOlder({ end: kept, items: [...((page[of] ?? []) as readonly Item<List>[]), ...fetched] });
    }
    setWanted(count);
  };
  const button = moreButton({
    total,
    shown: drawn.length,
    words: (count) => t('Show {0} earlier', count),
    show: (count) => void show(count),
  });
  return { drawn, total, button };
}
