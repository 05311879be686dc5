import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ColumnView } from '../../src/protocol/board';
import { announce } from '../ui/announcer';
import { t } from '../ui/l10n';
import { accepted } from './actions';
import { drafts, giveBack, quickKey, setDraft } from './state/drafts';
import { focusCard } from './state/focus';
import { createTask } from './state/outbox';
import { quickCreate } from './state/shell';
import { head } from './state/store';

/** A line at the head of a column: Enter makes a card and waits for the next one, Escape ends it. */
export function QuickCreate({ column }: { readonly column: ColumnView }) {
  const box = useRef<HTMLInputElement>(null);
  const board = head.value?.ref ?? '';
  const key = quickKey(board, column.id);
  const text = drafts.value[key] ?? '';
  // Before the next key: after `n` a person types on, and letters are verbs of the board.
  useLayoutEffect(() => box.current?.focus(), []);
  const create = async () => {
    const title = text.trim();
    if (!title) return;
    setDraft(key, undefined);
    const made = accepted(await createTask({ title, column: column.id, board }, false));
    if (made) announce(t('{0} created in {1}.', title, column.title));
    else giveBack(key, title);
    if (made && quickCreate.peek() === null) focusCard(made.id);
  };
  const close = () => {
    if (quickCreate.peek() === column.id) quickCreate.value = null;
  };
  return (
    <input
      ref={box}
      class="quick"
      aria-label={t('Title of the new card in {0}', column.title)}
      placeholder={t('Title, then Enter')}
      maxLength={500}
      value={text}
      onInput={(event) => setDraft(key, event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        event.stopPropagation();
        if (event.key === 'Enter') void create();
        else close();
      }}
      onBlur={() => text.trim() === '' && close()}
    />
  );
}
