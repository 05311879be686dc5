import type { LinkedCard, TaskDetail } from '../../../src/protocol/board';
import { boardCommands, boardRequests } from '../../../src/protocol/board-messages';
import { IconButton } from '../../ui/controls';
import { Icon } from '../../ui/icon';
import { t } from '../../ui/l10n';
import { openMenu } from '../../ui/menu';
import { accepted, columnTitle, openCard } from '../actions';
import { CardSearch } from '../card-search';
import { columnIcon } from '../column-icon';
import { ask, send } from '../state/connection';
import { drafts, setDraft } from '../state/drafts';
import { focused } from '../state/focus';
import { can } from './edits';
import { useMore } from './more';
import { Section } from './section';

const AT_FIRST = 20;

type Role = 'parent' | 'child';

export function Links({ task }: { readonly task: TaskDetail }) {
  const key = (role: Role) => `${task.id}/${role}`;
  const adding = (['parent', 'child'] as const).find((role) => drafts.value[key(role)] !== undefined) ?? null;
  const setAdding = (role: Role | null) => {
    if (adding) setDraft(key(adding), undefined);
    if (role) setDraft(key(role), '');
  };
  const editable = can(task, 'link');
  const links = [
    ...task.parents.map((other) => ({ as: 'parent' as const, other })),
    ...task.children.map((other) => ({ as: 'child' as const, other })),
  ];
  const count = links.length + task.moreLinks;
  const { shown, button } = useMore(count, AT_FIRST, (wanted) => {
    if (wanted > links.length) send(boardCommands.showLinks, { id: task.id, count: wanted });
  });
  if (count === 0 && !editable) return null;
  const link = async (other: LinkedCard) => {
    const pair = adding === 'parent' ? { parent: other.id, child: task.id } : { parent: task.id, child: other.id };
    if (accepted(await ask(boardRequests.link, pair)) !== undefined) setAdding(null);
  };
  const choose = (event: MouseEvent) => {
    const at = event.currentTarget as Element;
    openMenu(() => ({
      label: t('Add a link'),
      at,
      items: [
        { id: 'parent', label: t('Add a parent…'), detail: t('must be done first'), run: () => setAdding('parent') },
        { id: 'child', label: t('Add a child…'), detail: t('waits for this'), run: () => setAdding('child') },
      ],
    }));
  };
  return (
    <Section
      id="links"
      title={t('Links')}
      count={count}
      tools={
        <>
          {button}
          {editable ? <IconButton small icon="add" title={t('Add a link')} opens="menu" onClick={choose} /> : null}
        </>
      }
    >
      {adding ? (
        <CardSearch
          draft={key(adding)}
          label={adding === 'parent' ? t('Parent: title or ID') : t('Child: title or ID')}
          not={task.id}
          onChoose={(card) => void link(card)}
          onClose={() => setAdding(null)}
        />
      ) : null}
      <ul>
        {links.slice(0, shown).map(({ as: role, other }) => (
          <LinkRow key={other.id} as={role} task={task} other={other} editable={editable} />
        ))}
      </ul>
    </Section>
  );
}

interface LinkRowProps {
  readonly as: Role;
  readonly task: TaskDetail;
  readonly other: LinkedCard;
  readonly editable: boolean;
}

function LinkRow({ as: role, task, other, editable }: LinkRowProps) {
  const pair = role === 'parent' ? { parent: other.id, child: task.id } : { parent: task.id, child: other.id };
  const done = other.column === 'done' || other.column === 'archived';
  return (
    <li class="row">
      <span class="row__role second">{role === 'parent' ? t('parent') : t('child')}</span>
      <Icon name={done ? 'pass-filled' : columnIcon(other.column)} tone={done ? 'passed' : undefined} />
      <button
        type="button"
        class="row__title clip"
        title={other.title}
        onClick={() => {
          focused.value = other.id;
          openCard(other.id);
        }}
      >
        {other.where ? `${other.where} ` : ''}
        {other.title}
      </button>
      <span class="row__end second">{columnTitle(other.column)}</span>
      {editable ? (
        <IconButton
          small
          icon="close"
          title={t('Remove the link to {0}', other.title)}
          onClick={() => void ask(boardRequests.unlink, pair).then(accepted)}
        />
      ) : null}
    </li>
  );
}
