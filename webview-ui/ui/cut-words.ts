/**
 * What is cut off shows itself whole under the pointer, as in VS Code's own lists. A tooltip that says the same as what can be
 * read would only be in the way, so it is looked at when the pointer comes.
 */
export function showCutWords(selector: string): void {
  const ours = new WeakSet<Element>();
  document.addEventListener('pointerover', ({ target }) => {
    const box = target instanceof Element ? target.closest<HTMLElement>(selector) : null;
    if (!box || (!ours.has(box) && box.closest('[title]'))) return;
    const cut = box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
    if (cut) {
      ours.add(box);
      box.title = box.textContent;
    } else if (ours.delete(box)) box.removeAttribute('title');
  });
}
