import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { TimeMark } from '../../src/protocol/board';
import { boardRequests } from '../../src/protocol/board-messages';
import { clockTime, dayAndTime, fullTime, wordyAge } from '../ui/ages';
import { announce } from '../ui/announcer';
import { Button, IconButton } from '../ui/controls';
import { Icon } from '../ui/icon';
import { t } from '../ui/l10n';
import { present } from './state/clock';
import { ask } from './state/connection';
import { travelling } from './state/shell';
import { head, time } from './state/store';
import { comeBack, settled, travel, travelBy } from './state/travel';
import { ticks } from './time-scale';

const MARKS = 400;
const STEPS = 1000;

function backToNow(): void {
  travelling.value = false;
  comeBack();
  announce(t('Back to now.'));
}

/** The board's life from left to right. Not-now is said by colour, lock and words. */
export function TimeBar() {
  const life = time.value;
  const [marks, setMarks] = useState<readonly TimeMark[]>([]);
  /** Where the slider was moved to; it stays there until the board has followed. */
  const [held, setHeld] = useState<number | null>(null);
  const slider = useRef<HTMLInputElement>(null);
  const board = head.value?.ref;
  const open = life !== null && (travelling.value || life.past !== null);
  useLayoutEffect(() => {
    if (!open) return;
    let over = false;
    setMarks([]);
    void ask(boardRequests.timeline, { limit: MARKS }).then((answer) => answer.ok && !over && setMarks(answer.value));
    if (travelling.peek()) slider.current?.focus();
    return () => {
      over = true;
    };
  }, [open, board]);
  if (!life || !open) return null;
  const { from, past } = life;
  const to = Math.max(life.to, from + 1);
  const at = held ?? past?.at ?? to;
  const part = Math.max(0, Math.min(1, (at - from) / (to - from)));
  const near = nearest(marks, at, (to - from) / 80);
  const words = past || held !== null ? fullTime(at) : t('Now');
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key] as 1 | -1 | undefined;
    if (event.key === 'Escape') backToNow();
    else if (step) void travelBy(step);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <section class="past" aria-label={t('Time travel')} data-at={past?.at} onKeyDown={onKeyDown}>
      <header class="past__head">
        <Icon name="history" />
        <b class="past__when figures">{words}</b>
        {past || held !== null ? (
          <span class="past__ago figures">
            {t('{0} ago', wordyAge(present.value - at))}
            {past ? ` · ${t('event {0} of {1}', past.seq, life.commits)}` : null}
          </span>
        ) : null}
        <span class="past__lock">
          <Icon name="lock" small />
          {past ? t('Read-only: nothing can be changed in the past') : t('Drag to see the board as it was')}
        </span>
        <span class="past__tools">
          <IconButton
            icon="arrow-left"
            title={t('One event back')}
            disabled={past?.seq === 0}
            onClick={() => void travelBy(-1)}
          />
          <IconButton
            icon="arrow-right"
            title={t('One event on')}
            disabled={past === null}
            onClick={() => void travelBy(1)}
          />
          <Button primary icon="debug-continue" onClick={backToNow}>
            {t('Back to now')}
          </Button>
        </span>
      </header>
      <div class="past__track">
        <div class="past__rail" aria-hidden="true">
          <i class="past__gone" style={{ width: `${part * 100}%` }} />
          <Marks marks={marks} from={from} to={to} />
          {near ? (
            <span class={part > 0.7 ? 'past__near is-left' : 'past__near'} style={{ left: `${part * 100}%` }}>
              {near.kind === 'failed' ? <Icon name="error" tone="error" /> : null}
              <span class="clip">
                {clockTime(near.at)} {near.text}
              </span>
            </span>
          ) : null}
        </div>
        <input
          ref={slider}
          type="range"
          min={0}
          max={STEPS}
          value={Math.round(part * STEPS)}
          aria-label={t('Moment on show')}
          aria-valuetext={near ? `${words}, ${near.text}` : words}
          onInput={(event) => {
            const moment = from + (Number(event.currentTarget.value) / STEPS) * (to - from);
            setHeld(moment);
            void travel(Number(event.currentTarget.value) === STEPS ? 'now' : { at: moment });
          }}
          onChange={() => void settled().then(() => setHeld(null))}
        />
      </div>
      <Scale from={from} to={to} />
      <footer class="past__foot">
        <Legend />
        <span class="past__keys">
          <kbd>←</kbd> <kbd>→</kbd> {t('event by event')} <kbd>Esc</kbd> {t('back to now')}
        </span>
      </footer>
    </section>
  );
}

function nearest(marks: readonly TimeMark[], at: number, within: number): TimeMark | undefined {
  let best: TimeMark | undefined;
  for (const mark of marks)
    if (
      mark.kind !== 'other' &&
      Math.abs(mark.at - at) < Math.min(within, Math.abs((best?.at ?? Number.NEGATIVE_INFINITY) - at))
    )
      best = mark;
  return best;
}

function Marks({
  marks,
  from,
  to,
}: {
  readonly marks: readonly TimeMark[];
  readonly from: number;
  readonly to: number;
}) {
  return (
    <>
      {marks.map((mark) => (
        <i
          key={`${mark.seq}`}
          class={`mark mark--${mark.kind}`}
          style={{ left: `${((mark.at - from) / (to - from)) * 100}%` }}
        />
      ))}
    </>
  );
}

function Scale({ from, to }: { readonly from: number; readonly to: number }) {
  return (
    <div class="past__scale figures" aria-hidden="true">
      <span>{dayAndTime(from)}</span>
      {ticks(from, to).map(({ at, part, newDay }) => (
        <span class="past__tick" key={at} style={{ left: `${part * 100}%` }}>
          {newDay ? dayAndTime(at) : clockTime(at)}
        </span>
      ))}
      <b>{t('now, {0}', clockTime(to))}</b>
    </div>
  );
}

function Legend() {
  return (
    <span class="past__legend">
      <span>
        <i class="mark mark--failed" />
        {t('failed')}
      </span>
      <span>
        <i class="mark mark--blocked" />
        {t('blocked')}
      </span>
      <span>
        <i class="mark mark--asked" />
        {t('asked a person')}
      </span>
      <span>
        <i class="mark mark--done" />
        {t('done')}
      </span>
      <span>
        <i class="mark mark--other" />
        {t('anything else')}
      </span>
    </span>
  );
}
