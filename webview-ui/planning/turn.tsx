import { useMemo } from 'preact/hooks';
import { readReply } from '../../src/core/plan/reply';
import { legible } from '../../src/core/text';
import type { PlanHead, ToolBlock, TurnBlock, TurnView } from '../../src/protocol/plan';
import { planCommands } from '../../src/protocol/plan-messages';
import { eventTime, money } from '../ui/ages';
import { announce } from '../ui/announcer';
import { Who } from '../ui/controls';
import { Icon } from '../ui/icon';
import { t, tn } from '../ui/l10n';
import { Markdown } from '../ui/markdown';
import { blocksOfMarkdown } from './markdown-blocks';
import { now, send } from './store';
import { Fold, groupTools, Tools } from './tools';
import { Trouble } from './trouble';

interface TurnProps {
  readonly turn: TurnView;
  readonly head: PlanHead;
  readonly isLast: boolean;
}

/** What the person said, and all that came of it. */
export function Turn({ turn, head, isLast }: TurnProps) {
  const running = turn.status === 'running' || turn.status === 'requested';
  const failed = turn.status === 'failed' || turn.status === 'lost' || turn.status === 'cancelled';
  return (
    <article class="exchange">
      {turn.prompt ? (
        <p class="said" dir="auto">
          {turn.prompt}
        </p>
      ) : null}
      <div class="answer">
        <header class="answer__head second">
          <Who name={head.profile} kind="agent" />
          <span class="answer__name">{head.profile}</span>
          <span class="figures">{eventTime(turn.requestedAt, now.value)}</span>
          {turn.costUsd > 0 ? <span class="figures">{money(turn.costUsd)}</span> : null}
        </header>
        {turn.notice ? <Notice text={turn.notice} /> : null}
        {groupTools(turn.blocks).map((group, index) =>
          Array.isArray(group) ? (
            <Tools key={group[0]?.id} tools={group as readonly ToolBlock[]} running={running} />
          ) : (
            <Block key={index} block={group as Exclude<TurnBlock, ToolBlock>} head={head} />
          ),
        )}
        {running ? <Working turn={turn} asks={head.permissions.length > 0} /> : null}
        {failed ? <Trouble turn={turn} head={head} isLast={isLast} /> : null}
      </div>
    </article>
  );
}

function Working({ turn, asks }: { readonly turn: TurnView; readonly asks: boolean }) {
  if (asks && !turn.stopping) {
    return (
      <p class="working second">
        <Icon name="clockface" /> {t('Waits for your answer below.')}
      </p>
    );
  }
  return (
    <p class="working second">
      <Icon name="loading" tone="runs" spin />{' '}
      {turn.stopping ? t('Stopping…') : turn.status === 'requested' ? t('Starting the agent…') : t('Working…')}
    </p>
  );
}

function Block({ block, head }: { readonly block: Exclude<TurnBlock, ToolBlock>; readonly head: PlanHead }) {
  if (block.kind === 'notice') return <Notice text={block.text} />;
  if (block.kind === 'left_out')
    return <Notice text={tn('{0} earlier step is not shown.', '{0} earlier steps are not shown.', block.steps)} />;
  if (block.kind === 'thinking') return <Thinking text={block.text} />;
  return <Answer text={block.text} head={head} />;
}

/** Documents that are handed in stand as a line that opens them, not as pages of text between the words. */
function Answer({ text, head }: { readonly text: string; readonly head: PlanHead }) {
  const parts = useMemo(() => readReply(text).parts, [text]);
  return (
    <>
      {parts.map((part, index) =>
        part.kind === 'text' ? (
          <Streamed key={index} text={part.text} />
        ) : (
          <HandedIn key={part.name} name={part.name} open={part.open} head={head} />
        ),
      )}
    </>
  );
}

/** Each paragraph is drawn once: only the one that still grows is drawn again. */
function Streamed({ text }: { readonly text: string }) {
  const openLink = (href: string) => send(planCommands.openLink, { href });
  const copy = (text: string) => {
    send(planCommands.copyText, { text });
    announce(t('Copied.'));
  };
  return (
    <div class="streamed">
      {blocksOfMarkdown(legible(text)).map((block, index) =>
        block.length > LONGEST_BLOCK ? (
          <Unbroken key={index} text={block} />
        ) : (
          <Markdown key={index} text={block} onLink={openLink} onCopy={copy} />
        ),
      )}
    </div>
  );
}

/** A block that long is no writing: it is shown as it came, in pieces of which only the last one is drawn again. */
const LONGEST_BLOCK = 20_000;

function Unbroken({ text }: { readonly text: string }) {
  const pieces = Array.from({ length: Math.ceil(text.length / LONGEST_BLOCK) }, (_, at) =>
    text.slice(at * LONGEST_BLOCK, (at + 1) * LONGEST_BLOCK),
  );
  return (
    <div class="unbroken">
      {pieces.map((piece, index) => (
        <span key={index}>{piece}</span>
      ))}
    </div>
  );
}

function HandedIn({ name, open, head }: { readonly name: string; readonly open: boolean; readonly head: PlanHead }) {
  const artifact = head.artifacts.find((each) => each.name === name);
  return (
    <button
      type="button"
      class="row row--boxed"
      disabled={open || !artifact}
      onClick={() => artifact && send(planCommands.openArtifact, { path: artifact.path })}
    >
      <Icon name={open ? 'loading' : 'file'} spin={open} />
      <span class="clip">{name}</span>
      <span class="second">{open ? t('is being written') : t('open')}</span>
    </button>
  );
}

function Notice({ text }: { readonly text: string }) {
  return (
    <p class="notice second">
      <Icon name="info" /> {text}
    </p>
  );
}

function Thinking({ text }: { readonly text: string }) {
  return (
    <details class="thinking">
      <summary class="second">
        <Fold /> {t('Thinking')}
      </summary>
      <p class="second thinking__text">{text}</p>
    </details>
  );
}
