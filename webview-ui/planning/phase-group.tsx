import { useState } from 'preact/hooks';
import type { PlanHead, TurnView } from '../../src/protocol/plan';
import { money } from '../ui/ages';
import { Icon } from '../ui/icon';
import { t, tn } from '../ui/l10n';
import { Turn } from './turn';

/** Turns of one phase that follow each other. */
export interface PhaseTurns {
  readonly phase: string;
  readonly turns: readonly TurnView[];
}

export function groupByPhase(turns: readonly TurnView[]): readonly PhaseTurns[] {
  const groups: { phase: string; turns: TurnView[] }[] = [];
  for (const turn of turns) {
    const last = groups.at(-1);
    if (last?.phase === turn.phase) last.turns.push(turn);
    else groups.push({ phase: turn.phase, turns: [turn] });
  }
  return groups;
}

/** So many exchanges are drawn at once; the ones before are a click away. */
const DRAWN = 25;

interface GroupProps {
  readonly group: PhaseTurns;
  readonly head: PlanHead;
  /** The newest: what is said now stands in it. */
  readonly isLast: boolean;
  readonly only: boolean;
  readonly holdPlace: () => void;
}

/** A phase that was left is one line; what is said now is whole. */
export function PhaseGroup({ group, head, isLast, only, holdPlace }: GroupProps) {
  const [open, setOpen] = useState(false);
  const [drawn, setDrawn] = useState(DRAWN);
  const phase = head.phases.find(({ name }) => name === group.phase);
  const title = phase?.title ?? group.phase;
  const turns = group.turns.slice(-drawn);
  const hidden = group.turns.length - turns.length;
  const newest = group.turns.at(-1);
  return (
    <section class="phase-group">
      {isLast ? (
        only ? null : (
          <h2 class="phase-mark second">{title}</h2>
        )
      ) : (
        <button type="button" class="row phase-line" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name={open ? 'chevron-down' : 'chevron-right'} />
          {phase?.state === 'done' ? <Icon name="pass-filled" tone="passed" /> : <Icon name="comment-discussion" />}
          <span class="phase-line__title">{title}</span>
          <span class="second clip">{summary(group)}</span>
          <span class="grow" />
          <span class="second figures">{cost(group)}</span>
        </button>
      )}
      {open || isLast ? (
        <>
          {hidden > 0 ? (
            <button
              type="button"
              class="row earlier-turns second"
              onClick={() => {
                holdPlace();
                setDrawn(drawn + DRAWN * 2);
              }}
            >
              <Icon name="fold-up" /> {tn('{0} earlier message', '{0} earlier messages', hidden)}
            </button>
          ) : null}
          {turns.map((turn) => (
            <Turn key={turn.n} turn={turn} head={head} isLast={isLast && turn === newest} />
          ))}
        </>
      ) : null}
    </section>
  );
}

function summary({ turns }: PhaseTurns): string {
  const said = turns.reduce((sum, { prompt, blocks }) => sum + (prompt ? 1 : 0) + (blocks.length > 0 ? 1 : 0), 0);
  return tn('{0} message', '{0} messages', said);
}

function cost({ turns }: PhaseTurns): string {
  const spent = turns.reduce((sum, { costUsd }) => sum + costUsd, 0);
  return spent > 0 ? money(spent) : '';
}

/** The conversation from which the plan goes on, folded. */
export function EarlierGroup({
  count,
  children,
}: {
  readonly count: number;
  readonly children: preact.ComponentChildren;
}) {
  const [open, setOpen] = useState(false);
  return (
    <section class="phase-group">
      <button type="button" class="row phase-line" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name={open ? 'chevron-down' : 'chevron-right'} />
        <Icon name="history" />
        <span class="phase-line__title">{t('Before this plan')}</span>
        <span class="second clip">{tn('{0} message', '{0} messages', count)}</span>
      </button>
      {open ? children : null}
    </section>
  );
}
