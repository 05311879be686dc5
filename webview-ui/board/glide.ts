import type { BoardPatch } from '../../src/protocol/board';
import { announce } from '../ui/announcer';
import { t } from '../ui/l10n';
import { columnTitle, onItsWay } from './actions';
import { past } from './state/clock';
import { focusCard, focused } from './state/focus';
import { cardOf } from './state/store';

const GLIDE_MS = 150;
/** So many moves at once are a redraw, not something the eye can follow. */
const MOST = 12;

const system = matchMedia('(prefers-reduced-motion: reduce)');

/** The system's wish, or the editor's own setting. */
function still(): boolean {
  return system.matches || document.body.classList.contains('vscode-reduce-motion');
}

function drawn(id: string): HTMLElement | null {
  return document.querySelector(`[data-card="${CSS.escape(id)}"]`);
}

/** Applies a patch; a card that stands elsewhere afterwards glides there, is announced, and keeps the focus it had. */
export function glideAround(patch: BoardPatch, apply: () => void): void {
  const moved = (patch.set ?? []).filter((card) => {
    const before = cardOf(card.id);
    return before !== undefined && before.column !== card.column;
  });
  const hadFocus = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.card : undefined;
  const from = new Map<string, DOMRect>();
  if (moved.length <= MOST && !still())
    for (const card of moved) {
      const rect = drawn(card.id)?.getBoundingClientRect();
      if (rect) from.set(card.id, rect);
    }
  apply();
  if (moved.length > 0 && moved.length <= 3 && past.peek() === null)
    for (const card of moved)
      if (!onItsWay.peek().has(card.id)) announce(t('{0} moved to {1}.', card.title, columnTitle(card.column)));
  if (moved.length === 0) return;
  // Signals draw in a microtask; the frame after it has the new places.
  requestAnimationFrame(() => {
    // What a person went to meanwhile, a line to type in say, keeps the focus.
    const isFree = document.hasFocus() && document.activeElement?.matches('body, main, [data-card]') === true;
    if (isFree && hadFocus !== undefined && moved.some((card) => card.id === hadFocus) && focused.peek() === hadFocus)
      focusCard(hadFocus);
    for (const [id, old] of from) glide(drawn(id), old);
  });
}

function glide(card: HTMLElement | null, old: DOMRect): void {
  if (!card) return;
  const now = card.getBoundingClientRect();
  const [x, y] = [old.left - now.left, old.top - now.top];
  if (x === 0 && y === 0) return;
  card.animate(
    [
      { transform: `translate(${x}px, ${y}px)`, zIndex: 2 },
      { transform: 'none', zIndex: 2 },
    ],
    {
      duration: GLIDE_MS,
      easing: 'ease-out',
    },
  );
}
