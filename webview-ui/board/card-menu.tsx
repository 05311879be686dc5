import { signal } from '@preact/signals';
import type { Refusal } from '../../src/core/result';
import type { CardView, MadeVerb, TaskVerb } from '../../src/protocol/board';
import { boardCommands, boardRequests } from '../../src/protocol/board-messages';
import { cardOffers, type TaskOffer } from '../../src/protocol/card-context';
import { Who } from '../ui/controls';
import { t } from '../ui/l10n';
import { type MenuItem, openMenu } from '../ui/menu';
import { accepted, archive, assign, bulk, changeCards, moveCards, openCard, readOnlyReason, restore } from './actions';
import { laneWords } from './lane-words';
import { ask, send } from './state/connection';
import { meant } from './state/focus';
import { laneBy, laneKey, lanes } from './state/lanes';
import { SCHEDULE_NEEDED } from './state/pointer';
import { dialog } from './state/shell';
import { cardOf, columns, people } from './state/store';

type Anchor = Element | { readonly x: number; readonly y: number };

/** Where there are lanes, a drag leads to another one too. */
function laneItems(ids: readonly string[]): readonly MenuItem[] {
  const by = laneBy.value;
  if (by === 'none') return [];
  const cards = ids.flatMap((id) => cardOf(id) ?? []);
  return lanes.value
    .filter(({ key }) => cards.some((card) => laneKey(card, by) !== key))
    .map(({ key }, index) => {
      const change = { [by]: key === '' ? null : key };
      return {
        id: `lane/${key}`,
        label: laneWords(change),
        separated: index === 0,
        run: () => void changeCards(ids, change),
      };
    });
}

/** The keyboard twin of a drag: the same places, the refused ones with the reason. */
export function openMoveMenu(ids: readonly string[], at: Anchor): void {
  const refusals = signal<Readonly<Record<string, Refusal | null>> | null>(null);
  void ask(boardRequests.whereTo, { ids }).then((answer) => {
    if (answer.ok) refusals.value = answer.value;
  });
  const stands = new Set(ids.map((id) => cardOf(id)?.column));
  openMenu(() => ({
    label: t('Move to'),
    at,
    items: [
      ...columns.value.flatMap((column, index) => {
        if (stands.size === 1 && stands.has(column.id)) return [];
        const refusal = refusals.value?.[column.id];
        const asks = refusal?.code === SCHEDULE_NEEDED;
        return [
          {
            id: column.id,
            label: asks ? t('Schedule…') : refusal ? column.title : t('Move to {0}', column.title),
            refused: asks ? undefined : refusal?.message,
            keyHint: String(index + 1),
            run: () => {
              if (asks) dialog.value = { kind: 'schedule', ids };
              else void moveCards(ids, column.id);
            },
          },
        ];
      }),
      ...laneItems(ids),
    ],
  }));
}

/** Everyone on the board and nobody; a new name can be typed. */
export function openPeopleMenu(options: {
  readonly at: Anchor;
  readonly label: string;
  readonly chosen: readonly string[];
  readonly choose: (name: string | null) => void;
}): void {
  openMenu(() => ({
    label: options.label,
    at: options.at,
    filter: {
      placeholder: t('Agent or person'),
      typed: (name) =>
        people.value.some((person) => person.name === name)
          ? undefined
          : { id: '+', label: t('Assign to “{0}”', name), run: () => options.choose(name) },
    },
    items: [
      ...people.value.map(({ name, kind, open }) => ({
        id: name,
        label: name,
        mark: <Who name={name} kind={kind} />,
        detail: open > 0 ? String(open) : undefined,
        checked: options.chosen.includes(name),
        run: () => options.choose(name),
      })),
      {
        id: '',
        label: t('Nobody'),
        mark: <Who />,
        checked: options.chosen.includes(''),
        run: () => options.choose(null),
      },
    ],
  }));
}

export function openAssignMenu(ids: readonly string[], at: Anchor): void {
  openPeopleMenu({
    at,
    label: t('Assign to'),
    chosen: [...new Set(ids.map((id) => cardOf(id)?.assignee?.name ?? ''))],
    choose: (name) => void assign(ids, name),
  });
}

export function openPriorityMenu(ids: readonly string[], at: Anchor, set?: (priority: number) => void): void {
  const now = new Set(ids.map((id) => cardOf(id)?.priority));
  const choose = (priority: number) => (set ? set(priority) : void bulk(ids, { priority }));
  openMenu(() => ({
    label: t('Priority'),
    at,
    filter: {
      placeholder: t('A number, or choose'),
      typed: (text) =>
        /^-?\d{1,6}$/.test(text) && ![30, 20, 10, 5, 0].includes(Number(text))
          ? { id: '+', label: text, run: () => choose(Number(text)) }
          : undefined,
    },
    items: [30, 20, 10, 5, 0].map((priority) => ({
      id: String(priority),
      label: priority === 0 ? t('0, no priority') : String(priority),
      checked: now.has(priority),
      run: () => choose(priority),
    })),
  }));
}

