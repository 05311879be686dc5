import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { LinkedCard } from '../../../src/protocol/board';
import type { NewTask } from '../../../src/protocol/board-messages';
import { announce } from '../../ui/announcer';
import { Button, IconButton, TextArea, TextField, ToolButton, Who } from '../../ui/controls';
import { Dialog } from '../../ui/dialog';
import { keptSignal } from '../../ui/host-api';
import { t } from '../../ui/l10n';
import { openMenu } from '../../ui/menu';
import { accepted, columnTitle } from '../actions';
import { openPeopleMenu } from '../card-menu';
import { CardSearch } from '../card-search';
import { drafts, setDraft } from '../state/drafts';
import { focusCard } from '../state/focus';
import { say } from '../state/notice';
import { createTask } from '../state/outbox';
import { columns, head, people } from '../state/store';
import { useOneAtATime } from './one-at-a-time';
import { momentIn, WhenField, whenProblem } from './when-field';

interface Draft {
  readonly title: string;
  readonly body: string;
  readonly column: string;
  readonly assignee: string;
  readonly priority: string;
  readonly tenant: string;
  readonly project: string;
  readonly parents: readonly LinkedCard[];
  readonly schedule: string;
  readonly workspace: '' | 'scratch' | 'worktree' | 'dir';
  readonly path: string;
  readonly skills: string;
  readonly retries: string;
  readonly minutes: string;
}

const EMPTY: Draft = {
  title: '',
  body: '',
  column: '',
  assignee: '',
  priority: '',
  tenant: '',
  project: '',
  parents: [],
  schedule: '',
  workspace: '',
  path: '',
  skills: '',
  retries: '',
  minutes: '',
};

/** Half a form survives a reload. */
const kept = keptSignal<Draft>('newTask', EMPTY);
const more = keptSignal('newTaskMore', false);

function whole(text: string, least: number): number | undefined {
  return /^-?\d+$/.test(text.trim()) && Number(text) >= least ? Number(text) : undefined;
}

function problems(draft: Draft): Partial<Record<keyof Draft, string>> {
  const found: Partial<Record<keyof Draft, string>> = {};
  if (draft.priority && whole(draft.priority, -1_000_000) === undefined) found.priority = t('A whole number.');
  if (draft.retries && whole(draft.retries, 0) === undefined) found.retries = t('A whole number, 0 or more.');
  if (draft.minutes && whole(draft.minutes, 1) === undefined) found.minutes = t('Minutes, 1 or more.');
  const when = whenProblem(draft.schedule);
  if (when) found.schedule = when;
  if (draft.workspace === 'dir' && draft.path.trim() === '') found.path = t('Which folder?');
  return found;
}

