import { timeWords, whenOf } from '../../../src/core/when';
import { fullTime, wordyAge } from '../../ui/ages';
import { TextField } from '../../ui/controls';
import { t } from '../../ui/l10n';
import { present } from '../state/clock';

const language = document.documentElement.lang || 'en';

let known: ReturnType<typeof timeWords> | undefined;

/** The moment that a text means, in the reader's words or in English; undefined: none that is still to come. */
export function momentIn(text: string): number | undefined {
  known ??= timeWords(language);
  const now = present.peek();
  const at = whenOf(text, now, 'future', known);
  return at !== undefined && at > now ? at : undefined;
}

/** In the reader's language, and such as can be written as well. */
function suggestions(): readonly string[] {
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  // 5 January 1970 was a Monday.
  const monday = new Intl.DateTimeFormat(language, { weekday: 'long' }).format(new Date(1970, 0, 5));
  return [relative.format(1, 'hour'), `${relative.format(1, 'day')} 09:00`, `${monday} 09:00`].filter(momentIn);
}

/** What most who schedule something mean. */
export function tomorrow(): string {
  return suggestions()[1] ?? '09:00';
}

export function whenProblem(text: string): string | undefined {
  if (text.trim() === '' || momentIn(text) !== undefined) return undefined;
  return whenOf(text, present.peek(), 'future', known) === undefined
    ? t('No time. Write it such as {0} or {1}.', tomorrow(), '2026-01-31 09:00')
    : t('That time has passed.');
}

interface WhenFieldProps {
  readonly value: string;
  readonly problem?: string | undefined;
  readonly first?: boolean;
  readonly hint?: string;
  readonly onInput: (text: string) => void;
}

/** A time as people write it, and below what it means. */
export function WhenField({ value, problem, first, hint, onInput }: WhenFieldProps) {
  const at = momentIn(value);
  return (
    <div class="when">
      <TextField
        first={first}
        label={t('Not before')}
        value={value}
        placeholder={tomorrow()}
        problem={problem}
        onInput={onInput}
      />
      <p class="field__hint second" role="status">
        {at === undefined ? null : `${fullTime(at)} · ${t('in {0}', wordyAge(at - present.value))}`}
      </p>
      <p class="when__others">
        {suggestions().map((text) => (
          <button key={text} type="button" class="link" onClick={() => onInput(text)}>
            {text}
          </button>
        ))}
      </p>
      {hint ? <p class="field__hint second">{hint}</p> : null}
    </div>
  );
}
