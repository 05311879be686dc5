import type { BulkChange } from '../../src/protocol/board-messages';
import { t } from '../ui/l10n';

/** What makes a card belong to a lane. */
export type LaneChange = Pick<BulkChange, 'assignee' | 'tenant' | 'project'>;

export function laneWords({ assignee, tenant, project }: LaneChange): string {
  if (assignee !== undefined) return assignee === null ? t('Assigned to nobody') : t('Assigned to {0}', assignee);
  if (tenant !== undefined) return tenant === null ? t('No tenant') : t('Tenant {0}', tenant);
  return project ? t('Project {0}', project) : t('No project');
}
