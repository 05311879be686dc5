import type { ComponentChildren } from 'preact';
import { IconButton } from '../ui/controls';
import { t } from '../ui/l10n';
import { place } from './store';

/** The top of a page beside the plan, with the way back to it. */
export function PageHead({ title, children }: { readonly title: string; readonly children?: ComponentChildren }) {
  return (
    <header class="page-head">
      <IconButton
        icon="arrow-left"
        title={t('Back')}
        onClick={() => {
          place.value = { at: 'plan' };
        }}
      />
      <h1 class="page-head__title clip" title={title}>
        {title}
      </h1>
      {children}
    </header>
  );
}
