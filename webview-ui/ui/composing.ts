/** What such a key event says is meant for the input method. */
const IN_PROCESS = 229;

/** While an input method puts a character together, Enter and Escape belong to it: neither the page nor VS Code hears them. */
export function leaveComposingAlone(): void {
  addEventListener(
    'keydown',
    (event) => {
      if (event.isComposing || event.keyCode === IN_PROCESS) event.stopPropagation();
    },
    true,
  );
}
