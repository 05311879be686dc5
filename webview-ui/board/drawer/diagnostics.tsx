import type { DiagnosticView, TaskDetail } from '../../../src/protocol/board';
import { eventTime } from '../../ui/ages';
import { Button } from '../../ui/controls';
import { Icon } from '../../ui/icon';
import { t, tn } from '../../ui/l10n';
import { readOnlyReason } from '../actions';
import { withCode } from '../card';
import { perform } from '../perform';
import { moment } from '../state/clock';
import { severityName } from '../strip';
import { Section } from './section';

/** What is wrong and what to do about it. Open whenever there is something. */
export function Diagnostics({ task }: { readonly task: TaskDetail }) {
  const { diagnostics } = task;
  if (diagnostics.length === 0) return null;
  const bad = diagnostics.filter((each) => each.severity !== 'warning').length;
  const warnings = diagnostics.length - bad;
  const count = [
    bad > 0 ? tn('{0} error', '{0} errors', bad) : undefined,
    warnings > 0 ? tn('{0} warning', '{0} warnings', warnings) : undefined,
  ].filter(Boolean);
  return (
    <Section id="diagnostics" title={t('Diagnostics')} count={count.join(', ')} always>
      {diagnostics.map((diagnostic, index) => (
        <Diagnostic key={diagnostic.code} task={task} diagnostic={diagnostic} first={index === 0} />
      ))}
    </Section>
  );
}

interface DiagnosticProps {
  readonly task: TaskDetail;
  readonly diagnostic: DiagnosticView;
  readonly first: boolean;
}

function Diagnostic({ task, diagnostic, first }: DiagnosticProps) {
  const { severity, title, detail, firstSeenAt, lastSeenAt, count } = diagnostic;
  const bad = severity !== 'warning';
  const now = moment.value;
  const seen =
    count > 1
      ? t('{0} times, first {1}, last {2}.', count, eventTime(firstSeenAt, now), eventTime(lastSeenAt, now))
      : t('Since {0}.', eventTime(firstSeenAt, now));
  return (
    <div class={bad ? 'trouble trouble--error' : 'trouble'}>
      <Icon name={bad ? 'error' : 'warning'} tone={bad ? 'error' : 'warning'} />
      <div class="trouble__words">
        <b>
          <span class="unseen">{severityName(severity)}: </span>
          {withCode(title)}
        </b>
        <p class="second">
          {detail ? <>{withCode(detail)} </> : null}
          {seen}
        </p>
        {readOnlyReason() ? null : (
          <div class="trouble__do">
            {diagnostic.actions.map((action, index) => (
              <Button
                key={action.kind}
                primary={first && index === 0}
                icon={action.kind === 'copyCommand' ? 'copy' : undefined}
                onClick={(event) => perform(action, task.id, event.currentTarget as Element)}
              >
                {action.label}
              </Button>
            ))}
          </div>
        )}
      </div>
    </div>
  );
}
