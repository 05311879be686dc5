import type { SaidView } from '../../src/protocol/plan';
import { planCommands } from '../../src/protocol/plan-messages';
import { Who } from '../ui/controls';
import { t } from '../ui/l10n';
import { Markdown } from '../ui/markdown';
import { send } from './store';

/** More is never drawn at once; the newest part is what a plan goes on from. */
const DRAWN = 200;

/** What was said with an agent's own program, before the plan. */
export function SaidBefore({ messages, agent }: { readonly messages: readonly SaidView[]; readonly agent: string }) {
  const openLink = (href: string) => send(planCommands.openLink, { href });
  const shown = messages.slice(-DRAWN);
  return (
    <>
      {shown.length < messages.length ? (
        <p class="second">{t('The newest {0} of {1} messages.', shown.length, messages.length)}</p>
      ) : null}
      {shown.map(({ role, text }, index) =>
        role === 'user' ? (
          <p class="said" dir="auto" key={index}>
            {text}
          </p>
        ) : (
          <div class="answer" key={index}>
            <header class="answer__head second">
              <Who name={agent} kind="agent" />
              <span class="answer__name">{agent}</span>
            </header>
            <Markdown text={text} onLink={openLink} />
          </div>
        ),
      )}
    </>
  );
}
