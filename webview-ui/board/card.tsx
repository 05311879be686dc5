import { useComputed, useSignalEffect } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { CardView } from '../../src/protocol/board';
import { cardContext } from '../../src/protocol/card-context';
import { money } from '../ui/ages';
import { Button, IconButton, Who } from '../ui/controls';
import { Icon } from '../ui/icon';
import { t } from '../ui/l10n';
import { columnTitle, onItsWay, openCard, readOnlyReason } from './actions';
import { openCardMenu } from './card-menu';
import { ageClass, cardAge, cardSentence, markOf, whereOf } from './card-words';
import { makeDraggable } from './drag';
import { focusComment, perform } from './perform';
import { moment, past } from './state/clock';
import {
  clearSelection,
  focused,
  focusWanted,
  gotFocus,
  selected,
  selectTo,
  tabStop,
  toggleSelected,
} from './state/focus';
import { hovered, lifted } from './state/pointer';
import { openId } from './state/shell';
import { attention } from './state/store';

const NOBODY: ReadonlySet<string> = new Set();

export type CardSize = 'short' | 'normal' | 'roomy';

interface CardProps {
  readonly card: CardView;
  /** Narrow: priority and age move down to the numbers. Wide: names are spelled out, and what to do has its buttons. */
  readonly size: CardSize;
  readonly position: number;
  readonly total: number;
}

export function Card({ card, size, position, total }: CardProps) {
  const short = size === 'short';
  const box = useRef<HTMLElement>(null);
  const { id } = card;
  const now = moment.value;
  const inPast = past.value !== null;
  const isSelected = useComputed(() => selected.value.has(id)).value;
  const isHovered = useComputed(() => hovered.value === id).value && !inPast;
  const isTabStop = useComputed(() => tabStop.value === id).value;
  const isOpen = useComputed(() => openId.value === id).value;
  const isLifted = useComputed(() => lifted.value.has(id)).value;
  const moving = useComputed(() => onItsWay.value.get(id)).value;
  const classes = ['card'];
  if (isSelected) classes.push('is-selected');
  if (isOpen) classes.push('is-open');
  if (inPast) classes.push('is-past');
  if (isLifted) classes.push('is-lifted');

  useLayoutEffect(() => (box.current ? makeDraggable(box.current, id) : undefined), [id]);
  useSignalEffect(() => {
    if (focusWanted.value !== id || !box.current) return;
    focusWanted.value = null;
    box.current.focus({ preventScroll: true });
    box.current.scrollIntoView({ block: 'nearest' });
  });

  const onClick = (event: MouseEvent) => {
    focused.value = id;
    if (event.shiftKey) return selectTo(id);
    if (event.ctrlKey || event.metaKey) return toggleSelected(id);
    clearSelection();
    openCard(id);
  };
  const context = cardContext(card, isSelected ? selected.value : NOBODY, readOnlyReason() === undefined);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the board has the keys for all cards
    <article
      ref={box}
      class={classes.join(' ')}
      aria-roledescription={t('card')}
      aria-current={isOpen ? 'true' : undefined}
      aria-posinset={position}
      aria-setsize={total}
      aria-label={cardSentence(card, columnTitle(card.column), now, isSelected)}
      tabIndex={isTabStop ? 0 : -1}
      data-card={id}
      data-vscode-context={context}
      onClick={onClick}
      onFocus={() => gotFocus(id)}
      onPointerEnter={() => {
        hovered.value = id;
      }}
      onPointerLeave={() => {
        if (hovered.peek() === id) hovered.value = null;
      }}
    >
      <div class="card__where">
        <Where card={card} />
        {short || card.priority === 0 ? null : <span class="meta meta--priority">{card.priority}</span>}
        {short || card.since <= 0 ? null : <span class={ageClass(card, now)}>{cardAge(card, now)}</span>}
      </div>
      <div class="card__title">{card.title}</div>
      {moving ? <OnItsWay words={moving} /> : <StateLine card={card} inPast={inPast} />}
      <div class="card__numbers">
        {card.assignee || (!card.opens && (!short || card.priority !== 0)) ? (
          <Who name={card.assignee?.name} kind={card.assignee?.kind} />
        ) : null}
        {size === 'roomy' && card.assignee ? <span class="card__name clip">{card.assignee.name}</span> : null}
        <Numbers card={card} short={short} />
        {size === 'roomy' && !inPast ? (
          <RoomyEnd card={card} />
        ) : isHovered ? (
          <CardActions id={id} commentable={!card.opens} />
        ) : (
          <span class={short ? `${ageClass(card, now)} card__end` : 'card__end'}>
            {short ? cardAge(card, now) : card.costUsd ? money(card.costUsd) : null}
          </span>
        )}
      </div>
      {inPast && card.nowIn !== undefined ? (
        <div class="card__now">
          <Icon name="arrow-right" small />
          {card.nowIn === null ? t('gone now') : t('now in {0}', columnTitle(card.nowIn))}
        </div>
      ) : null}
    </article>
  );
}

