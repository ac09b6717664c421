import { signal } from '@preact/signals';

/** The time, to half a minute: whoever reads it is drawn anew when it goes on. */
export const minute = signal(Date.now());

setInterval(() => {
  minute.value = Date.now();
}, 30_000);
