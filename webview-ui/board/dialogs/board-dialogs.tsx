import type { BoardRef } from '../../../src/protocol/board';
import { boardRequests } from '../../../src/protocol/board-messages';
import { Button, TextField } from '../../ui/controls';
import { Dialog } from '../../ui/dialog';
import { keptSignal } from '../../ui/host-api';
import { Icon } from '../../ui/icon';
import { t } from '../../ui/l10n';
import { accepted } from '../actions';
import { showBoard } from '../board-menu';
import { ask } from '../state/connection';
import { boards, head } from '../state/store';
import { useOneAtATime } from './one-at-a-time';

const ICONS = [
  'window',
  'layers',
  'rocket',
  'bug',
  'beaker',
  'tools',
  'target',
  'flame',
  'package',
  'globe',
  'database',
  'server',
  'shield',
  'book',
  'heart',
  'star-full',
];

/** Names of theme colours: they follow whatever theme is on. */
const COLOURS = ['charts.blue', 'charts.green', 'charts.yellow', 'charts.red', 'charts.purple'];

function colourVariable(colour: string): string {
  return `var(--vscode-${colour.replaceAll('.', '-')})`;
}

interface Look {
  readonly name: string;
  readonly description: string;
  readonly icon: string;
  readonly color: string | null;
}

/** What was changed in a form survives a reload, until it is closed. */
const half = keptSignal<{ readonly of: BoardRef; readonly look: Partial<Look> } | null>('boardLook', null);

function useLook(of: BoardRef, initial: Look, close: () => void) {
  const changes = half.value?.of === of ? half.value.look : {};
  return {
    look: { ...initial, ...changes },
    changes,
    set: (change: Partial<Look>) => {
      const now = half.peek();
      half.value = { of, look: { ...(now?.of === of ? now.look : {}), ...change } };
    },
    end: () => {
      half.value = null;
      close();
    },
  };
}

interface FieldsProps {
  readonly look: Look;
  readonly set: (change: Partial<Look>) => void;
}

function Fields({ look, set }: FieldsProps) {
  return (
    <>
      <TextField first label={t('Name')} value={look.name} maxLength={100} onInput={(name) => set({ name })} />
      <TextField label={t('Description')} value={look.description} onInput={(description) => set({ description })} />
      <fieldset class="choices">
        <legend class="field__label">{t('Icon')}</legend>
        {ICONS.map((icon) => (
          <label key={icon} class={icon === look.icon ? 'choice is-on' : 'choice'} title={icon}>
            <input
              type="radio"
              name="icon"
              class="unseen"
              aria-label={icon}
              checked={icon === look.icon}
              onChange={() => set({ icon })}
            />
            <Icon name={icon} />
          </label>
        ))}
      </fieldset>
      <fieldset class="choices">
        <legend class="field__label">{t('Colour')}</legend>
        {[null, ...COLOURS].map((color) => {
          const name = color === null ? t('No colour') : color.slice('charts.'.length);
          return (
            <label key={name} class={color === look.color ? 'choice is-on' : 'choice'} title={name}>
              <input
                type="radio"
                name="color"
                class="unseen"
                aria-label={name}
                checked={color === look.color}
                onChange={() => set({ color })}
              />
              {color === null ? (
                <Icon name="circle-slash" />
              ) : (
                <i class="swatch" style={{ background: colourVariable(color) }} />
              )}
            </label>
          );
        })}
      </fieldset>
    </>
  );
}

function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^[-_]+|-+$/g, '')
    .slice(0, 64);
}

export function NewBoard({ close }: { readonly close: () => void }) {
  const { look, set, end } = useLook('', { name: '', description: '', icon: 'window', color: null }, close);
  const slug = slugOf(look.name);
  const there = boards.value.find((board) => board.ref === slug);
  const create = useOneAtATime(async () => {
    if (slug === '') return;
    const { name, description, icon, color } = look;
    const made = accepted(await ask(boardRequests.createBoard, { slug, name, description, icon, color }));
    if (!made) return;
    end();
    await showBoard(made.ref);
  });
  return (
    <Dialog
      title={t('New board')}
      onClose={end}
      onSubmit={() => void create()}
      footer={
        <>
          <Button onClick={end}>{t('Cancel')}</Button>
          <Button primary disabled={slug === ''} onClick={() => void create()}>
            {there ? t('Open board') : t('Create board')}
          </Button>
        </>
      }
    >
      <Fields look={look} set={set} />
      <p class="second field__hint">
        {slug === ''
          ? t('Its slug is made from the name and stays for ever.')
          : there
            ? t('There is a board {0} already: it is opened.', slug)
            : t('Its slug is {0} and stays for ever.', slug)}
      </p>
    </Dialog>
  );
}

interface OneBoardProps {
  readonly boardRef: BoardRef;
  readonly close: () => void;
}

export function EditBoard({ boardRef, close }: OneBoardProps) {
  const board = head.value;
  const choice = boards.value.find((each) => each.ref === boardRef);
  const initial: Look = {
    name: choice?.name ?? board?.name ?? '',
    description: (board?.ref === boardRef ? board.description : undefined) ?? '',
    icon: choice?.icon ?? 'window',
    color: choice?.color ?? null,
  };
  const { look, changes, set, end } = useLook(boardRef, initial, close);
  // What was not changed here may have been elsewhere meanwhile.
  const save = useOneAtATime(async () => {
    if (look.name.trim() === '') return;
    if (Object.keys(changes).length === 0) end();
    else if (accepted(await ask(boardRequests.editBoard, { ref: boardRef, change: changes })) !== undefined) end();
  });
  return (
    <Dialog
      title={t('Board {0}', boardRef)}
      onClose={end}
      onSubmit={() => void save()}
      footer={
        <>
          <Button onClick={end}>{t('Cancel')}</Button>
          <Button primary disabled={look.name.trim() === ''} onClick={() => void save()}>
            {t('Save')}
          </Button>
        </>
      }
    >
      <Fields look={look} set={set} />
    </Dialog>
  );
}

export function ArchiveBoard({ boardRef, close }: OneBoardProps) {
  const name = boards.value.find((each) => each.ref === boardRef)?.name ?? boardRef;
  const archive = useOneAtATime(async () => {
    if (accepted(await ask(boardRequests.archiveBoard, { ref: boardRef })) !== undefined) close();
  });
  return (
    <Dialog
      title={t('Archive the board {0}?', name)}
      onClose={close}
      footer={
        <>
          <Button onClick={close}>{t('Cancel')}</Button>
          <Button primary onClick={() => void archive()}>
            {t('Archive board')}
          </Button>
        </>
      }
    >
      <p>
        {t(
          'It leaves the list of boards. Its cards and their history stay in the ledger, and creating a board of the same slug brings it back.',
        )}
      </p>
    </Dialog>
  );
}
