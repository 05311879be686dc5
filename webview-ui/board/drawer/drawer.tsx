import { useLayoutEffect, useRef } from 'preact/hooks';
import type { CardView, TaskDetail } from '../../../src/protocol/board';
import { boardCommands } from '../../../src/protocol/board-messages';
import { fullTime, money, wordyAge } from '../../ui/ages';
import { Button, IconButton, ToolButton, Who } from '../../ui/controls';
import { Icon } from '../../ui/icon';
import { t } from '../../ui/l10n';
import { type MenuItem, openMenu } from '../../ui/menu';
import { archive, closeCard, columnTitle, openCard, readOnlyReason, restore } from '../actions';
import { offerItems, offersOf, openAssignMenu, openMoveMenu, openPriorityMenu, verbItems } from '../card-menu';
import { ageClass, whereOf } from '../card-words';
import { Blocks } from '../column';
import { columnIcon } from '../column-icon';
import { workspaceWord } from '../run-words';
import { moment, past } from '../state/clock';
import { send } from '../state/connection';
import { focusCard, focused, neighbour } from '../state/focus';
import { openId } from '../state/shell';
import { cardSignal, detail, head } from '../state/store';
import { CommentBox, Comments } from './comments';
import { Description, openLink } from './description';
import { Diagnostics } from './diagnostics';
import { EditableTitle } from './editable-title';
import { can, edit } from './edits';
import { Events } from './events';
import { Links } from './links';
import { Log } from './log';
import { LongText } from './long-text';
import { Runs } from './runs';
import { Section } from './section';
import { Standing } from './standing';
import { Unsaved } from './unsaved';

/** What is wrong, what to do, what it is, what happened; beside the board, never over it. */
export function Drawer({ width }: { readonly width: number | undefined }) {
  const box = useRef<HTMLElement>(null);
  const id = openId.value;
  const task = detail.value;
  useLayoutEffect(() => {
    // The board keeps the focus; only a person who opened with the keyboard wants to go on here.
    if (document.activeElement?.matches('[data-card]:focus-visible')) box.current?.focus();
  }, [id]);
  if (id === null) return null;
  const known = task?.id === id ? task : undefined;
  const close = () => {
    const back = openId.peek();
    closeCard();
    if (back !== null) focusCard(back);
  };
  return (
    <aside
      ref={box}
      class={width === undefined ? 'drawer' : 'drawer drawer--beside'}
      style={width === undefined ? {} : { width: `${width}px` }}
      aria-label={known?.title ?? cardSignal(id)?.peek().title ?? t('Card')}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.stopPropagation();
        close();
      }}
    >
      {known ? <Opened key={id} task={known} close={close} /> : <Opening id={id} close={close} />}
    </aside>
  );
}

function Opening({ id, close }: { readonly id: string; readonly close: () => void }) {
  const card = cardSignal(id)?.value;
  return (
    <div class="drawer__head">
      <div class="drawer__line">
        <span class="second clip">{card ? whereOf(card) : id}</span>
        <span class="drawer__tools">
          <IconButton icon="close" title={t('Close')} onClick={close} />
        </span>
      </div>
      <h2 class="drawer__title">{card?.title ?? ''}</h2>
      <Blocks count={2} />
    </div>
  );
}

function Opened({ task, close }: { readonly task: TaskDetail; readonly close: () => void }) {
  return (
    <>
      <Head task={task} close={close} />
      <div class="drawer__scroll">
        <Unsaved task={task} />
        <Diagnostics task={task} />
        <Standing task={task} />
        <Description task={task} />
        <Facts task={task} />
        <Outcome task={task} />
        <Links task={task} />
        <Runs task={task} />
        <Events task={task} />
        <Log task={task} />
        <Comments task={task} />
      </div>
      <CommentBox task={task} />
    </>
  );
}

