import type { ProfileChoice } from '../../src/protocol/plan';
import { t } from '../ui/l10n';
import { openMenu } from '../ui/menu';
import { profileWords } from './profile-words';

/** The agents there are, to choose who answers. */
export function chooseAgent(
  { currentTarget }: MouseEvent,
  profiles: readonly ProfileChoice[],
  chosen: string,
  choose: (name: string) => void,
): void {
  openMenu(() => ({
    label: t('Agent'),
    at: currentTarget as Element,
    items: profiles.map((profile) => ({
      id: profile.name,
      label: profileWords(profile),
      detail: profile.adapter,
      checked: profile.name === chosen,
      run: () => choose(profile.name),
    })),
  }));
}
