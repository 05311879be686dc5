import { Button } from '../ui/controls';
import { Icon } from '../ui/icon';
import { t } from '../ui/l10n';
import { readOnlyReason } from './actions';
import { dialog, quickCreate } from './state/shell';
import { columns, head } from './state/store';

/** A board without a card: what to do next, and what will land in each column. */
export function Empty() {
  const board = head.value;
  if (!board) return null;
  const creatable = readOnlyReason() === undefined && columns.value.some((column) => column.creatable);
  return (
    <div class="empty">
      <div class="empty__main">
        <h2 class="empty__title">{creatable ? t('Nothing here yet. Start with a card.') : t('Nothing here yet.')}</h2>
        <p class="second">
          {board.empty ??
            t('Cards come from the stories of a project, or from you. No agent starts before you say so.')}
        </p>
        {creatable ? (
          <>
            <div class="way is-first">
              <Icon name="add" />
              <div>
                <h3>{t('Write a card')}</h3>
                <p class="second">{t('For one job. Put it in Ready, give it to an agent, and a worker takes it.')}</p>
              </div>
              <Button
                primary
                onClick={() => {
                  dialog.value = { kind: 'create' };
                }}
              >
                {t('New task')}
              </Button>
            </div>
            <div class="way">
              <Icon name="lightbulb" />
              <div>
                <h3>{t('Collect ideas first')}</h3>
                <p class="second">{t('One line each, in Triage. Nobody works on them before they were judged.')}</p>
              </div>
              <Button
                onClick={() => {
                  quickCreate.value = columns.peek().find((column) => column.creatable)?.id ?? null;
                }}
              >
                {t('Add ideas')}
              </Button>
            </div>
          </>
        ) : null}
      </div>
    </div>
  );
}
