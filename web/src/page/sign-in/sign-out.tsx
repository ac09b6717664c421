import { useState } from 'preact/hooks';
import { me, signOut } from '../../session.ts';
import { words } from './words.ts';

const leftBehind = () => import('./left.ts');

/** The way out. What has not reached the service is named first: its author says what becomes of it. */
export function SignOut({ chief = false, done }: { chief?: boolean; done?: () => void }) {
  const t = words.value;
  const [waiting, setWaiting] = useState<number | null>(null);
  const leave = async () => {
    await signOut();
    done?.();
  };
  /** Counts what waits, and leaves where nothing does. */
  const leaveUnless = async (count: (left: Awaited<ReturnType<typeof leftBehind>>, id: number) => Promise<number>) => {
    const id = me.peek()?.id;
    const n = id === undefined ? 0 : await count(await leftBehind(), id);
    setWaiting(n);
    if (n === 0) await leave();
  };
  if (!waiting)
    return (
      <button
        type="button"
        class={chief ? 'button chief' : 'button'}
        onClick={() => void leaveUnless((left, id) => left.countLeft(id))}
      >
        {t.signOut}
      </button>
    );
  return (
    <section class="sign-out" aria-label={t.signOut}>
      <p role="alert">{t.left(waiting)}</p>
      <button type="button" class="button chief" onClick={() => void leaveUnless((left, id) => left.sendLeft(id))}>
        {t.leftSend}
      </button>
      <button type="button" class="button" onClick={() => void leave()}>
        {t.leftKeep}
      </button>
      <button
        type="button"
        class="button"
        onClick={() => void leaveUnless((left, id) => left.discardLeft(id).then(() => 0))}
      >
        {t.leftDiscard}
      </button>
    </section>
  );
}
