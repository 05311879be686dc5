import type { BoardChoice, BoardRef } from '../../src/protocol/board';
import { boardRequests } from '../../src/protocol/board-messages';
import { Icon } from '../ui/icon';
import { t, tn } from '../ui/l10n';
import { type MenuItem, openMenu } from '../ui/menu';
import { accepted } from './actions';
import { ask } from './state/connection';
import { dialog } from './state/shell';
import { boards, head } from './state/store';

export const KIND_ICONS = { stored: 'window', projects: 'folder-library', stories: 'checklist' };

export async function showBoard(ref: BoardRef): Promise<void> {
  accepted(await ask(boardRequests.useBoard, { ref }));
}

function item(board: BoardChoice, index: number, all: readonly BoardChoice[]): MenuItem {
  const before = all[index - 1];
  return {
    id: `${board.folder ?? ''}/${board.ref}`,
    label: board.name,
    mark: <Icon name={board.icon ?? KIND_ICONS[board.kind]} colour={board.color} />,
    detail: tn('{0} open', '{0} open', board.open) + (board.folder ? ` · ${board.folder}` : ''),
    checked: board.ref === head.value?.ref,
    separated: before !== undefined && (before.kind === 'stored') !== (board.kind === 'stored'),
    run: () => void showBoard(board.ref),
  };
}

export function openBoardMenu(at: Element): void {
  openMenu(() => {
    const now = head.value;
    const live = boards.value.filter((board) => !board.archived);
    const stored = now?.kind === 'stored';
    const ref = now?.ref ?? '';
    return {
      label: t('Boards'),
      at,
      ...(live.length > 8 ? { filter: { placeholder: t('Board') } } : {}),
      items: [
        ...live.map(item),
        { id: '+', label: t('Stories of a project…'), checked: false, run: () => void openStoriesMenu(at) },
        {
          id: '+new',
          label: t('New board…'),
          checked: false,
          separated: true,
          run: () => {
            dialog.value = { kind: 'newBoard' };
          },
        },
        ...(stored
          ? [
              {
                id: '+edit',
                label: t('Rename, icon, colour…'),
                checked: false,
                run: () => {
                  dialog.value = { kind: 'editBoard', ref };
                },
              },
              {
                id: '+archive',
                label: t('Archive this board…'),
                checked: false,
                refused: ref === 'default' ? t('the default board always stays') : undefined,
                run: () => {
                  dialog.value = { kind: 'archiveBoard', ref };
                },
              },
            ]
          : []),
      ],
    };
  });
}

async function openStoriesMenu(at: Element): Promise<void> {
  const found = accepted(await ask(boardRequests.findProjects, { text: '', limit: 200 }));
  if (!found) return;
  openMenu(() => ({
    label: t('Stories of a project'),
    at,
    filter: { placeholder: t('Project') },
    items: found.map(({ ref, name, open, total }) => ({
      id: ref,
      label: name,
      detail: `${total - open}/${total}`,
      run: () => void showBoard(ref),
    })),
  }));
}
