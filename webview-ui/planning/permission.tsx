import { useState } from 'preact/hooks';
import type { PermissionView, PlanHead } from '../../src/protocol/plan';
import { planRequests } from '../../src/protocol/plan-messages';
import { Button } from '../ui/controls';
import { Icon } from '../ui/icon';
import { t } from '../ui/l10n';
import { ask } from './store';

/** Docked above the input, never in the scroll: the agent waits for this. */
export function Permission({ request, head }: { readonly request: PermissionView; readonly head: PlanHead }) {
  const [answered, setAnswered] = useState<string | null>(null);
  const isFirst = head.permissions[0]?.id === request.id;
  const first = request.options.find((option) => option.kind === 'allow_once') ?? request.options[0];
  const detail = request.detail || request.title;
  const answer = async (option: string) => {
    setAnswered(option);
    const taken = await ask(planRequests.answer, { ref: head.ref, id: request.id, option });
    if (!taken.ok) setAnswered(null);
  };
  return (
    <section class="permission" aria-label={t('Permission')}>
      <header class="permission__head">
        <Icon name="shield" />
        <span class="permission__title">{questionOf(request, head.profile)}</span>
        <span class="pill">{t('Needs you')}</span>
      </header>
      {detail ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled must be reachable by keyboard
        <pre class="permission__detail" tabIndex={0}>
          {detail}
        </pre>
      ) : null}
      <div class="permission__buttons">
        {request.options.map((option) => (
          <Button
            small
            key={option.id}
            primary={isFirst && option === first}
            disabled={answered !== null}
            onClick={() => void answer(option.id)}
          >
            {option.name}
          </Button>
        ))}
      </div>
    </section>
  );
}

function questionOf({ kind, title }: PermissionView, agent: string): string {
  switch (kind) {
    case 'execute':
      return t('{0} asks to run a command', agent);
    case 'edit':
      return t('{0} asks to change something', agent);
    case 'delete':
      return t('{0} asks to delete something', agent);
    case 'move':
      return t('{0} asks to move something', agent);
    case 'read':
      return t('{0} asks to read something', agent);
    case 'fetch':
      return t('{0} asks to fetch a page', agent);
    default:
      return t('{0} asks: {1}', agent, title);
  }
}
