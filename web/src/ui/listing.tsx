import type { ComponentChildren } from 'preact';
import type { Refusal } from '../api/client.ts';
import { Failure } from './failure.tsx';

interface Props<T> {
  /** What was fetched: its rows once they have come, or why they have not. */
  got: { data: readonly T[] | null; error: Refusal | null; loading: boolean; again: () => void };
  /** What the columns are called; those of numbers in a list of their own. */
  columns: readonly (string | { number: string })[];
  /** What the column of buttons is called, where there is one. */
  actions?: string;
  /** What would be here and how to get it, where nothing is. */
  none: string;
  children: (item: T) => ComponentChildren;
}

/** A list that was fetched: a table, on a phone cards, with the states that every one has: coming, failed, empty. */
export function Listing<T>({ got, columns, actions, none, children }: Props<T>) {
  const { data, error, loading, again } = got;
  return (
    <>
      {error && <Failure error={error} retry={again} />}
      {!data && !error && <span class="skeleton listing-wait" />}
      {data && (
        <div class="table-frame" aria-busy={loading}>
          {data.length === 0 ? (
            <p class="empty">{none}</p>
          ) : (
            <table class="table cards">
              <thead>
                <tr>
                  {columns.map((c) =>
                    typeof c === 'string' ? (
                      <th key={c} scope="col">
                        {c}
                      </th>
                    ) : (
                      <th key={c.number} scope="col" class="num">
                        {c.number}
                      </th>
                    ),
                  )}
                  {actions && (
                    <th scope="col" class="cell-actions">
                      {actions}
                    </th>
                  )}
                </tr>
              </thead>
              <tbody>{data.map(children)}</tbody>
            </table>
          )}
        </div>
      )}
    </>
  );
}

/** What unfolds below a row. */
export function Fold({ columns, children }: { columns: number; children: ComponentChildren }) {
  return (
    <tr class="fold">
      <td colSpan={columns}>{children}</td>
    </tr>
  );
}
