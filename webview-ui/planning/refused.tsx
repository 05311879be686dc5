import { IconButton } from '../ui/controls';
import { Icon } from '../ui/icon';
import { t } from '../ui/l10n';

export function Refused({ text, onClose }: { readonly text: string; readonly onClose?: () => void }) {
  return (
    <div class="refused" role="alert">
      <Icon name="error" tone="error" /> <span class="grow">{text}</span>
      {onClose ? <IconButton small icon="close" title={t('Close')} onClick={onClose} /> : null}
    </div>
  );
}