/** The story tells cards of one project apart: where room is short the project is cut. */
function Where({ card }: { readonly card: CardView }) {
  if (!card.project || !card.story) return <span class="clip">{whereOf(card)}</span>;
  return (
    <span class="card__place">
      <span class="clip">{card.project}</span>
      <span class="card__story">/{card.story}</span>
    </span>
  );
}

/** What does not fit beside the age or the cost is left out, the last of this order first. */
function Numbers({ card, short }: { readonly card: CardView; readonly short: boolean }) {
  return (
    <span class="card__counts">
      {short && card.priority !== 0 ? <span class="meta meta--priority">{card.priority}</span> : null}
      {card.progress ? <Progress done={card.progress.done} total={card.progress.total} /> : null}
      {card.comments ? <span class="meta meta--comments">{card.comments}</span> : null}
      {card.links ? <span class="meta meta--links">{card.links}</span> : null}
    </span>
  );
}

function OnItsWay({ words }: { readonly words: string }) {
  return (
    <>
      <div class="card__state">
        <Icon name="arrow-right" />
        <span>{words}</span>
      </div>
      <div class="card__way" />
    </>
  );
}

function StateLine({ card, inPast }: { readonly card: CardView; readonly inPast: boolean }) {
  const { state } = card;
  if (!state) return null;
  const mark = markOf(state.kind, inPast);
  if (state.kind === 'gate' && !inPast)
    return (
      <div class="card__gate">
        <Turn />
        <span class="card__question">{state.text}</span>
      </div>
    );
  return (
    <div class={mark.strong ? 'card__state is-strong' : 'card__state'}>
      {mark.icon ? <Icon name={mark.icon} tone={mark.tone} spin={mark.spin} /> : null}
      <span class="card__reason">{withCode(state.text)}</span>
    </div>
  );
}

/** `your turn`, the only filled thing on a card. */
function Turn() {
  return (
    <span class="turn">
      <Icon name="bell-dot" />
      {t('Needs you')}
    </span>
  );
}

/** What stands in backticks is code. */
export function withCode(text: string) {
  if (!text.includes('`')) return text;
  return text.split('`').map((part, index) => (index % 2 === 1 ? <code key={part}>{part}</code> : part));
}

const RING = 2 * Math.PI * 5;

function Progress({ done, total }: { readonly done: number; readonly total: number }) {
  return (
    <span class="meta">
      <svg class="ring" viewBox="0 0 14 14" aria-hidden="true">
        <circle class="ring__all" cx="7" cy="7" r="5" />
        {done > 0 ? (
          <circle class="ring__done" cx="7" cy="7" r="5" stroke-dasharray={`${(done / total) * RING} ${RING}`} />
        ) : null}
      </svg>
      {done}/{total}
    </span>
  );
}

/** On a narrow page there is no hovering: cost, the suggested action and the menu are there at all times. */
function RoomyEnd({ card }: { readonly card: CardView }) {
  const action = useComputed(() => attention.value.find((row) => row.card === card.id)?.actions[0]).value;
  const stop = (act: (target: Element) => void) => (event: MouseEvent) => {
    event.stopPropagation();
    act(event.currentTarget as Element);
  };
  return (
    <>
      {card.costUsd ? <span>{money(card.costUsd)}</span> : null}
      <span class="card__end card__actions">
        {action ? (
          <Button
            small
            label={t('{0}: {1}', action.label, card.title)}
            onClick={stop((at) => perform(action, card.id, at))}
          >
            {action.label}
          </Button>
        ) : null}
        <IconButton
          small
          icon="ellipsis"
          title={t('More actions')}
          opens="menu"
          onClick={stop((target) => openCardMenu(card.id, target))}
        />
      </span>
    </>
  );
}

function CardActions({ id, commentable }: { readonly id: string; readonly commentable: boolean }) {
  const stop = (act: (target: Element) => void) => (event: MouseEvent) => {
    event.stopPropagation();
    act(event.currentTarget as Element);
  };
  return (
    <span class="card__end card__actions">
      {commentable ? (
        <IconButton
          small
          untabbable
          icon="comment"
          title={t('Comment')}
          onClick={stop(() => {
            openCard(id);
            focusComment(id);
          })}
        />
      ) : null}
      <IconButton
        small
        untabbable
        icon="ellipsis"
        title={t('More actions')}
        opens="menu"
        onClick={stop((target) => openCardMenu(id, target))}
      />
    </span>
  );
}
