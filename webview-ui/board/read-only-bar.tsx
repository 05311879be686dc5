import { Icon } from '../ui/icon';
import { past } from './state/clock';
import { head } from './state/store';

/** Why a board that can be changed at other times cannot be now, and what to do about it. Boards that are made say it where it is tried. */
export function ReadOnlyBar() {
  const board = head.value;
  if (!board?.readOnly || board.kind !== 'stored' || past.value) return null;
  return (
    <p class="read-only" role="status">
      <Icon name="lock" /> {board.readOnly}
    </p>
  );
}
