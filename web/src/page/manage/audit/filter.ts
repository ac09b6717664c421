/** Which entries are wanted; what is empty limits nothing. Days, 2026-11-25, are of the reader's clock; both are included. */
export interface Filter {
  action: string;
  who: string;
  object: string;
  since: string;
  until: string;
}

export const everything: Filter = { action: '', who: '', object: '', since: '', until: '' };

/** Whether anything is left out. */
export const narrows = (filter: Filter): boolean => Object.values(filter).some((v) => v.trim() !== '');

/** The filter as the service is asked; nothing for what limits nothing. */
export function queryFor(filter: Filter): Partial<Record<keyof Filter, string>> {
  const { action, who, object, since, until } = filter;
  return {
    ...(action && { action }),
    ...(who.trim() && { who: who.trim() }),
    ...(object.trim() && { object: object.trim() }),
    ...(since && { since: midnight(since, 0) }),
    ...(until && { until: midnight(until, 1) }),
  };
}

/** When a day begins, or the one so many days after it. */
function midnight(day: string, later: number): string {
  const [y = 0, m = 1, d = 1] = day.split('-').map(Number);
  return new Date(y, m - 1, d + later).toISOString();
}
