/** So long something may take to be drawn. */
const DRAWN_WITHIN_MS = 5000;

/**
 * Goes to something that may only be on its way: as soon as it is drawn, which is before the next key can arrive, and not
 * where the person went elsewhere meanwhile.
 */
export function focusSoon(find: () => HTMLElement | null): void {
  const from = document.activeElement;
  const go = (): boolean => {
    const now = document.activeElement;
    if (now && now !== from && now !== document.body) return true;
    const element = find();
    element?.focus();
    return element !== null;
  };
  if (go()) return;
  const watching = new MutationObserver(() => go() && watching.disconnect());
  watching.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => watching.disconnect(), DRAWN_WITHIN_MS);
}
