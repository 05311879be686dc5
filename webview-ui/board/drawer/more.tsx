import { useState } from 'preact/hooks';
import { t } from '../../ui/l10n';

const PAGE = 50;

/** A list that may be of any length: a few rows at once, a page of further ones on demand. */
export function useMore(total: number, atFirst: number, order: 'newest last' | 'first first') {
  const [wanted, setWanted] = useState(atFirst);
  const shown = Math.min(total, wanted);
  const next = Math.min(PAGE, total - shown);
  const show = (event: MouseEvent) => {
    setWanted(shown + next);
    // The button goes with the last page: whoever pressed it by key stays in the section.
    if (shown + next >= total)
      (event.currentTarget as Element).closest('section')?.querySelector<HTMLElement>('.section__fold')?.focus();
  };
  const button =
    next > 0 ? (
      <button type="button" class="link" onClick={show}>
        {order === 'newest last' ? t('Show {0} earlier', next) : t('Show {0} more', next)}
      </button>
    ) : null;
  return { shown, button };
}
