import { Dialog } from '../../ui/dialog';
import { t } from '../../ui/l10n';

const mac = navigator.platform.startsWith('Mac');

function rows(): readonly (readonly [readonly string[], string])[] {
  return [
    [['↑', '↓', '←', '→'], t('Go from card to card')],
    [[mac ? '⌥ ←' : 'Alt ←', mac ? '⌥ →' : 'Alt →'], t('Move the card to the next column')],
    [[mac ? '⌥ ↑' : 'Alt ↑', mac ? '⌥ ↓' : 'Alt ↓'], t('Move the card up or down: its priority')],
    [['M'], t('Move to…, with what is refused and why')],
    [['Enter'], t('Open the card')],
    [['Esc'], t('Close the card, clear the selection')],
    [['X', t('Space')], t('Select')],
    [['⇧ ↑', '⇧ ↓'], t('Select several')],
    [['A'], t('Assign')],
    [['P'], t('Priority')],
    [['E'], t('Archive')],
    [['.'], t('More actions')],
    [['N'], t('New card in this column')],
    [['C'], t('New task with all fields')],
    [['/'], t('Filter cards')],
    [['!'], t('Attention only')],
    [[mac ? '⌘ Z' : 'Ctrl Z'], t('Undo')],
    [['?'], t('These keys')],
  ];
}

export function Keys({ close }: { readonly close: () => void }) {
  return (
    <Dialog title={t('Keys')} onClose={close}>
      <dl class="keys">
        {rows().map(([keys, words]) => (
          <div key={words}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
