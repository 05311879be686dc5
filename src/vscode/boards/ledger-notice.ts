import type { Result } from '../../core/result';
import type { Spoken } from '../../core/sentence';
import { tellMessage } from '../../core/translate';
import type { Commands } from '../commands';
import { t } from '../translate';

export interface Told extends Spoken {
  readonly putBack?: () => Promise<Result<null>>;
}

/** Says what befell a ledger; what it held when it was removed can be put back with a click. */
export function tellOfLedger(commands: Commands, notice: Told): void {
  const message = tellMessage(notice, t);
  if (notice.putBack) {
    void commands.show({ severity: 'warning', message, steps: [{ title: t('Put It Back'), run: notice.putBack }] });
  } else commands.warn(message);
}
