import type { EventView, TaskDetail } from '../../../src/protocol/board';
import { eventTime, fullTime } from '../../ui/ages';
import { Icon, type Tone } from '../../ui/icon';
import { t } from '../../ui/l10n';
import { withCode } from '../card';
import { moment } from '../state/clock';
import { useEarlier } from './more';
import { Section } from './section';

const SHOWN = 3;

const MARKS: Readonly<Record<EventView['kind'], { readonly icon: string; readonly tone?: Tone }>> = {
  failed: { icon: 'error', tone: 'error' },
  blocked: { icon: 'circle-slash', tone: 'error' },
  asked: { icon: 'bell' },
  done: { icon: 'pass', tone: 'passed' },
  other: { icon: 'circle-small' },
};

/** What happened, newest first: a few at once, all of it on demand. */
export function Events({ task }: { readonly task: TaskDetail }) {
  const { drawn, total, button } = useEarlier(task, 'events', SHOWN, task.earlier.events);
  const now = moment.value;
  if (total === 0) return null;
  return (
    <Section id="events" title={t('Events')} count={total} tools={button}>
      <ol class="events">
        {drawn.toReversed().map((event) => {
          const mark = MARKS[event.kind];
          return (
            <li
              class="row"
              key={`${event.seq}.${event.index}`}
              title={`${fullTime(event.at)} · ${event.actor} · #${event.seq}`}
            >
              <span class="row__time second figures">{eventTime(event.at, now)}</span>
              <Icon name={mark.icon} tone={mark.tone} />
              <span class="row__title">{withCode(event.text)}</span>
            </li>
          );
        })}
      </ol>
    </Section>
  );
}
