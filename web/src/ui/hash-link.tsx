import type { ComponentChildren } from 'preact';
import { go } from '../router.ts';

/** A link to a page of the app with something behind the #, which stays on this device: numbers that are as good as keys. */
export function HashLink({ to, class: name, children }: { to: string; class?: string; children: ComponentChildren }) {
  return (
    <a
      class={name}
      href={to}
      onClick={(event) => {
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        go(to);
      }}
    >
      {children}
    </a>
  );
}
