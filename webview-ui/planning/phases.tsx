import type { PlanHead } from '../../src/protocol/plan';
import { Icon } from '../ui/icon';
import { t } from '../ui/l10n';

interface PhasesProps {
  readonly head: PlanHead;
  readonly busy: boolean;
  readonly onBack: (phase: string) => void;
}

/** Where the plan stands. An earlier phase can be gone back to. */
export function Phases({ head, busy, onBack }: PhasesProps) {
  return (
    <ol class="phases" aria-label={t('Phases')}>
      {head.phases.map(({ name, title, state }) => (
        <li key={name} class={`phase phase--${state}`} aria-current={state === 'now' ? 'step' : undefined}>
          {state === 'done' && head.status === 'active' && !busy ? (
            <button
              type="button"
              class="phase__button"
              title={t('Go back to {0}', title)}
              aria-label={t('Go back to {0}', title)}
              onClick={() => onBack(name)}
            >
              <Icon name="pass-filled" tone="passed" /> {title}
            </button>
          ) : (
            <span class="phase__button">
              <Icon
                name={state === 'done' ? 'pass-filled' : state === 'now' && busy ? 'loading' : 'circle-large-outline'}
                tone={state === 'done' ? 'passed' : state === 'now' && busy ? 'runs' : undefined}
                spin={state === 'now' && busy}
              />{' '}
              {title}
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}
