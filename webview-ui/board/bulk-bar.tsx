import { Button, IconButton } from '../ui/controls';
import { t, tn } from '../ui/l10n';
import { archive, readOnlyReason } from './actions';
import { openAssignMenu, openMoveMenu, openPriorityMenu } from './card-menu';
import { clearSelection, selected } from './state/focus';

/** What can be done with all selected cards at once. */
export function BulkBar() {
  const ids = [...selected.value];
  if (ids.length === 0 || readOnlyReason()) return null;
  const at = (event: MouseEvent) => event.currentTarget as Element;
  return (
    <section class="bulk" aria-label={t('Selected cards')}>
      <b class="figures">{tn('{0} card selected', '{0} cards selected', ids.length)}</b>
      <Button opens="menu" onClick={(event) => openMoveMenu(ids, at(event))}>
        {t('Move to…')}
      </Button>
      <Button opens="menu" onClick={(event) => openAssignMenu(ids, at(event))}>
        {t('Assign…')}
      </Button>
      <Button opens="menu" onClick={(event) => openPriorityMenu(ids, at(event))}>
        {t('Priority…')}
      </Button>
      <Button icon="archive" onClick={() => void archive(ids)}>
        {t('Archive')}
      </Button>
      <IconButton icon="close" title={t('Clear the selection')} onClick={clearSelection} />
    </section>
  );
}
