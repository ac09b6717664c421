import { useState } from 'preact/hooks';
import type { Refusal } from '../api/client.ts';
import { refusal } from '../data/load.ts';

/** Something that a person has done, one at a time: whether it is under way, and why it did not succeed. */
export function useAct() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Refusal | null>(null);
  const act = async (what: () => Promise<unknown>): Promise<boolean> => {
    if (busy) return false;
    setBusy(true);
    setError(null);
    try {
      await what();
      return true;
    } catch (cause) {
      setError(refusal(cause));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, act, forget: () => setError(null) };
}
