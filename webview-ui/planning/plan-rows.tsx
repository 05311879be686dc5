import type { PlanRow } from '../../src/protocol/plan';
import { money, shortAge } from '../ui/ages';
import { Icon } from '../ui/icon';
import { t, tn } from '../ui/l10n';
import { now, openPlan } from './store';

/** A plan of a list: what it is for, where it stands, and what it has come to. */
export function PlanLine({ plan }: { readonly plan: PlanRow }) {
  const { slug, turns, costUsd, updatedAt, excerpt } = plan;
  const figures = [tn('{0} turn', '{0} turns', turns), costUsd > 0 ? money(costUsd) : '', plan.profile];
  return (
    <button type="button" class="row plan-line" onClick={() => openPlan(plan.ref)}>
      <Icon name={iconOf(plan)} tone={toneOf(plan)} spin={plan.running} />
      <span class="plan-line__body">
        <span class="plan-line__head">
          <span class="clip plan-line__slug">{slug}</span>
          <span class="second clip">{stateOf(plan)}</span>
          <span class="grow" />
          <span class="second figures">{shortAge(now.value - updatedAt)}</span>
        </span>
        {excerpt ? <span class="second clip plan-line__excerpt">{excerpt}</span> : null}
        <span class="second figures clip">{figures.filter(Boolean).join(' · ')}</span>
      </span>
    </button>
  );
}

function iconOf({ status, running }: PlanRow): string {
  if (running) return 'loading';
  if (status === 'complete') return 'pass';
  if (status === 'active') return 'comment-discussion';
  return status === 'failed' ? 'error' : 'circle-slash';
}

function toneOf({ status, running }: PlanRow) {
  if (running) return 'runs' as const;
  if (status === 'complete') return 'passed' as const;
  return status === 'failed' ? ('error' as const) : undefined;
}

function stateOf({ status, running, phase }: PlanRow): string {
  if (running) return t('{0} · answering', phase);
  switch (status) {
    case 'active':
      return phase;
    case 'complete':
      return t('complete');
    case 'cancelled':
      return t('cancelled');
    case 'expired':
      return t('expired');
    default:
      return t('failed');
  }
}
