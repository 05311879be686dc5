import { boardCommands } from '../../src/protocol/board-messages';
import { Button } from '../ui/controls';
import { Icon } from '../ui/icon';
import { t, tn } from '../ui/l10n';
import { readOnlyReason } from './actions';
import { KIND_ICONS, showBoard } from './board-menu';
import { send } from './state/connection';
import { dialog, quickCreate } from './state/shell';
import { boards, columns, head } from './state/store';

interface Way {
  readonly icon: string;
  readonly title: string;
  readonly words: string;
  readonly label: string;
  readonly take: () => void;
}

/** A board without a card: what to do next, the likeliest first, and what will land in each column. */
export function Empty() {
  const board = head.value;
  if (!board) return null;
  const creatable = readOnlyReason() === undefined && columns.value.some((column) => column.creatable);
  const ways = creatable ? waysToBegin() : [];
  return (
    <div class="empty">
      <div class="empty__main">
        <h2 class="empty__title">
          {creatable ? t('Nothing here yet. Start with one of these.') : t('Nothing here yet.')}
        </h2>
        <p class="second">
          {board.empty ??
            t('Cards come from the stories of a project, or from you. No agent starts before you say so.')}
        </p>
        {ways.map((way, index) => (
          <div key={way.label} class={index === 0 ? 'way is-first' : 'way'}>
            <Icon name={way.icon} />
            <div>
              <h3>{way.title}</h3>
              <p class="second">{way.words}</p>
            </div>
            <Button primary={index === 0} onClick={way.take}>
              {way.label}
            </Button>
          </div>
        ))}
      </div>
    </div>
  );
}

function waysToBegin(): readonly Way[] {
  const projects = boards.value.find(({ kind }) => kind === 'projects');
  const found = projects?.total ?? 0;
  return [
    ...(projects && found > 0
      ? [
          {
            icon: KIND_ICONS.projects,
            title: tn('{0} project was found here', '{0} projects were found here', found),
            words: t('See where each stands. A story of theirs becomes a card of this board.'),
            label: t('Show projects'),
            take: () => void showBoard(projects.ref),
          },
        ]
      : []),
    {
      icon: 'comment-discussion',
      title: t('Plan a project'),
      words: t(
        'An agent asks until it understands, writes a design, then stories. You approve each phase. The demo agent shows how, without a model.',
      ),
      label: t('New plan'),
      take: () => send(boardCommands.newPlan, null),
    },
    {
      icon: 'add',
      title: t('Write a card'),
      words: t('For one job. Put it in Ready, give it to an agent, and a worker takes it.'),
      label: t('New task'),
      take: () => {
        dialog.value = { kind: 'create' };
      },
    },
    {
      icon: 'lightbulb',
      title: t('Collect ideas first'),
      words: t('One line each, in Triage. Nobody works on them before they were judged.'),
      label: t('Add ideas'),
      take: () => {
        quickCreate.value = columns.peek().find((column) => column.creatable)?.id ?? null;
      },
    },
  ];
}
