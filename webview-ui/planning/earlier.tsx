import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import type { EarlierRow, SaidView } from '../../src/protocol/plan';
import { planRequests } from '../../src/protocol/plan-messages';
import { shortAge } from '../ui/ages';
import { Button } from '../ui/controls';
import { Icon } from '../ui/icon';
import { t, tn } from '../ui/l10n';
import { PageHead } from './page-head';
import { Refused } from './refused';
import { SaidBefore } from './said-before';
import { begin, look, now, place } from './store';

export const CLAUDE = 'Claude Code';

/** What was said about a project with Claude Code itself, where there is no plan of it yet. */
export function EarlierTalks({ slug }: { readonly slug: string }) {
  const [rows, setRows] = useState<readonly EarlierRow[]>([]);
  // With the project itself: a row of the one before must not be taken for one of this.
  useLayoutEffect(() => {
    let wanted = true;
    setRows([]);
    void look(planRequests.earlier, { slug }).then((found) => {
      if (wanted && found.ok) setRows(found.value);
    });
    return () => {
      wanted = false;
    };
  }, [slug]);
  if (rows.length === 0) return null;
  return (
    <section class="start__plans" aria-label={t('Earlier with {0}', CLAUDE)}>
      <h2 class="section">{t('Earlier with {0}', CLAUDE)}</h2>
      {rows.slice(0, 5).map(({ session, title, messages, updatedAt }) => (
        <button
          type="button"
          class="row"
          key={session}
          onClick={() => {
            place.value = { at: 'earlier', slug, session, title };
          }}
        >
          <Icon name="history" />
          <span class="clip">{title}</span>
          <span class="grow" />
          <span class="second figures">
            {tn('{0} message', '{0} messages', messages)} · {shortAge(now.value - updatedAt)}
          </span>
        </button>
      ))}
    </section>
  );
}

interface TalkProps {
  readonly slug: string;
  readonly session: string;
  readonly title: string;
}

/** One of these conversations, to read and to go on from. */
export function EarlierTalk({ slug, session, title }: TalkProps) {
  const [messages, setMessages] = useState<readonly SaidView[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let wanted = true;
    void look(planRequests.earlierTalk, { slug, session }).then((found) => {
      if (!wanted) return;
      if (found.ok) setMessages(found.value);
      else setProblem(found.refusal.message);
    });
    return () => {
      wanted = false;
    };
  }, [slug, session]);
  return (
    <div class="plan">
      <PageHead title={title}>
        <span class="second">{t('read only')}</span>
      </PageHead>
      <div
        class="talk"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled must be reachable by keyboard
        tabIndex={0}
        role="log"
        aria-label={t('Conversation')}
        aria-live="off"
        aria-busy={messages === null && problem === null}
      >
        {messages ? <SaidBefore messages={messages} agent={CLAUDE} /> : null}
      </div>
      {problem ? <Refused text={problem} /> : null}
      <div class="next">
        <span>{t('Held with {0} in the folder of {1}.', CLAUDE, slug)}</span>
        <Button small primary disabled={messages === null} onClick={() => begin({ slug, earlier: { session, title } })}>
          {t('Go On from Here')}
        </Button>
      </div>
    </div>
  );
}
