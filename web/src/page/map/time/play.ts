/** What is played: steps that follow one another. */
export interface Steps {
  /** Gets the next step ready while this one is looked at; null where there is none. */
  prepare(): Promise<void> | null;
  /** Shows the step that was prepared; resolves when it is drawn. */
  show(): Promise<void>;
  /** How long a step is to be looked at, ms; it is asked anew for every step. */
  restMS(): number;
}

/**
 * Plays steps until there are no more, or signal aborts. A step is shown only when it has been got ready, and left only when it
 * has been drawn: on a slow line a play is slower, and nothing is skipped.
 */
export async function play(steps: Steps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const ready = steps.prepare();
    if (!ready) return;
    await Promise.all([ready, rest(steps.restMS(), signal)]);
    if (!signal.aborted) await steps.show();
  }
}

/** Waits, or until signal aborts. */
function rest(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
