import { Button, IconButton } from '../ui/controls';
import { Icon } from '../ui/icon';
import { t } from '../ui/l10n';
import { undoLast } from './actions';
import { past } from './state/clock';
import { dismiss, notice } from './state/notice';
import { undo } from './state/store';

const MARKS = {
  done: { name: 'check', tone: 'passed' },
  warned: { name: 'warning', tone: 'warning' },
  refused: { name: 'error', tone: 'error' },
} as const;

export function NoticeBar() {
  const now = notice.value;
  const last = undo.value;
  if (!now) return null;
  return (
    <section class={`notice notice--${now.tone}`} aria-label={t('Result')}>
      <Icon {...MARKS[now.tone]} />
      <div class="notice__words">
        <p>{now.text}</p>
        {now.lines ? (
          <ul>
            {now.lines.map((line) => (
              <li key={line.key}>
                <b>{line.title}</b> <span class="second">{line.reason}</span>
              </li>
            ))}
          </ul>
        ) : null}
      </div>
      {now.tone === 'done' && last && !past.value ? (
        <Button small label={t('Undo: {0}', last.label)} onClick={() => void undoLast(last.label)}>
          {t('Undo')}
        </Button>
      ) : null}
      <IconButton small icon="close" title={t('Dismiss')} onClick={dismiss} />
    </section>
  );
}
