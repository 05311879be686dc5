import { useState } from 'preact/hooks';
import type { PlanHead, ProfileChoice, ShownPlan } from '../../src/protocol/plan';
import { planRequests } from '../../src/protocol/plan-messages';
import { eventTime, money, shortAge, tokens } from '../ui/ages';
import { Button, TextArea, ToolButton } from '../ui/controls';
import { Dialog } from '../ui/dialog';
import { t } from '../ui/l10n';
import { chooseAgent } from './agents';
import { Composer } from './composer';
import { Documents } from './documents';
import { sentFrom, setDraft, textOf } from './drafts';
import { CLAUDE } from './earlier';
import { NextStep } from './next-step';
import { Permission } from './permission';
import { EarlierGroup, groupByPhase, PhaseGroup } from './phase-group';
import { Phases } from './phases';
import { Refused } from './refused';
import { Review } from './review';
import { SaidBefore } from './said-before';
import { say } from './say';
import { followNext, Scrolled } from './scrolled';
import { ask, forgetRefusal, now, refusal } from './store';
import { editNewest, Waiting } from './waiting';

interface ChatProps {
  readonly shown: ShownPlan;
  readonly profiles: readonly ProfileChoice[];
}

/** A plan as a conversation: phases above, what was said between, and below what waits for the person. */
export function Chat({ shown: { head, turns, earlier }, profiles }: ChatProps) {
  const [reopening, setReopening] = useState<string | null>(null);
  const last = turns.at(-1);
  const busy = last?.status === 'running' || last?.status === 'requested';
  const groups = groupByPhase(turns);
  const { ref } = head;
  const sent = sentFrom(ref);
  const submit = () => {
    if (!busy) followNext();
    void (textOf(ref).trim() === '' ? ask(planRequests.sendWaiting, { ref }) : say(ref));
  };
  return (
    <div class="plan">
      <Phases head={head} busy={busy} onBack={setReopening} />
      <Figures head={head} />
      <Documents head={head} />
      <Scrolled turns={turns.length + (sent ? 1 : 0)}>
        {(holdPlace) => (
          <>
            {earlier.length > 0 ? (
              <EarlierGroup count={earlier.length}>
                <SaidBefore messages={earlier} agent={CLAUDE} />
              </EarlierGroup>
            ) : null}
            {groups.map((group, index) => (
              <PhaseGroup
                key={`${group.phase} ${group.turns[0]?.n}`}
                group={group}
                head={head}
                isLast={index === groups.length - 1}
                only={groups.length === 1}
                holdPlace={holdPlace}
              />
            ))}
            {sent && !busy ? <OnItsWay text={sent.text} /> : null}
          </>
        )}
      </Scrolled>
      {refusal.value ? <Refused text={refusal.value} onClose={forgetRefusal} /> : null}
      {head.permissions.map((request) => (
        <Permission key={request.id} request={request} head={head} />
      ))}
      {head.review && !busy ? <Review review={head.review} head={head} /> : null}
      <Waiting head={head} busy={busy} sending={busy ? sent?.text : undefined} />
      {busy || sent ? null : <NextStep head={head} hasTurns={turns.length > 0} />}
      {head.status === 'active' ? (
        <Composer
          value={textOf(ref)}
          onInput={(text) => setDraft(ref, text)}
          onSend={submit}
          placeholder={
            busy
              ? t('Write while it works. It is sent when this answer is complete.')
              : t('Answer, or say what should change')
          }
          allowEmpty={!busy && head.waiting.length > 0}
          onUp={() => editNewest(head)}
          action={t('Send')}
          quiet={head.ready || head.review !== null || head.unfinished}
          past={turns.map((turn) => turn.prompt).filter(Boolean)}
          busy={busy}
          {...(busy ? { onStop: () => void ask(planRequests.stop, { ref }), stopping: last.stopping } : {})}
        >
          <Agent head={head} profiles={profiles} busy={busy} />
          {busy && last.costUsd > 0 ? (
            <span class="second figures composer__cost">{t('this turn {0}', money(last.costUsd))}</span>
          ) : null}
        </Composer>
      ) : null}
      {reopening === null ? null : <GoBack phase={reopening} head={head} onClose={() => setReopening(null)} />}
    </div>
  );
}

/** Said, but not yet heard: where the message will stand. */
function OnItsWay({ text }: { readonly text: string }) {
  return (
    <article class="exchange" aria-busy="true">
      <p class="said" dir="auto">
        {text}
      </p>
    </article>
  );
}

function Figures({ head }: { readonly head: PlanHead }) {
  const isOver = head.status !== 'active';
  return (
    <div class="figures-row second figures">
      <span class="clip figures-row__slug" title={head.slug}>
        {head.slug}
      </span>
      <span class="clip figures-row__agent">{head.profile}</span>
      <span>{isOver ? eventTime(head.updatedAt, now.value) : shortAge(now.value - head.startedAt)}</span>
      <span class="grow" />
      {head.tokens > 0 ? <span class="figures-row__tokens">{tokens(head.tokens)}</span> : null}
      {head.costUsd > 0 ? <span class="figures-row__cost">{money(head.costUsd)}</span> : null}
    </div>
  );
}

/** Who answers; between two answers it can be another one. */
function Agent({
  head,
  profiles,
  busy,
}: Omit<ChatProps, 'shown'> & { readonly head: PlanHead; readonly busy: boolean }) {
  if (busy || profiles.length < 2) return <span class="second clip">{head.profile}</span>;
  return (
    <ToolButton
      opens="menu"
      title={t('Choose who answers')}
      onClick={(event) =>
        chooseAgent(event, profiles, head.profile, (name) => void ask(planRequests.useProfile, { ref: head.ref, name }))
      }
    >
      {head.profile}
    </ToolButton>
  );
}

interface GoBackProps {
  readonly phase: string;
  readonly head: PlanHead;
  readonly onClose: () => void;
}

function GoBack({ phase, head, onClose }: GoBackProps) {
  const [reason, setReason] = useState('');
  const title = head.phases.find(({ name }) => name === phase)?.title ?? phase;
  const go = async () => {
    followNext();
    const gone = await ask(planRequests.back, { ref: head.ref, phase, reason: reason.trim() });
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
