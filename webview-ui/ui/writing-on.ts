/** So long after a letter the next one belongs to it. */
const PAUSE_MS = 2000;

/** Keys that belong to writing as letters do. */
const ALSO_WRITING = new Set(['Shift', 'CapsLock', 'AltGraph', 'Dead', 'Process', 'Compose', 'Backspace', 'Delete']);

let wroteAt = Number.NEGATIVE_INFINITY;

/**
 * Whoever is writing when the field goes away, since its card is gone or another program closed it, writes on for a moment.
 * Those letters are no commands for what has the focus now.
 */
export function watchWriting(): void {
  const stop = () => {
    wroteAt = Number.NEGATIVE_INFINITY;
  };
  addEventListener('keydown', (event) => isWriting(event) || stop(), true);
  addEventListener('pointerdown', stop, true);
  addEventListener('input', (event) => {
    // A slider that is moved says "input" too.
    if (event instanceof InputEvent) wroteAt = Date.now();
  });
}

/** To be asked before a key does something. */
export function writesOn(event: KeyboardEvent): boolean {
  const now = Date.now();
  if (!isWriting(event) || now - wroteAt > PAUSE_MS) return false;
  wroteAt = now;
  return true;
}

function isWriting(event: KeyboardEvent): boolean {
  if (ALSO_WRITING.has(event.key)) return true;
  const command = event.ctrlKey || event.metaKey || event.altKey;
  return event.key.length === 1 && (!command || event.getModifierState('AltGraph'));
}
