import { useMemo, useState } from 'preact/hooks';
import { readReply } from '../../src/core/plan/reply';
import type { PlanHead, TurnBlock, TurnView } from '../../src/protocol/plan';
import { planCommands } from '../../src/protocol/plan-messages';
import { duration, eventTime, money } from '../ui/ages';
import { Who } from '../ui/controls';
import { Icon } from '../ui/icon';
import { t, tn } from '../ui/l10n';
import { Markdown } from '../ui/markdown';
import { blocksOfMarkdown } from './markdown-blocks';
import { now, send } from './store';
import { Trouble } from './trouble';

type Tool = Extract<TurnBlock, { kind: 'tool' }>;

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
      {turn.prompt ? <p class="said">{turn.prompt}</p> : null}
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
            <Tools key={group[0]?.id} tools={group as readonly Tool[]} running={running} />
          ) : (
            <Block key={index} block={group as Exclude<TurnBlock, Tool>} head={head} />
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

function Block({ block, head }: { readonly block: Exclude<TurnBlock, Tool>; readonly head: PlanHead }) {
  if (block.kind === 'notice') return <Notice text={block.text} />;
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
  return (
    <div class="streamed">
      {blocksOfMarkdown(text).map((block, index) => (
        <Markdown key={index} text={block} onLink={openLink} />
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

function Tools({ tools, running }: { readonly tools: readonly Tool[]; readonly running: boolean }) {
  const [all, setAll] = useState(false);
  const shown = all || tools.length <= 3 ? tools : tools.slice(-2);
  return (
    <div class="tools">
      {shown.length < tools.length ? (
        <button type="button" class="tools__more second" aria-expanded={false} onClick={() => setAll(true)}>
          <Icon name="chevron-right" /> {tn('{0} more step', '{0} more steps', tools.length - shown.length)}
        </button>
      ) : null}
      {shown.map((tool) => (
        <OneTool key={tool.id} tool={tool} running={running} />
      ))}
    </div>
  );
}

/** One line, and what it was given and has answered where there is more to see. */
function OneTool({ tool, running }: { readonly tool: Tool; readonly running: boolean }) {
  const { ok, title, input, output, ms } = tool;
  const hasInput = input !== '' && input !== title;
  const line = (
    <>
      <Icon
        name={ok === undefined ? (running ? 'loading' : 'circle-slash') : ok ? 'check' : 'error'}
        tone={ok === undefined ? (running ? 'runs' : undefined) : ok ? 'passed' : 'error'}
        spin={ok === undefined && running}
      />
      <span class="clip">{title}</span>
      <span class="grow" />
      {ms !== undefined && ms >= 1000 ? <span class="second figures">{duration(ms)}</span> : null}
    </>
  );
  if (!hasInput && !output) return <div class="tool__line tool__line--plain">{line}</div>;
  return (
    <details class="tool">
      <summary class="tool__line">
        <Fold />
        {line}
      </summary>
      {hasInput ? <pre class="tool__text">{input}</pre> : null}
      {output ? <pre class="tool__text">{output}</pre> : null}
    </details>
  );
}

/** Turns when its box is open. */
function Fold() {
  return (
    <span class="fold">
      <Icon name="chevron-right" />
    </span>
  );
}

/** Tool calls that follow each other are one group. */
function groupTools(blocks: readonly TurnBlock[]): readonly (TurnBlock | readonly Tool[])[] {
  const groups: (TurnBlock | Tool[])[] = [];
  for (const block of blocks) {
    const last = groups.at(-1);
    if (block.kind !== 'tool') groups.push(block);
    else if (Array.isArray(last)) last.push(block);
    else groups.push([block]);
  }
  return groups;
}
