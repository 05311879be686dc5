import type { ProfileChoice } from '../../src/protocol/plan';
import { t } from '../ui/l10n';

export function profileWords({ name, isDemo }: ProfileChoice): string {
  return isDemo ? t('{0} (no model)', name) : name;
}
