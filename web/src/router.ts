import { computed, signal } from '@preact/signals';

/** The pages of the app, by path. */
export const pages = {
  '/': 'map',
  '/report': 'report',
  '/track': 'track',
  '/join': 'join',
  '/verify': 'verify',
  '/work': 'work',
  '/patrol': 'patrol',
  '/figures': 'figures',
  '/manage': 'manage',
  '/sign-in': 'sign-in',
} as const;
export type Page = (typeof pages)[keyof typeof pages];

/** Path and query of the address in effect. */
export const address = signal({ path: location.pathname, query: location.search });

/** The page at the address; null where there is none. */
export const page = computed<Page | null>(() => pages[address.value.path as keyof typeof pages] ?? null);

/** Goes to another address of the app; the way back leads here. */
export function go(to: string): void {
  history.pushState(null, '', to);
  read();
}

/** Writes the query of the page in effect without a step in the history. */
export function setQuery(query: string): void {
  const to = location.pathname + (query && `?${query}`) + location.hash;
  history.replaceState(history.state, '', to);
}

/** Follows the way back, and takes over clicks on links within the app. */
export function startRouter(): void {
  addEventListener('popstate', read);
  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest?.('a');
    if (!link || event.defaultPrevented || !plain(event) || link.target || link.origin !== location.origin) return;
    // A part of a page, such as the list that the first link skips to, is found and focused by the browser.
    if (link.hash || !(link.pathname in pages)) return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
}

const plain = (e: MouseEvent) => e.button === 0 && !e.metaKey && !e.ctrlKey && !e.shiftKey && !e.altKey;

function read(): void {
  address.value = { path: location.pathname, query: location.search };
}
