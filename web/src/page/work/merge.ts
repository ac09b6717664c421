import type { CaseRow } from '../../api/work.ts';

export interface Merged {
  /** The rows that were shown, in their places, each as it stands now. */
  rows: readonly CaseRow[];
  /** Of these, the ones that are in the queue no more. */
  left: ReadonlySet<string>;
  /** How many the queue has that are not shown. */
  fresh: number;
}

/**
 * What the queue is now, laid over what is shown, so that nothing moves under a finger: rows keep their places, what has left
 * stays until the list is asked for anew, what is new is only counted. now holds at least as many rows as are shown; whole
 * says that it is all of the queue.
 */
export function merge(shown: readonly CaseRow[], now: readonly CaseRow[], whole: boolean): Merged {
  const current = new Map(now.map((row) => [row.id, row]));
  const before = new Set(shown.map((row) => row.id));
  const rows = shown.map((row) => {
    const newer = current.get(row.id);
    return newer && newer.version >= row.version ? newer : row;
  });
  // Beyond the part of the queue that was fetched, a row may have been pushed down only.
  const left = new Set(whole ? shown.filter((row) => !current.has(row.id)).map((row) => row.id) : []);
  return { rows, left, fresh: now.filter((row) => !before.has(row.id)).length };
}
