import type { RunView, TaskDetail } from '../../../src/protocol/board';
import { duration, eventTime, money } from '../../ui/ages';
import { Icon, type Tone } from '../../ui/icon';
import { t } from '../../ui/l10n';
import { outcomeWord } from '../run-words';
import { moment } from '../state/clock';
import { useEarlier } from './more';
import { Section } from './section';

const NEWEST = 10;

interface Mark {
  readonly icon: string;
  readonly tone?: Tone;
  readonly spin?: boolean;
}

const OUTCOMES: Readonly<Record<string, Mark>> = {
  completed: { icon: 'pass-filled', tone: 'passed' },
  done: { icon: 'pass-filled', tone: 'passed' },
  review: { icon: 'eye' },
  blocked: { icon: 'circle-slash' },
  reclaimed: { icon: 'discard' },
  stopped: { icon: 'debug-stop' },
  cooldown: { icon: 'clockface' },
};

function markOf(run: RunView): Mark {
  if (run.endedAt === undefined) return { icon: 'loading', tone: 'runs', spin: true };
  return OUTCOMES[run.outcome] ?? { icon: 'error', tone: 'error' };
}

export function Runs({ task }: { readonly task: TaskDetail }) {
  const { runs, earlier } = task;
  const { drawn, total, button } = useEarlier(task, 'runs', NEWEST, earlier.runs.count);
  if (total === 0) return null;
  const now = moment.value;
  const took = runs.reduce((sum, run) => sum + (run.endedAt ?? now) - run.startedAt, earlier.runs.took);
  const cost = runs.reduce((sum, run) => sum + (run.cost ?? 0), earlier.runs.cost);
  const facts = [String(total), duration(took), cost > 0 ? money(cost) : undefined].filter(Boolean);
  return (
    <Section id="runs" title={t('Runs')} count={facts.join(' · ')} tools={button}>
      <ul>
        {[...drawn].reverse().map((run) => {
          const mark = markOf(run);
          const words = run.error ?? run.summary ?? outcomeWord(run.outcome);
          return (
            <li class="row" key={run.id} title={words}>
              <span class="row__number second figures">{run.attempt}</span>
              <Icon name={mark.icon} tone={mark.tone} spin={mark.spin} />
              <span class="clip row__title">
                {run.endedAt === undefined ? t('{0} works on it', run.profile) : words}
              </span>
              <span class="row__end second figures">{duration((run.endedAt ?? now) - run.startedAt)}</span>
              {run.cost ? <span class="figures">{money(run.cost)}</span> : null}
              <span class="row__time second figures">{eventTime(run.startedAt, now)}</span>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
