import { useState } from 'preact/hooks';
import type { EventView, TaskDetail } from '../../../src/protocol/board';
import { boardRequests } from '../../../src/protocol/board-messages';
import { eventTime, fullTime } from '../../ui/ages';
import { Icon, type Tone } from '../../ui/icon';
import { t, tn } from '../../ui/l10n';
import { accepted } from '../actions';
import { withCode } from '../card';
import { moment } from '../state/clock';
import { ask } from '../state/connection';
import { Section } from './section';

const SHOWN = 3;
const PAGE = 50;

const MARKS: Readonly<Record<EventView['kind'], { readonly icon: string; readonly tone?: Tone }>> = {
  failed: { icon: 'error', tone: 'error' },
  blocked: { icon: 'circle-slash', tone: 'error' },
  asked: { icon: 'bell' },
  done: { icon: 'pass', tone: 'passed' },
  other: { icon: 'circle-small' },
};

/** What happened, newest first: a few at once, all of it on demand. */
export function Events({ task }: { readonly task: TaskDetail }) {
  const [all, setAll] = useState(false);
  const [older, setOlder] = useState<readonly EventView[]>([]);
  const known = [...older, ...task.events];
  const total = task.earlierEvents + task.events.length;
  const unsent = total - known.length;
  const drawn = [...known].reverse().slice(0, all ? known.length : SHOWN);
  const now = moment.value;
  const more = async () => {
    if (!all && known.length > SHOWN) return setAll(true);
    setAll(true);
    const before = known[0]?.seq ?? Number.MAX_SAFE_INTEGER;
    const found = accepted(await ask(boardRequests.moreEvents, { id: task.id, before, limit: PAGE }));
    if (found) setOlder([...found, ...older]);
  };
  const left = total - drawn.length;
  if (total === 0) return null;
  return (
    <Section
      id="events"
      title={t('Events')}
      count={total}
      tools={
        left > 0 && (unsent > 0 || !all) ? (
          <button type="button" class="link" onClick={() => void more()}>
            {tn('Show {0} earlier', 'Show {0} earlier', all ? Math.min(PAGE, left) : left)}
          </button>
        ) : null
      }
    >
      <ol class="events">
        {drawn.map((event) => {
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
