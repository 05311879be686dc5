import type { PlanHead } from '../../src/protocol/plan';
import { planCommands } from '../../src/protocol/plan-messages';
import { IconButton } from '../ui/controls';
import { Icon } from '../ui/icon';
import { t } from '../ui/l10n';
import { send } from './store';

/** What was handed in so far: each opens as a real editor, and beside its version before. */
export function Documents({ head }: { readonly head: PlanHead }) {
  if (head.artifacts.length === 0) return null;
  return (
    <ul class="documents" aria-label={t('Documents')}>
      {head.artifacts.map(({ name, version, path }) => (
        <li key={name} class="document">
          <button
            type="button"
            class="row row--boxed document__open"
            title={t('Open {0}', path)}
            onClick={() => send(planCommands.openArtifact, { path })}
          >
            <Icon name={name.endsWith('.json') ? 'json' : 'file'} />
            <span class="clip">{name}</span>
            <span class="second figures">{t('v{0}', version)}</span>
          </button>
          {version > 1 ? (
            <IconButton
              small
              icon="diff"
              title={t('What changed in {0} since version {1}', name, version - 1)}
              onClick={() => send(planCommands.compareArtifact, { path })}
            />
          ) : null}
        </li>
      ))}
    </ul>
  );
}