function Head({ task, close }: { readonly task: TaskDetail; readonly close: () => void }) {
  const card = cardSignal(task.id)?.value;
  const editable = can(task, 'edit');
  const go = (step: 'up' | 'down') => {
    focused.value = task.id;
    const next = neighbour(step);
    if (!next || next.id === task.id) return;
    focusCard(next.id);
    openCard(next.id);
  };
  return (
    <div class="drawer__head">
      <div class="drawer__line">
        {task.project ? (
          <button
            type="button"
            class="link clip"
            title={t('Open in prd.json')}
            onClick={() => send(boardCommands.openSource, { id: task.id })}
          >
            {task.story ? `${task.project} / ${task.story}` : task.project}
          </button>
        ) : null}
        <code class="drawer__id second">{task.id}</code>
        <span class="drawer__tools">
          <IconButton icon="chevron-up" title={t('Card above')} onClick={() => go('up')} />
          <IconButton icon="chevron-down" title={t('Card below')} onClick={() => go('down')} />
          <IconButton
            icon="ellipsis"
            title={t('More actions')}
            opens="menu"
            onClick={(event) => openDrawerMenu(task, event.currentTarget as Element)}
          />
          <IconButton icon="close" title={t('Close')} onClick={close} />
        </span>
      </div>
      <EditableTitle task={task} />
      <div class="drawer__line drawer__facts">
        <StatusButton task={task} />
        {editable || task.assignee ? (
          <ToolButton
            boxed
            {...(editable ? { opens: 'menu' as const } : {})}
            title={t('Assignee')}
            onClick={(event) => editable && openAssignMenu([task.id], event.currentTarget as Element)}
          >
            <span class="unseen">{t('{0}: {1}', t('Assignee'), task.assignee ?? t('Nobody'))}</span>
            <span class="drawer__who" aria-hidden="true">
              <Who name={task.assignee} kind={task.assigneeKind} />
              <span class="clip">{task.assignee ?? t('Nobody')}</span>
            </span>
          </ToolButton>
        ) : null}
        {editable || task.priority ? (
          <ToolButton
            boxed
            icon="arrow-up"
            trailing=""
            {...(editable ? { opens: 'menu' as const } : {})}
            title={t('Priority')}
            label={t('{0}: {1}', t('Priority'), task.priority ?? 0)}
            onClick={(event) =>
              editable &&
              openPriorityMenu(
                [task.id],
                event.currentTarget as Element,
                (priority) => void edit(task.id, { priority }),
              )
            }
          >
            <span class="figures">{task.priority ?? 0}</span>
          </ToolButton>
        ) : null}
        {task.since > 0 ? (
          <span class="second">
            <b class={card ? ageClass(card, moment.value) : 'age'}>{wordyAge(moment.value - task.since)}</b>{' '}
            {t('in {0}', columnTitle(task.column))}
          </span>
        ) : null}
        {task.tenant ? (
          <span class="tally second">
            <Icon name="organization" />
            <span class="clip">{task.tenant}</span>
          </span>
        ) : null}
        {task.cost ? <b class="drawer__cost figures">{money(task.cost)}</b> : null}
      </div>
      {card ? <Offers card={card} /> : null}
    </div>
  );
}

/** What a project or a story can have done now; the verb that waits for a person is the filled one. */
function Offers({ card }: { readonly card: CardView }) {
  const offers = offersOf(card);
  if (offers.length === 0) return null;
  return (
    <div class="drawer__offers">
      {offers.map(({ verb, label, take }) => (
        <Button key={verb} small primary={verb === 'approve' && card.column === 'pending'} onClick={take}>
          {label}
        </Button>
      ))}
    </div>
  );
}

function StatusButton({ task }: { readonly task: TaskDetail }) {
  const gaveUp = task.column === 'blocked' && task.blocked?.kind === 'gave_up';
  const movable = can(task, 'move');
  const open = (event: MouseEvent) => {
    if (movable) openMoveMenu([task.id], event.currentTarget as Element);
  };
  return (
    <ToolButton
      boxed
      {...(movable ? { opens: 'menu' as const, title: t('Move to…') } : { title: t('Column') })}
      onClick={open}
    >
      <span class="drawer__who">
        <Icon
          name={columnIcon(task.column)}
          tone={task.column === 'blocked' ? 'error' : task.column === 'done' ? 'passed' : undefined}
        />
        {gaveUp ? t('{0}, gave up', columnTitle(task.column)) : columnTitle(task.column)}
      </span>
    </ToolButton>
  );
}

function openDrawerMenu(task: TaskDetail, at: Element): void {
  const { id } = task;
  const why = readOnlyReason();
  const made = cardSignal(id)?.peek();
  const kept: readonly MenuItem[] = task.can.includes('archive')
    ? [{ id: 'archive', label: t('Archive'), refused: why, separated: true, run: () => void archive([id]) }]
    : task.can.includes('restore')
      ? [{ id: 'restore', label: t('Restore'), refused: why, separated: true, run: () => void restore([id]) }]
      : [];
  openMenu(() => ({
    label: t('More actions'),
    at,
    items: [
      ...(made ? offerItems(made) : []),
      ...verbItems(id, task.can, why),
      ...kept,
      { id: 'copy', label: t('Copy ID'), separated: true, run: () => send(boardCommands.copyText, { text: id }) },
    ],
  }));
}

/** What came of it, in the words of who completed it. */
function Outcome({ task }: { readonly task: TaskDetail }) {
  if (!task.result) return null;
  return (
    <Section id="result" title={t('Result')}>
      <LongText text={task.result} onLink={openLink} />
    </Section>
  );
}

/** What it runs in and for how long; only what is set. */
function Facts({ task }: { readonly task: TaskDetail }) {
  const facts: readonly (readonly [string, string | undefined])[] = [
    [t('Workspace'), task.workspacePath ?? workspaceWord(task.workspace)],
    [t('Scheduled'), task.scheduledAt === undefined ? undefined : fullTime(task.scheduledAt)],
    [t('Skills'), task.skills.length > 0 ? task.skills.join(', ') : undefined],
    [t('Retries'), task.maxRetries === undefined ? undefined : String(task.maxRetries)],
    [t('Run time'), task.maxRuntimeSeconds === undefined ? undefined : wordyAge(task.maxRuntimeSeconds * 1000)],
    [t('Created by'), head.value?.kind === 'stored' ? task.createdBy : undefined],
  ];
  const set = facts.filter(([, value]) => value);
  if (set.length === 0 || past.value) return null;
  return (
    <dl class="facts">
      {set.map(([name, value]) => (
        <div key={name}>
          <dt class="second">{name}</dt>
          <dd class="clip">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
