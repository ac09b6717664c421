import { type Signal, signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { text } from '../i18n/index.ts';
import { Icon } from './icon.tsx';

export const settingsDialog = signal(false);
export const keysDialog = signal(false);
export const accountDialog = signal(false);

/** The keys of the page in effect and what they do, in place of the map's. */
export const pageKeys = signal<readonly (readonly [readonly string[], string])[] | null>(null);

/** A modal dialog; the browser keeps the focus in it and gives it back to what opened it. */
export function Dialog({
  open,
  title,
  children,
}: {
  open: Signal<boolean>;
  title: string;
  children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const shown = open.value;
  useEffect(() => {
    if (shown && !dialog.current?.open) dialog.current?.showModal();
    if (!shown && dialog.current?.open) dialog.current.close();
  }, [shown]);
  const close = () => {
    open.value = false;
  };
  return (
    <dialog ref={dialog} onClose={close} aria-label={title}>
      <div class="row spread">
        <h2>{title}</h2>
        <button type="button" class="button bare square" onClick={close} aria-label={text.value.settings.close}>
          <Icon name="close" />
        </button>
      </div>
      {shown && children}
    </dialog>
  );
}
