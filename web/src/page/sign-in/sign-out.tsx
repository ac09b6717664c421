import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { me, signOut } from '../../session.ts';
import { lang } from '../../settings.ts';
import type { Left } from './left.ts';
import { words } from './words.ts';

const leftBehind = () => import('./left.ts');

/** What the way out has come to: nothing asked yet, or what waits and what has been tried. */
interface Standing {
  left: Left;
  /** Whether it was tried to send it, and deeds that the service would not do. */
  tried: boolean;
  refused: number;
}

/** The way out. What has not reached the service is named first: its author says what becomes of it. */
export function SignOut({ chief = false, done }: { chief?: boolean; done?: () => void }) {
  const t = words.value;
  const [standing, setStanding] = useState<Standing | null>(null);
  const [busy, setBusy] = useState(false);
  const [stuck, setStuck] = useState(false);
  /** Does something with what waits, then leaves; or stays, where that says how things stand. */
  const then = async (step: (id: number) => Promise<Standing | null>) => {
    setBusy(true);
    setStuck(false);
    try {
      const id = me.peek()?.id;
      const next = id === undefined ? null : await step(id);
      setStanding(next);
      if (next) return;
      await signOut();
      done?.();
    } catch {
      setStuck(true); // Nobody answered: the session goes on, and whoever comes next must not find it.
    } finally {
      setBusy(false);
    }
  };
  const look = async (id: number) => {
    const { anyLeft, countLeft } = await leftBehind();
    const left = await countLeft(id);
    return anyLeft(left) ? { left, tried: false, refused: 0 } : null;
  };
  const send = async (id: number) => {
    const { anyLeft, sendLeft } = await leftBehind();
    const { left, refused } = await sendLeft(id);
    return anyLeft(left) || refused > 0 ? { left, tried: true, refused } : null;
  };
  const discard = async (id: number) => {
    await (await leftBehind()).discardLeft(id);
    return null;
  };
  const keep = async () => null;
  return (
    <div class="sign-out" aria-busy={busy}>
      {standing ? (
        <Choice of={standing}>
          {!standing.refused && (
            <button type="button" class="button chief" disabled={busy} onClick={() => void then(send)}>
              {busy ? t.leftSending : t.leftSend}
            </button>
          )}
          <button type="button" class="button" disabled={busy} onClick={() => void then(keep)}>
            {standing.refused ? t.leftOut : t.leftKeep}
          </button>
          {!standing.refused && (
            <button type="button" class="button" disabled={busy} onClick={() => void then(discard)}>
              {t.leftDiscard}
            </button>
          )}
          <button type="button" class="button bare" disabled={busy} onClick={() => setStanding(null)}>
            {t.leftStay}
          </button>
        </Choice>
      ) : (
        <button type="button" class={chief ? 'button chief' : 'button'} disabled={busy} onClick={() => void then(look)}>
          {t.signOut}
        </button>
      )}
      {stuck && (
        <p class="notice warn" role="alert">
          {t.outFailed}
        </p>
      )}
    </div>
  );
}

/** What waits, in words, and what can be done with it. */
function Choice({ of: { left, tried, refused }, children }: { of: Standing; children: ComponentChildren }) {
  const t = words.value;
  const box = useRef<HTMLElement>(null);
  // The button that was pressed is gone: the focus goes on to what it led to.
  useEffect(() => box.current?.focus(), []);
  const some = [
    left.deeds && t.deeds(left.deeds),
    left.photos && t.photos(left.photos),
    left.reports && t.reports(left.reports),
  ];
  return (
    <section class="sign-out-choice" aria-label={t.signOut} ref={box} tabIndex={-1}>
      <div class="notice warn" role="alert">
        {refused > 0 && (
          <p>
            {t.leftRefused(refused)} <a href="/work">{t.leftLook}</a>
          </p>
        )}
        {some.some(Boolean) && (
          <p>
            {tried && `${t.leftTried} `}
            {t.left(some.filter(Boolean).join(lang.value === 'zh' ? '、' : ', '))}
          </p>
        )}
      </div>
      {children}
    </section>
  );
}
