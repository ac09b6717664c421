import { type Signal, signal } from '@preact/signals';
import { aborted, Refusal } from '../api/client.ts';

/** Something that is fetched: what was last got stays while the next attempt runs or fails. */
export interface Loaded<T> {
  data: T | null;
  loading: boolean;
  error: Refusal | null;
}

export const loaded = <T>(): Signal<Loaded<T>> => signal<Loaded<T>>({ data: null, loading: false, error: null });

/** Fetches into a signal. An abort changes nothing: whoever aborted has another attempt under way. */
export async function load<T>(into: Signal<Loaded<T>>, fetch: () => Promise<T>): Promise<T | null> {
  into.value = { ...into.peek(), loading: true };
  try {
    const data = await fetch();
    into.value = { data, loading: false, error: null };
    return data;
  } catch (error) {
    if (!aborted(error)) into.value = { ...into.peek(), loading: false, error: refusal(error) };
    return null;
  }
}

/** Every failure as a Refusal; a fault of the page itself counts as no answer. */
export function refusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  console.error(error);
  return new Refusal(0, null);
}
