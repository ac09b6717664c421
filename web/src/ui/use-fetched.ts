import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { aborted, type Refusal } from '../api/client.ts';
import { refusal } from '../data/load.ts';

export interface Fetched<T> {
  data: T | null;
  error: Refusal | null;
  loading: boolean;
  again: () => void;
  /** Puts in what an answer to a change said, without asking again. */
  put: (data: T) => void;
}

/** Fetches when the component comes and whenever the key changes; what was last got stays until then. */
export function useFetched<T>(key: string, fetch: (signal: AbortSignal) => Promise<T>): Fetched<T> {
  const [state, set] = useState<{ data: T | null; error: Refusal | null; loading: boolean }>({
    data: null,
    error: null,
    loading: true,
  });
  const [turn, setTurn] = useState(0);
  const latest = useRef(fetch);
  latest.current = fetch;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key and the turn say when to ask again
  useEffect(() => {
    const stop = new AbortController();
    set((s) => ({ ...s, loading: true }));
    latest.current(stop.signal).then(
      (data) => !stop.signal.aborted && set({ data, error: null, loading: false }),
      (error) =>
        !aborted(error) && !stop.signal.aborted && set((s) => ({ ...s, error: refusal(error), loading: false })),
    );
    return () => stop.abort();
  }, [key, turn]);
  return {
    ...state,
    again: useCallback(() => setTurn((n) => n + 1), []),
    put: useCallback((data: T) => set({ data, error: null, loading: false }), []),
  };
}
