import { signal } from '@preact/signals';

const polite = signal('');
const assertive = signal('');

/** Says it to a screen reader. The same sentence twice is heard twice. */
export function announce(sentence: string, urgent = false): void {
  const region = urgent ? assertive : polite;
  region.value = region.value === sentence ? `${sentence}\u00a0` : sentence;
}

/** Stands once in each app. */
export function Announcer() {
  return (
    <>
      <div class="unseen" role="status" aria-live="polite">
        {polite.value}
      </div>
      <div class="unseen" role="alert" aria-live="assertive">
        {assertive.value}
      </div>
    </>
  );
}
