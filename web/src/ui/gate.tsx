import './paper.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Refusal } from '../api/client.ts';
import { refusal } from '../data/load.ts';
import { can, me, session, signInHere } from '../session.ts';
import { Failure } from './failure.tsx';
import { inUse } from './words.ts';

export const words = {
  zh: {
    signIn: '请先登录',
    signInWhy: '这一页供工作人员使用。登录后会回到这里。',
    go: '登录',
    lacks: '这个账号不能看这一页',
    lacksWhy: '需要时，请找管理员分配相应的角色。',
    map: '看地图',
  },
  en: {
    signIn: 'Please sign in first',
    signInWhy: 'This page is for those at work. You come back here afterwards.',
    go: 'Sign in',
    lacks: 'This account may not see this page',
    lacksWhy: 'If you need it, ask an administrator for the role.',
    map: 'See the map',
  },
};

/** Shows a page to those who hold one of the permissions, and tells everybody else why not. With none named, being signed in is enough. */
export function Gate({ any, children }: { any: readonly string[]; children: ComponentChildren }) {
  const t = inUse(words);
  const [error, setError] = useState<Refusal | null>(null);
  const ask = () => {
    setError(null);
    session().catch((cause: unknown) => setError(refusal(cause)));
  };
  useEffect(ask, []);
  const account = me.value;
  if (account && (any.length === 0 || any.some(can))) return <>{children}</>;
  return (
    <main class="page paper">
      <div class="paper-column">
        {error && <Failure error={error} retry={ask} />}
        {account === null && !error && (
          <>
            <header>
              <h1>{t.signIn}</h1>
              <p class="lead">{t.signInWhy}</p>
            </header>
            <p>
              <a class="button chief" href={signInHere()}>
                {t.go}
              </a>
            </p>
          </>
        )}
        {account && (
          <>
            <header>
              <h1>{t.lacks}</h1>
              <p class="lead">{t.lacksWhy}</p>
            </header>
            <p>
              <a class="button" href="/">
                {t.map}
              </a>
            </p>
          </>
        )}
      </div>
    </main>
  );
}