function taskOf(draft: Draft, board: string | undefined): NewTask {
  const minutes = whole(draft.minutes, 1);
  const values: { readonly [K in keyof NewTask]: NewTask[K] | undefined } = {
    title: draft.title.trim(),
    body: draft.body || undefined,
    column: draft.column || undefined,
    assignee: draft.assignee || undefined,
    priority: whole(draft.priority, -1_000_000),
    tenant: draft.tenant.trim() || undefined,
    project: draft.project.trim() || undefined,
    parents: draft.parents.length > 0 ? draft.parents.map((parent) => parent.id) : undefined,
    scheduledAt: momentIn(draft.schedule),
    workspace: draft.workspace || undefined,
    workspacePath: draft.path.trim() || undefined,
    skills: draft.skills.trim()
      ? draft.skills
          .split(',')
          .map((skill) => skill.trim())
          .filter(Boolean)
      : undefined,
    maxRetries: whole(draft.retries, 0),
    maxRuntimeSeconds: minutes === undefined ? undefined : minutes * 60,
    board,
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as unknown as NewTask;
}

export function CreateTask({ column, close }: { readonly column: string | undefined; readonly close: () => void }) {
  const draft = kept.value;
  const [tried, setTried] = useState(false);
  const set = (change: Partial<Draft>) => {
    kept.value = { ...kept.peek(), ...change };
  };
  const wrong = problems(draft);
  const create = useOneAtATime(async () => {
    setTried(true);
    const now = kept.peek();
    if (now.title.trim() === '' || Object.keys(problems(now)).length > 0) return;
    const made = accepted(
      await createTask(taskOf({ ...now, column: now.column || column || '' }, head.peek()?.ref), true),
    );
    if (!made) return;
    // Cancelled meanwhile, it may have been begun anew.
    if (kept.peek() === now) kept.value = EMPTY;
    close();
    announce(t('{0} created.', now.title));
    if (made.warning) say({ tone: 'warned', text: made.warning });
    requestAnimationFrame(() => focusCard(made.id));
  });
  const submit = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey || (event.target as Element).closest('[data-first]')))
      void create();
  };
  return (
    <Dialog
      wide
      title={t('New task')}
      onClose={close}
      footer={
        <>
          {draft === EMPTY ? null : (
            <button type="button" class="link dialog__left" onClick={() => set(EMPTY)}>
              {t('Clear the form')}
            </button>
          )}
          <Button onClick={close}>{t('Cancel')}</Button>
          <Button primary onClick={() => void create()}>
            {t('Create task')}
          </Button>
        </>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Ctrl+Enter works in each field */}
      <div class="form" onKeyDown={submit}>
        <TextField
          first
          label={t('Title')}
          value={draft.title}
          maxLength={500}
          problem={tried && draft.title.trim() === '' ? t('A title says what is to be done.') : undefined}
          onInput={(title) => set({ title })}
        />
        <TextArea
          label={t('Description')}
          rows={5}
          placeholder={t('Markdown. The agent reads it as it stands.')}
          value={draft.body}
          onInput={(body) => set({ body })}
        />
        <div class="form__row">
          <Choice label={t('Assignee')}>
            <ToolButton
              boxed
              opens="menu"
              onClick={(event) =>
                openPeopleMenu({
                  at: event.currentTarget as Element,
                  label: t('Assign to'),
                  chosen: [draft.assignee],
                  choose: (name) => set({ assignee: name ?? '' }),
                })
              }
            >
              <span class="drawer__who">
                <Who
                  name={draft.assignee || undefined}
                  kind={people.value.find((person) => person.name === draft.assignee)?.kind}
                />
                {draft.assignee || t('Nobody')}
              </span>
            </ToolButton>
          </Choice>
          <Choice label={t('Column')}>
            <ToolButton boxed opens="menu" onClick={(event) => openColumnMenu(event.currentTarget as Element, set)}>
              {draft.column || column ? columnTitle(draft.column || column || '') : t('Ready or To Do')}
            </ToolButton>
          </Choice>
          <TextField
            label={t('Priority')}
            value={draft.priority}
            placeholder="0"
            problem={wrong.priority}
            onInput={(priority) => set({ priority })}
          />
        </div>
        <Parents parents={draft.parents} set={(parents) => set({ parents })} />
        <button
          type="button"
          class="link form__more"
          aria-expanded={more.value}
          onClick={() => {
            more.value = !more.value;
          }}
        >
          {more.value ? t('Fewer fields') : t('Schedule, workspace, skills, retries…')}
        </button>
        {more.value ? <More draft={draft} wrong={wrong} tried={tried} set={set} /> : null}
      </div>
    </Dialog>
  );
}

function Choice({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a label and its one button, without the looks of a fieldset
    <div class="field" role="group" aria-label={label}>
      <span class="field__label" aria-hidden="true">
        {label}
      </span>
      {children}
    </div>
  );
}

