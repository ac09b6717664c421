import { en } from '../i18n/en.ts';
import { text } from '../i18n/index.ts';
import { zh } from '../i18n/zh.ts';
import { ours } from '../outbox.ts';
import { type Page, page } from '../router.ts';
import { can, me } from '../session.ts';
import { chooseLang, lang } from '../settings.ts';
import { accountDialog, keysDialog, settingsDialog } from './dialog.tsx';
import { Icon } from './icon.tsx';

/** Pages for those at work, each with the permissions of which one leads there. */
const staff = [
  ['work', ['case.read']],
  ['patrol', ['case.patrol']],
  ['figures', ['figures.read']],
  ['manage', ['member.manage', 'code.manage', 'rule.manage', 'account.manage', 'grant.manage', 'audit.read']],
] as const satisfies readonly (readonly [Page, readonly string[]])[];

/** The rail on a desk, the bar on a phone. */
export function Nav() {
  const t = text.value.nav;
  const other = lang.value === 'zh' ? en : zh;
  const n = ours.value.length;
  return (
    <nav class="nav" aria-label={t.label} data-staff={me.value ? '' : undefined}>
      <img class="nav-mark" src="/favicon.svg" alt="" />
      <a class="nav-item" href="/" aria-current={page.value === 'map' ? 'page' : undefined}>
        <Icon name="map" />
        {t.map}
      </a>
      <a class="nav-item nav-report" href="/report" aria-current={page.value === 'report' ? 'page' : undefined}>
        <Icon name="report" />
        {t.report}
        {n > 0 && (
          <span class="nav-count figure">
            {n}
            <span class="unseen"> {t.waiting(n)}</span>
          </span>
        )}
      </a>
      {!me.value && (
        <a class="nav-item" href="/track" aria-current={page.value === 'track' ? 'page' : undefined}>
          <Icon name="search" />
          {t.track}
        </a>
      )}
      {staff.map(
        ([name, any]) =>
          any.some(can) && (
            <a
              key={name}
              class={`nav-item nav-${name}`}
              href={`/${name}`}
              aria-current={page.value === name ? 'page' : undefined}
            >
              <Icon name={name} />
              {t[name]}
            </a>
          ),
      )}
      <span class="nav-fill" />
      <button type="button" class="nav-item nav-keys" onClick={() => open(keysDialog)}>
        <Icon name="keys" />
        {t.keys}
      </button>
      <a class="nav-item nav-docs" href="/docs" target="_blank" rel="noreferrer">
        <Icon name="docs" />
        {t.docs}
      </a>
      <button
        type="button"
        class="nav-item nav-other"
        lang={other === en ? 'en' : 'zh-CN'}
        onClick={() => chooseLang(lang.value === 'zh' ? 'en' : 'zh')}
      >
        <span class="nav-lang" aria-hidden="true">
          {other === en ? 'EN' : '中'}
        </span>
        {other.name}
      </button>
      <button type="button" class="nav-item" onClick={() => open(settingsDialog)}>
        <Icon name="settings" />
        {t.settings}
      </button>
      {me.value && (
        <button type="button" class="nav-item" onClick={() => open(accountDialog)}>
          <Icon name="person" />
          <span class="unseen">{t.account} </span>
          <span class="nav-name">{me.value.name}</span>
        </button>
      )}
    </nav>
  );
}

const open = (dialog: { value: boolean }) => {
  dialog.value = true;
};
