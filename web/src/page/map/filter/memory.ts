/** Which groups of the filter panel were left unfolded, on this device. */
const key = 'wangge.filter-groups';

export function recall(): string[] {
  try {
    return (localStorage.getItem(key) ?? '').split(',').filter(Boolean);
  } catch {
    return []; // A browser that keeps nothing begins folded.
  }
}

export function remember(open: readonly string[]): void {
  try {
    localStorage.setItem(key, open.join(','));
  } catch {
    // It is a convenience, no more.
  }
}
