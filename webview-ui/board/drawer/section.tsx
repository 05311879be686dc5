import type { ComponentChildren } from 'preact';
import { keptSignal } from '../../ui/host-api';
import { Icon } from '../../ui/icon';
import { toggled } from '../state/view';

const folded = keptSignal<readonly string[]>('foldedSections', []);

interface SectionProps {
  readonly id: string;
  readonly title: string;
  readonly count?: ComponentChildren;
  readonly tools?: ComponentChildren;
  readonly children: ComponentChildren;
  /** Cannot stay folded: what is wrong is always seen when a card is opened. */
  readonly always?: boolean;
}

export function Section({ id, title, count, tools, children, always }: SectionProps) {
  const open = always || !folded.value.includes(id);
  return (
    <section class="section" aria-label={title}>
      <header class="section__head">
        <button
          type="button"
          class="section__fold"
          aria-expanded={open}
          onClick={() => {
            folded.value = toggled(folded.peek(), id);
          }}
        >
          <Icon name={open ? 'chevron-down' : 'chevron-right'} small />
          <h3>{title}</h3>
          {count === undefined ? null : <span class="second figures section__count">{count}</span>}
        </button>
        <span class="section__tools">{tools}</span>
      </header>
      {open ? <div class="section__body">{children}</div> : null}
    </section>
  );
}
