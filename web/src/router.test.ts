import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { address, go, page, setQuery, startRouter } from './router.ts';

beforeAll(startRouter);
beforeEach(() => {
  document.body.replaceChildren();
  go('/');
});

/** Clicks a link with these attributes; true where the page took the click over. */
function click(attributes: Record<string, string>, how: MouseEventInit = {}): boolean | null {
  const link = document.createElement('a');
  for (const [name, value] of Object.entries(attributes)) link.setAttribute(name, value);
  const inner = link.appendChild(document.createElement('span'));
  document.body.append(link);
  let taken: boolean | null = null;
  const after = (event: Event) => {
    taken = event.defaultPrevented;
    event.preventDefault(); // what the page leaves alone must not lead the test away
  };
  addEventListener('click', after, { once: true });
  inner.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, button: 0, ...how }));
  return taken;
}

describe('the address', () => {
  it.each([
    ['/', 'map'],
    ['/report', 'report'],
    ['/nowhere', null],
    ['/report/', null],
    ['/constructor', null],
  ])('%s leads to the page %s', (path, expected) => {
    go(path);
    expect(page.value).toBe(expected);
    expect(address.value.path).toBe(path);
  });

  it('holds path and query apart', () => {
    go('/report?at=106.1,29.4');
    expect(address.value).toEqual({ path: '/report', query: '?at=106.1,29.4' });
  });

  it('follows the way back', () => {
    go('/report');
    history.replaceState(null, '', '/?z=12');
    dispatchEvent(new PopStateEvent('popstate'));
    expect(address.value).toEqual({ path: '/', query: '?z=12' });
  });

  it('takes a new query without a step in the history', () => {
    const steps = history.length;
    setQuery('z=12');
    expect(location.search).toBe('?z=12');
    setQuery('');
    expect(location.href.endsWith('/')).toBe(true);
    expect(history.length).toBe(steps);
  });
});

describe('a click on a link', () => {
  it('within the app changes the page without loading it', () => {
    expect(click({ href: '/report?lang=en' })).toBe(true);
    expect(address.value).toEqual({ path: '/report', query: '?lang=en' });
  });

  it.each([
    ['to another tab', { href: '/report', target: '_blank' }, {}],
    ['with Ctrl', { href: '/report' }, { ctrlKey: true }],
    ['with Command', { href: '/report' }, { metaKey: true }],
    ['with Shift', { href: '/report' }, { shiftKey: true }],
    ['with the middle button', { href: '/report' }, { button: 1 }],
    ['to another host', { href: 'https://example.org/report' }, {}],
    ['to a path that is no page of the app', { href: '/docs' }, {}],
    ['to a part of the page, such as the one that skips to the list', { href: '#list' }, {}],
  ])('is left to the browser when it is one %s', (_, attributes, how) => {
    const before = address.value;
    expect(click(attributes, how)).toBe(false);
    expect(address.value).toBe(before);
  });
});
