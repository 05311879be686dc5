import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { LinkedCard } from '../../src/protocol/board';
import { boardRequests } from '../../src/protocol/board-messages';
import { t } from '../ui/l10n';
import { columnTitle } from './actions';
import { ask } from './state/connection';
import { drafts, setDraft } from './state/drafts';

interface CardSearchProps {
  /** What is searched for, kept as a half-typed text. */
  readonly draft: string;
  readonly label: string;
  readonly not: string;
  readonly onChoose: (card: LinkedCard) => void;
  readonly onClose: () => void;
}

const SHOWN = 8;

/** A line to type in and the cards that match, found by the host: also those that are not on show. */
export function CardSearch({ draft, label, not, onChoose, onClose }: CardSearchProps) {
  const box = useRef<HTMLInputElement>(null);
  const text = drafts.value[draft] ?? '';
  const [found, setFound] = useState<readonly LinkedCard[] | null>(null);
  const [at, setAt] = useState(0);
  /** Which text the cards on show answer; Enter before the answer to a newer one waits for it. */
  const answered = useRef<string | null>(null);
  const entered = useRef(false);
  useLayoutEffect(() => box.current?.focus(), []);
  // With the text itself: an answer to the one before must not be chosen by an Enter that is meant for this one.
  useLayoutEffect(() => {
    const stop = new AbortController();
    void ask(boardRequests.findCards, { text, not, limit: SHOWN }, { signal: stop.signal }).then((answer) => {
      if (!answer.ok) return;
      setFound(answer.value);
      setAt(0);
      answered.current = text;
      if (entered.current && answer.value[0]) onChoose(answer.value[0]);
      entered.current = false;
    });
    return () => stop.abort();
  }, [text, not]);
  const onKeyDown = (event: KeyboardEvent) => {
    const count = found?.length ?? 0;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && count > 0) setAt((at + by + count) % count);
    else if (event.key === 'Enter' && answered.current !== text) entered.current = true;
    else if (event.key === 'Enter' && found?.[at]) onChoose(found[at]);
    else if (event.key === 'Escape') onClose();
    else return;
    event.stopPropagation();
    event.preventDefault();
  };
  return (
    <div class="finder">
      <input
        ref={box}
        class="quick"
        role="combobox"
        aria-expanded={found !== null && found.length > 0}
        aria-controls="finder-list"
        aria-activedescendant={found?.[at] ? `finder-${at}` : undefined}
        aria-label={label}
        placeholder={label}
        value={text}
        onInput={(event) => {
          entered.current = false;
          setDraft(draft, event.currentTarget.value);
        }}
        onKeyDown={onKeyDown}
      />
      <div id="finder-list" role="listbox" aria-label={t('Cards found')} class="finder__list">
        {(found ?? []).map((card, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the line above has the keys
          // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the line above
          <div
            key={card.id}
            id={`finder-${index}`}
            role="option"
            aria-selected={index === at}
            class={index === at ? 'menu__item is-active' : 'menu__item'}
            onPointerMove={() => setAt(index)}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onChoose(card)}
          >
            <span class="menu__label clip">
              {card.where ? `${card.where} ` : ''}
              {card.title}
            </span>
            <span class="menu__detail">{columnTitle(card.column)}</span>
          </div>
        ))}
      </div>
      {found?.length === 0 ? <p class="second finder__none">{t('No card matches.')}</p> : null}
    </div>
  );
}