const ALL_VERBS: readonly TaskVerb[] = ['unblock', 'block', 'complete', 'requestChanges', 'reclaim'];

/** Verbs of one card that are more than a move. */
export function verbItems(id: string, can: readonly TaskVerb[], refused: string | undefined): readonly MenuItem[] {
  const reason = (verb: 'block' | 'complete' | 'requestChanges') => () => {
    dialog.value = { kind: 'reason', verb, id };
  };
  const items: readonly (MenuItem & { readonly id: TaskVerb })[] = [
    { id: 'unblock', label: t('Unblock'), run: () => void ask(boardRequests.unblock, { id }).then(accepted) },
    { id: 'block', label: t('Block…'), run: reason('block') },
    { id: 'complete', label: t('Complete…'), run: reason('complete') },
    { id: 'requestChanges', label: t('Request changes…'), run: reason('requestChanges') },
    {
      id: 'reclaim',
      label: t('Take back from the worker'),
      run: () => void ask(boardRequests.reclaim, { id }).then(accepted),
    },
  ];
  return items
    .filter((item) => can.includes(item.id))
    .map((item, index) => ({ ...item, refused, separated: index === 0 }));
}

const OFFERS: Readonly<Record<MadeVerb, () => string>> = {
  approve: () => t('Approve'),
  plan: () => t('Plan'),
  stories: () => t('Show its stories'),
  createTask: () => t('Create task'),
  openSource: () => t('Open in prd.json'),
  openFolder: () => t('Reveal its folder'),
  rollBack: () => t('Roll back…'),
  unapprove: () => t('Take back approval'),
  cancel: () => t('Cancel project…'),
};

export interface Offer {
  readonly verb: MadeVerb;
  readonly label: string;
  readonly take: () => void;
}

/** What a card of a made board can have done to its project or story. */
export function offersOf({ id, offers = [] }: CardView): readonly Offer[] {
  return offers.map((verb) => ({
    verb,
    label: OFFERS[verb](),
    take: () => send(boardCommands.takeOffer, { id, verb }),
  }));
}

export function offerItems(card: CardView): readonly MenuItem[] {
  return offersOf(card).map(({ verb, label, take }) => ({ id: verb, label, run: take }));
}

/** What can be done with a task, or with several at once; by `cardOffers`, as VS Code's own menu has it. */
function taskItems(card: CardView, ids: readonly string[], at: Anchor): readonly MenuItem[] {
  const offered: readonly string[] = cardOffers(card, ids.length > 1, true);
  const refused = readOnlyReason();
  const changes: readonly MenuItem[] = [
    { id: 'move', label: t('Move to…'), keyHint: 'm', separated: true, run: () => openMoveMenu(ids, at) },
    { id: 'assign', label: t('Assign…'), keyHint: 'a', run: () => openAssignMenu(ids, at) },
    { id: 'priority', label: t('Priority…'), keyHint: 'p', run: () => openPriorityMenu(ids, at) },
    ...verbItems(card.id, ALL_VERBS, undefined).filter(({ id }) => offered.includes(id)),
    { id: 'restore', label: t('Restore'), separated: true, run: () => void restore(ids) },
    { id: 'archive', label: t('Archive'), keyHint: 'e', separated: true, run: () => void archive(ids) },
  ];
  const source = {
    id: 'source',
    label: t('Open in prd.json'),
    run: () => send(boardCommands.openSource, { id: card.id }),
  };
  return [...changes.map((item) => ({ ...item, refused })), source].filter(({ id }) => offered.includes(id));
}

/** What VS Code's menu says and what the page does. */
export function takeOffer(offer: TaskOffer, ids: readonly string[], at: Anchor): void {
  const card = cardOf(ids[0] ?? '');
  if (!card) return;
  if (offer === 'move') openMoveMenu(ids, at);
  else
    taskItems(card, ids, at)
      .find(({ id, refused }) => id === offer && !refused)
      ?.run();
}

export function openCardMenu(id: string, at: Anchor): void {
  const ids = meant(id);
  const card = cardOf(id);
  if (!card) return;
  const [first, ...others] = offerItems(card);
  openMenu(() => ({
    label: card.title,
    at,
    items: [
      { id: 'open', label: t('Open'), keyHint: '↵', run: () => openCard(id) },
      ...(first ? [{ ...first, separated: true }, ...others] : []),
      ...(card.opens
        ? [{ id: 'move', label: t('Move to…'), keyHint: 'm', separated: true, run: () => openMoveMenu([id], at) }]
        : taskItems(card, ids, at)),
      {
        id: 'copy',
        label: t('Copy ID'),
        separated: true,
        run: () => send(boardCommands.copyText, { text: ids.join(' ') }),
      },
    ],
  }));
}
