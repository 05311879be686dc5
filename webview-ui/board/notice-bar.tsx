import { Button, IconButton } from '../ui/controls';
import { Icon } from '../ui/icon';
import { t } from '../ui/l10n';
import { dismiss, notice } from './state/notice';

const MARKS = {
  done: { name: 'check', tone: 'passed' },
  warned: { name: 'warning', tone: 'warning' },
  refused: { name: 'error', tone: 'error' },
} as const;

export function NoticeBar() {
  const now = notice.value;
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
      {now.action ? (
        <Button small onClick={now.action.run}>
          {now.action.label}
        </Button>
      ) : null}
      <IconButton small icon="close" title={t('Dismiss')} onClick={dismiss} />
    </section>
  );
}
