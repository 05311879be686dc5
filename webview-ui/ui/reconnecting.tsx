import { useEffect } from 'preact/hooks';
import { announce } from './announcer';
import { answering } from './endpoint';
import { Icon } from './icon';
import { t } from './l10n';

/** Said quietly while the extension does not answer: what is on screen may be old, what is typed is not lost. */
export function Reconnecting() {
  const lost = !answering.value;
  const words = t('Reconnecting… What you type is kept.');
  useEffect(() => {
    if (lost) announce(words);
  }, [lost]);
  if (!lost) return null;
  return (
    <p class="reconnecting">
      <Icon name="sync" /> {words}
    </p>
  );
}
