import { effect } from '@preact/signals';
import type { FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';
import { loadSite, site } from './data/site.ts';
import { named, type Text, text } from './i18n/index.ts';
import { outbox } from './outbox.ts';
import { MapPage } from './page/map/map-page.tsx';
import { ReportPage } from './page/report/report-page.tsx';
import { go, type Page, page } from './router.ts';
import { recallSession } from './session.ts';
import { accountDialog, keysDialog, settingsDialog } from './ui/dialog.tsx';
import { Keys } from './ui/keys.tsx';
import { Lazy } from './ui/lazy.tsx';
import { Nav } from './ui/nav.tsx';
import { SettingsDialog } from './ui/settings-dialog.tsx';

/** Pages with a script of their own, fetched when they are opened; their words come with them. */
const apart: Partial<Record<Page, () => Promise<FunctionComponent>>> = {
  track: () => import('./page/track/track-page.tsx').then((m) => m.TrackPage),
  join: () => import('./page/join/join-page.tsx').then((m) => m.JoinPage),
  verify: () => import('./page/verify/verify-page.tsx').then((m) => m.VerifyPage),
  work: () => import('./page/work/work-page.tsx').then((m) => m.WorkPage),
  patrol: () => import('./page/patrol/patrol-page.tsx').then((m) => m.PatrolPage),
  figures: () => import('./page/figures/figures-page.tsx').then((m) => m.FiguresPage),
  manage: () => import('./page/manage/manage-page.tsx').then((m) => m.ManagePage),
  'sign-in': () => import('./page/sign-in/sign-in-page.tsx').then((m) => m.SignInPage),
};

const loadAccount = () => import('./page/sign-in/account.tsx').then((m) => m.AccountDialog);

/** The frame around every page: the rail or bar, the page, and the dialogs. */
export function App() {
  useEffect(() => {
    void loadSite();
    void outbox();
    void recallSession();
    document.addEventListener('keydown', onKey);
    const stop = effect(() => {
      document.title = titleOf();
    });
    return () => {
      document.removeEventListener('keydown', onKey);
      stop();
    };
  }, []);
  const own = page.value && apart[page.value];
  return (
    <div class="frame">
      <Nav />
      {page.value === 'map' && <MapPage />}
      {page.value === 'report' && <ReportPage />}
      {own && <Lazy key={page.value} load={own} props={{}} />}
      {page.value === null && <UnknownPage />}
      <SettingsDialog />
      <Keys />
      {accountDialog.value && <Lazy load={loadAccount} props={{}} />}
    </div>
  );
}

function titleOf(): string {
  const name = site.value.data ? named(site.value.data.title) : text.value.site;
  const own = text.value.nav[page.value as keyof Text['nav']];
  return page.value !== 'map' && typeof own === 'string' ? `${own} · ${name}` : name;
}

function UnknownPage() {
  const t = text.value;
  return (
    <main class="page message">
      <h1>{t.problem.unknownPage}</h1>
      <p>
        <a href="/">{t.nav.map}</a>
      </p>
    </main>
  );
}

/** Keys that work on every page, unless somebody is writing. */
function onKey(event: KeyboardEvent): void {
  const writing = (event.target as Element).closest?.('input, textarea, select, [contenteditable]');
  if (writing || event.metaKey || event.ctrlKey || event.altKey || document.querySelector('dialog[open]')) return;
  switch (event.key) {
    case '?':
      keysDialog.value = true;
      break;
    case ',':
      settingsDialog.value = true;
      break;
    case 'm':
      if (page.value !== 'map') go('/');
      break;
    case 'r':
      if (page.value !== 'report') go('/report');
      break;
    default:
      return;
  }
  event.preventDefault();
}