function openColumnMenu(at: Element, set: (change: Partial<Draft>) => void): void {
  openMenu(() => ({
    label: t('Column'),
    at,
    items: [
      { id: '', label: t('To Do or Ready, as its parents allow'), run: () => set({ column: '' }) },
      ...columns.value
        .filter((each) => each.creatable)
        .map((each) => ({ id: each.id, label: each.title, run: () => set({ column: each.id }) })),
    ],
  }));
}

/** The line in which a parent is searched; as long as it is there, it is open. */
const PARENT = 'newTask/parent';

interface ParentsProps {
  readonly parents: readonly LinkedCard[];
  readonly set: (parents: readonly LinkedCard[]) => void;
}

function Parents({ parents, set }: ParentsProps) {
  const adding = drafts.value[PARENT] !== undefined;
  const setAdding = (on: boolean) => setDraft(PARENT, on ? '' : undefined);
  return (
    <Choice label={t('Parents, which must be done first')}>
      {parents.map((parent) => (
        <div class="row" key={parent.id}>
          <span class="clip row__title">{parent.title}</span>
          <span class="row__end second">{columnTitle(parent.column)}</span>
          <IconButton
            small
            icon="close"
            title={t('Remove {0}', parent.title)}
            onClick={() => set(parents.filter((each) => each.id !== parent.id))}
          />
        </div>
      ))}
      {adding ? (
        <CardSearch
          draft={PARENT}
          label={t('Parent: title or ID')}
          not=""
          onChoose={(card) => {
            if (!parents.some((each) => each.id === card.id)) set([...parents, card]);
            setAdding(false);
          }}
          onClose={() => setAdding(false)}
        />
      ) : (
        <button type="button" class="link form__more" onClick={() => setAdding(true)}>
          {t('Add a parent…')}
        </button>
      )}
    </Choice>
  );
}

interface MoreProps {
  readonly draft: Draft;
  readonly wrong: Partial<Record<keyof Draft, string>>;
  /** What is still being written is not called wrong. */
  readonly tried: boolean;
  readonly set: (change: Partial<Draft>) => void;
}

function More({ draft, wrong, tried, set }: MoreProps) {
  const kinds = {
    '': t('as the profile says'),
    scratch: t('scratch folder'),
    worktree: t('git worktree'),
    dir: t('a folder'),
  };
  return (
    <>
      <div class="form__row">
        <TextField label={t('Project')} value={draft.project} onInput={(project) => set({ project })} />
        <TextField label={t('Tenant')} value={draft.tenant} onInput={(tenant) => set({ tenant })} />
      </div>
      <WhenField
        value={draft.schedule}
        problem={tried ? wrong.schedule : undefined}
        onInput={(schedule) => set({ schedule })}
      />
      <div class="form__row">
        <Choice label={t('Workspace')}>
          <ToolButton
            boxed
            opens="menu"
            onClick={(event) => {
              const at = event.currentTarget as Element;
              openMenu(() => ({
                label: t('Workspace'),
                at,
                items: (Object.keys(kinds) as Draft['workspace'][]).map((kind) => ({
                  id: kind,
                  label: kinds[kind],
                  checked: kept.value.workspace === kind,
                  run: () => set({ workspace: kind }),
                })),
              }));
            }}
          >
            {kinds[draft.workspace]}
          </ToolButton>
        </Choice>
        {draft.workspace === 'dir' ? (
          <TextField label={t('Folder')} value={draft.path} problem={wrong.path} onInput={(path) => set({ path })} />
        ) : null}
        <TextField
          label={t('Skills')}
          value={draft.skills}
          placeholder={t('comma-separated')}
          onInput={(skills) => set({ skills })}
        />
      </div>
      <div class="form__row">
        <TextField
          label={t('Retries')}
          value={draft.retries}
          placeholder="3"
          problem={wrong.retries}
          onInput={(retries) => set({ retries })}
        />
        <TextField
          label={t('Run time, minutes')}
          value={draft.minutes}
          problem={wrong.minutes}
          onInput={(minutes) => set({ minutes })}
        />
      </div>
    </>
  );
}
