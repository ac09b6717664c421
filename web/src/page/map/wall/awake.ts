/**
 * Keeps the screen from going dark until the returned function is called, where the browser can. It lets go by itself when the page
 * is covered, so it is asked again when the page comes back.
 */
export function stayAwake(): () => void {
  let lock: WakeLockSentinel | null = null;
  let left = false;
  const ask = async () => {
    if (document.visibilityState !== 'visible') return;
    try {
      lock = (await navigator.wakeLock?.request('screen')) ?? null;
      if (left) await lock?.release();
    } catch {
      // A machine that is short of power may refuse; the wall goes on without.
    }
  };
  void ask();
  document.addEventListener('visibilitychange', ask);
  return () => {
    left = true;
    document.removeEventListener('visibilitychange', ask);
    void lock?.release();
  };
}
