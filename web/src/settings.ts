import { effect, signal } from '@preact/signals';

export type Lang = 'zh' | 'en';
export type Theme = 'auto' | 'light' | 'dark';
export type Size = 'normal' | 'large';

const memory = 'wangge.settings';

export interface Settings {
  lang?: Lang | undefined;
  theme?: Theme | undefined;
  size?: Size | undefined;
}

/** Reads settings kept as JSON; whatever is not understood is left out. */
export function parseSettings(kept: string | null): Settings {
  try {
    const raw: unknown = JSON.parse(kept ?? '{}');
    if (typeof raw !== 'object' || raw === null) return {};
    const { lang, theme, size } = raw as Record<string, unknown>;
    return {
      lang: lang === 'zh' || lang === 'en' ? lang : undefined,
      theme: theme === 'light' || theme === 'dark' || theme === 'auto' ? theme : undefined,
      size: size === 'large' || size === 'normal' ? size : undefined,
    };
  } catch {
    return {};
  }
}

/** The language to begin with: the link's, the one chosen before, the first of the browser's that there is, Chinese. */
export function firstLang(linked: Lang | null, kept: Lang | undefined, browser: readonly string[]): Lang {
  if (linked) return linked;
  if (kept) return kept;
  for (const tag of browser) {
    if (tag.toLowerCase().startsWith('zh')) return 'zh';
    if (tag.toLowerCase().startsWith('en')) return 'en';
  }
  return browser.length > 0 ? 'en' : 'zh';
}

export const lang = signal<Lang>('zh');
/** Whether the language was chosen by hand or by the link, so that it belongs into links made here. */
export const langChosen = signal(false);
export const theme = signal<Theme>('auto');
export const size = signal<Size>('normal');
/** The theme in effect: what was chosen, or what the system says. */
export const shade = signal<'light' | 'dark'>('light');

/** A theme that a view needs whatever was chosen: the wall is dark, paper is light. */
const held = signal<'light' | 'dark' | null>(null);

/** Keeps the page in a theme until the returned function is called; nothing is remembered. */
export function holdShade(to: 'light' | 'dark'): () => void {
  held.value = to;
  return () => {
    held.value = null;
  };
}

/** Keeps the page in a type size until the returned function is called; nothing is remembered. */
export function holdSize(to: Size): () => void {
  const before = size.peek();
  size.value = to;
  return () => {
    size.value = before;
  };
}

/** Takes up kept settings and keeps the document in step with them from now on. */
export function startSettings(linked: Lang | null): void {
  const kept = parseSettings(recall());
  lang.value = firstLang(linked, kept.lang, navigator.languages);
  langChosen.value = linked !== null;
  theme.value = kept.theme ?? 'auto';
  size.value = kept.size ?? 'normal';

  const system = matchMedia('(prefers-color-scheme: dark)');
  const decide = () => {
    const chosen = theme.value === 'auto' ? (system.matches ? 'dark' : 'light') : theme.value;
    shade.value = held.value ?? chosen;
  };
  system.addEventListener('change', decide);
  effect(decide);
  effect(() => {
    const root = document.documentElement;
    root.lang = lang.value === 'zh' ? 'zh-CN' : 'en';
    root.dataset.theme = shade.value;
    root.dataset.size = size.value;
  });
}

export function chooseLang(next: Lang): void {
  lang.value = next;
  langChosen.value = true;
  remember();
}

export function chooseTheme(next: Theme): void {
  theme.value = next;
  remember();
}

export function chooseSize(next: Size): void {
  size.value = next;
  remember();
}

function remember(): void {
  // A language that was only guessed is guessed anew next time; one that was chosen on an earlier visit stays.
  const chosen = langChosen.value ? lang.value : parseSettings(recall()).lang;
  const settings: Settings = { lang: chosen, theme: theme.value, size: size.value };
  try {
    localStorage.setItem(memory, JSON.stringify(settings));
  } catch {
    // A browser that keeps nothing still gets the setting for this visit.
  }
}

function recall(): string | null {
  try {
    return localStorage.getItem(memory);
  } catch {
    return null;
  }
}
