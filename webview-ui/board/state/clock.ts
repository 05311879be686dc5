import { computed, signal } from '@preact/signals';
import { time } from './store';

const ticking = signal(Date.now());
setInterval(() => {
  if (document.visibilityState === 'visible') ticking.value = Date.now();
}, 20_000);
addEventListener('visibilitychange', () => {
  ticking.value = Date.now();
});

export const past = computed(() => time.value?.past ?? null);

/** The moment that the board shows: ages count to it, in the past as well. */
export const moment = computed(() => past.value?.at ?? ticking.value);

/** The real one. */
export const present = ticking;
