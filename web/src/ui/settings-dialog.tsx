import { en } from '../i18n/en.ts';
import { text } from '../i18n/index.ts';
import { zh } from '../i18n/zh.ts';
import { me, signInHere } from '../session.ts';
import { chooseLang, chooseSize, chooseTheme, lang, type Size, size, type Theme, theme } from '../settings.ts';
import { Dialog, settingsDialog } from './dialog.tsx';

export function SettingsDialog() {
  const t = text.value.settings;
  return (
    <Dialog open={settingsDialog} title={t.title}>
      <div class="settings">
        <Choice legend={t.language} options={{ zh: zh.name, en: en.name }} value={lang.value} choose={chooseLang} />
        <Choice<Theme> legend={t.theme} options={t.themes} value={theme.value} choose={chooseTheme} />
        <Choice<Size> legend={t.size} options={t.sizes} value={size.value} choose={chooseSize} />
        {me.value === null && (
          <a class="button" href={signInHere()} onClick={close}>
            {text.value.nav.signIn}
          </a>
        )}
        <a class="small" href="/docs" target="_blank" rel="noreferrer">
          {text.value.nav.docs}
        </a>
      </div>
    </Dialog>
  );
}

const close = () => {
  settingsDialog.value = false;
};

interface ChoiceProps<T extends string> {
  legend: string;
  options: Record<T, string>;
  value: T;
  choose: (value: T) => void;
}

function Choice<T extends string>({ legend, options, value, choose }: ChoiceProps<T>) {
  return (
    <fieldset>
      <legend class="label">{legend}</legend>
      <div class="row">
        {(Object.keys(options) as T[]).map((key) => (
          <button key={key} type="button" class="button" aria-pressed={key === value} onClick={() => choose(key)}>
            {options[key]}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
