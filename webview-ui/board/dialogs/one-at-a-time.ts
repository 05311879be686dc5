import { useRef } from 'preact/hooks';

/** Whoever presses again before it is done asks for nothing more. */
export function useOneAtATime(work: () => Promise<void>): () => Promise<void> {
  const busy = useRef(false);
  return async () => {
    if (busy.current) return;
    busy.current = true;
    await work().finally(() => {
      busy.current = false;
    });
  };
}
