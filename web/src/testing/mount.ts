import { type ComponentChild, render } from 'preact';
import { act } from 'preact/test-utils';

/** A component on an otherwise empty page, and what a person finds and does there. */
export async function mount(component: ComponentChild) {
  const root = document.createElement('div');
  document.body.replaceChildren(root);
  await act(() => render(component, root));
  const all = (selector: string) => [...root.querySelectorAll<HTMLElement>(selector)];
  const one = <E extends HTMLElement = HTMLElement>(selector: string): E => {
    const found = root.querySelector<E>(selector);
    if (!found) throw new Error(`no ${selector} in ${root.innerHTML}`);
    return found;
  };
  return {
    root,
    all,
    one,
    texts: (selector: string) => all(selector).map((e) => e.textContent?.trim()),
    /** Clicks the button with these words. */
    press: async (words: string) => {
      const button = all('button').find((b) => b.textContent?.includes(words));
      if (!button) throw new Error(`no button “${words}” in ${root.textContent}`);
      await act(() => button.click());
    },
    click: async (selector: string) => {
      const found = one(selector);
      await act(() => found.click());
    },
    type: async (selector: string, words: string) => {
      const field = one<HTMLInputElement>(selector);
      await act(() => {
        field.value = words;
        field.dispatchEvent(new Event('input', { bubbles: true }));
      });
    },
    leave: () => act(() => render(null, root)),
  };
}
