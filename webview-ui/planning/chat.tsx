import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { PlanHead, ShownPlan } from '../../src/protocol/plan';
import { planCommands, planRequests } from '../../src/protocol/plan-messages';
import { shortAge } from '../ui/ages';
import { Button, IconButton, TextArea } from '../ui/controls';
import { Dialog } from '../ui/dialog';
import { Icon } from '../ui/icon';
import { t } from '../ui/l10n';
import { Composer } from './composer';
import { Permission } from './permission';
import { Phases } from './phases';
import { Refused } from './start';
import { ask, drafts, now, refusal, send, setDraft } from './store';
import { Turn } from './turn';

/** A plan as a conversation: phases above, what was said between, and below what waits for the person. */
export function Chat({ shown: { head, turns } }: { readonly shown: ShownPlan }) {
  const [reopening, setReopening] = useState<string | null>(null);
  const last = turns.at(-1);
  const busy = last?.status === 'running' || last?.status === 'requested';
  const past = turns.map((turn) => turn.prompt).filter(Boolean);
  const say = async (text: string) => {
    const said = await ask(planRequests.respond, { text });
    if (said.ok) setDraft(head.ref, '');
  };
  return (
    <div class="plan">
      <Phases head={head} busy={busy} onBack={setReopening} />
      <Figures head={head} />
      <Scrolled turnCount={turns.length}>
        {turns.map((turn, index) => (
          <Turn
            key={turn.n}
            turn={turn}
            head={head}
            newPhase={turn.phase !== turns[index - 1]?.phase}
            isLast={turn === last}
          />
        ))}
        <Artifacts head={head} />
      </Scrolled>
      {refusal.value ? <Refused text={refusal.value} /> : null}
      {head.permissions.map((request) => (
        <Permission key={request.id} request={request} profile={head.profile} />
      ))}
      {busy ? null : <Next head={head} hasTurns={turns.length > 0} />}
      {head.status === 'active' ? (
        <Composer
          value={drafts.value[head.ref] ?? ''}
          onInput={(text) => setDraft(head.ref, text)}
          onSend={say}
          placeholder={
            busy ? t('Write while it works; send when this answer is done.') : t('Answer, or say what should change')
          }
          action={t('Send')}
          past={past}
          busy={busy}
          {...(busy ? { onStop: () => void ask(planRequests.stop, null), stopping: last.stopping } : {})}
        >
          <span class="second clip">{head.profile}</span>
        </Composer>
      ) : null}
      {reopening === null ? null : <GoBack phase={reopening} head={head} onClose={() => setReopening(null)} />}
    </div>
  );
}

function Figures({ head }: { readonly head: PlanHead }) {
  return (
    <div class="figures-row second figures">
      <span class="clip figures-row__slug">{head.slug}</span>
      <span>{shortAge(now.value - head.startedAt)}</span>
      <span class="grow" />
      {head.tokens > 0 ? <span>{t('{0}k tokens', (head.tokens / 1000).toFixed(1))}</span> : null}
      {head.costUsd > 0 ? <span>${head.costUsd.toFixed(2)}</span> : null}
      <IconButton small icon="add" title={t('New plan')} onClick={() => send(planCommands.showPlan, { ref: null })} />
    </div>
  );
}

/** Stays at the end while text arrives, unless the person has scrolled away from it. */
function Scrolled({
  children,
  turnCount,
}: {
  readonly children: preact.ComponentChildren;
  readonly turnCount: number;
}) {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useLayoutEffect(() => {
    atEnd.current = true;
  }, [turnCount]);
  useLayoutEffect(() => {
    if (atEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  });
  return (
    <div
      ref={box}
      class="talk"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled must be reachable by keyboard
      tabIndex={0}
      role="log"
      aria-label={t('Conversation')}
      aria-live="off"
      onScroll={({ currentTarget }) => {
        atEnd.current = currentTarget.scrollHeight - currentTarget.scrollTop - currentTarget.clientHeight < 24;
      }}
    >
      {children}
    </div>
  );
}

function Artifacts({ head }: { readonly head: PlanHead }) {
  if (head.artifacts.length === 0) return null;
  return (
    <section class="artifacts" aria-label={t('Documents')}>
      <h2 class="section">{t('Documents')}</h2>
      {head.artifacts.map(({ name, version, path }) => (
        <button type="button" class="row" key={name} onClick={() => send(planCommands.openArtifact, { path })}>
          <Icon name="file" />
          <span class="clip">{name}</span>
          <span class="second">{t('version {0}', version)}</span>
        </button>
      ))}
    </section>
  );
}

/** What a person can do when no answer is under way: at most one filled button. */
function Next({ head, hasTurns }: { readonly head: PlanHead; readonly hasTurns: boolean }) {
  if (head.status === 'complete') {
    return (
      <p class="next">
        <Icon name="pass" tone="passed" /> {t('The plan is written and the project approved.')}
      </p>
    );
  }
  if (head.status !== 'active') {
    return (
      <div class="next">
        <span>{head.statusReason ?? t('This plan is {0}.', head.status)}</span>
        <Button small primary onClick={() => void ask(planRequests.resume, null)}>
          {t('Take It Up Again')}
        </Button>
      </div>
    );
  }
  if (!head.ready || !hasTurns) return null;
  const title = head.phases.find((phase) => phase.state === 'now')?.title ?? '';
  return (
    <div class="next">
      <span>
        <Icon name="check" tone="passed" /> {t('{0} is ready.', title)}
      </span>
      {head.isLastPhase ? (
        <Button small primary onClick={() => void ask(planRequests.finalize, null)}>
          {t('Finalize…')}
        </Button>
      ) : (
        <Button small primary onClick={() => void ask(planRequests.advance, null)}>
          {t('Go On to {0}', nextTitle(head))}
        </Button>
      )}
    </div>
  );
}

function nextTitle(head: PlanHead): string {
  const at = head.phases.findIndex((phase) => phase.state === 'now');
  return head.phases[at + 1]?.title ?? '';
}

function GoBack({
  phase,
  head,
  onClose,
}: {
  readonly phase: string;
  readonly head: PlanHead;
  readonly onClose: () => void;
}) {
  const [reason, setReason] = useState('');
  const title = head.phases.find(({ name }) => name === phase)?.title ?? phase;
  const go = async () => {
    const gone = await ask(planRequests.back, { phase, reason: reason.trim() });
    if (gone.ok) onClose();
  };
  return (
    <Dialog
      title={t('Go back to {0}', title)}
      onClose={onClose}
      footer={
        <Button primary onClick={go} disabled={reason.trim() === ''}>
          {t('Go Back')}
        </Button>
      }
    >
      <TextArea first label={t('What has to change?')} value={reason} onInput={setReason} />
    </Dialog>
  );
}
