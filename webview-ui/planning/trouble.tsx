import { type AgentErrorKind, type AgentHelp, HELP } from '../../src/core/agent/error';
import type { PlanHead, ProfileChoice, TurnView } from '../../src/protocol/plan';
import { planCommands, planRequests } from '../../src/protocol/plan-messages';
import { eventTime } from '../ui/ages';
import { Button } from '../ui/controls';
import { Icon } from '../ui/icon';
import { t } from '../ui/l10n';
import { chooseAgent } from './agents';
import { focusInput } from './composer';
import { keyOf, setDraft, textOf } from './drafts';
import { ask, model, now, send } from './store';

interface TroubleProps {
  readonly turn: TurnView;
  readonly head: PlanHead;
  readonly isLast: boolean;
}

/** How an answer ended that was not completed: what happened, what helps, and the buttons that do it. */
export function Trouble({ turn, head, isLast }: TroubleProps) {
  const stopped = turn.status === 'cancelled';
  const gone = t('The agent is gone without a last word. What had arrived is kept.');
  const headline = stopped ? t('Stopped. What had arrived is kept.') : (turn.error?.advice ?? gone);
  const retryAt = stopped ? null : (turn.error?.retryAt ?? null);
  return (
    <div class="ending" role={stopped ? undefined : 'alert'}>
      <p>
        <Icon name={stopped ? 'circle-slash' : 'error'} tone={stopped ? undefined : 'error'} />
        <span>{headline}</span>
      </p>
      {turn.error && !stopped ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled must be reachable by keyboard
        <p class="second ending__words" tabIndex={0}>
          {turn.error.message}
        </p>
      ) : null}
      {retryAt !== null && retryAt > now.value ? (
        <p class="second">{t('Worth trying again at {0}.', eventTime(retryAt, now.value))}</p>
      ) : null}
      {isLast && head.status === 'active' ? (
        <div class="ending__buttons">
          {HELP[kindOf(turn)].map((help) => (
            <Help key={help} help={help} turn={turn} head={head} />
          ))}
        </div>
      ) : null}
    </div>
  );
}

function kindOf({ status, error }: TurnView): AgentErrorKind {
  return status === 'cancelled' ? 'cancelled' : (error?.kind ?? 'crashed');
}

/** Undefined: it cannot be done here, as with another agent where there is only one. */
function Help({ help, turn, head }: { readonly help: AgentHelp; readonly turn: TurnView; readonly head: PlanHead }) {
  const profiles: readonly ProfileChoice[] = model.value?.profiles ?? [];
  const { profile, ref } = head;
  const signIn = profiles.find(({ name }) => name === profile)?.signIn ?? null;
  switch (help) {
    case 'retry':
      return <Step label={t('Try Again')} run={() => void ask(planRequests.retry, { ref, anew: false })} />;
    case 'go_on':
      return (
        <Step
          label={t('Go On')}
          // Clicked twice it is said once.
          run={() => void ask(planRequests.respond, { ref, text: t('Go on.'), key: keyOf(`go-on-${turn.n}`) })}
        />
      );
    case 'anew':
      return (
        <Step
          label={t('Start Anew')}
          title={t('A new session of {0} is told what was said so far', profile)}
          run={() => void ask(planRequests.retry, { ref, anew: true })}
        />
      );
    case 'sign_in':
      return signIn === null ? null : (
        <Step
          label={t('Sign In…')}
          title={t('Opens a terminal with: {0}', signIn)}
          run={() => send(planCommands.signIn, { profile })}
        />
      );
    case 'other_agent':
      return profiles.length < 2 ? null : (
        <Button
          small
          opens="menu"
          onClick={(event) => chooseAgent(event, profiles, profile, (name) => void tryWith(ref, name))}
        >
          {t('Try Another Agent…')}
        </Button>
      );
    case 'rephrase':
      return turn.prompt === '' ? null : <Step label={t('Edit the Message')} run={() => rephrase(head, turn)} />;
    case 'settings':
      return <Step label={t('Open Settings')} run={() => send(planCommands.openSettings, null)} />;
    case 'test':
      return <Step label={t('Test the Agent')} run={() => send(planCommands.testAgent, { profile })} />;
    case 'log':
      return <Step label={t('Show Log')} run={() => send(planCommands.showLog, null)} />;
  }
}

function Step({
  label,
  title,
  run,
}: {
  readonly label: string;
  readonly title?: string | undefined;
  readonly run: () => void;
}) {
  return (
    <Button small title={title} onClick={run}>
      {label}
    </Button>
  );
}

async function tryWith(ref: string, name: string): Promise<void> {
  const changed = await ask(planRequests.useProfile, { ref, name });
  if (changed.ok) await ask(planRequests.retry, { ref, anew: false });
}

function rephrase({ ref }: PlanHead, { prompt }: TurnView): void {
  if (textOf(ref).trim() === '') setDraft(ref, prompt);
  focusInput();
}
