import { beforeEach, describe, expect, it, vi } from 'vitest';
import { firstLang, parseSettings } from './settings.ts';

describe('kept settings', () => {
  it('come back as they were kept', () => {
    const kept = { lang: 'en', theme: 'dark', size: 'large' } as const;
    expect(parseSettings(JSON.stringify(kept))).toEqual(kept);
  });

  it.each([
    ['nothing', null],
    ['no JSON', '{'],
    ['null', 'null'],
    ['a number', '3'],
    ['values that are not known', '{"lang":"fr","theme":"blue","size":4}'],
  ])('are absent when there is %s', (_, kept) => {
    const { lang, theme, size } = parseSettings(kept);
    expect([lang, theme, size]).toEqual([undefined, undefined, undefined]);
  });
});

describe('the first language', () => {
  it.each([
    ['is the link’s before all', 'zh', 'en', ['en'], 'zh'],
    ['is the one chosen before', null, 'zh', ['en'], 'zh'],
    ['is the first of the browser’s that there is', null, undefined, ['fr', 'zh-TW', 'en'], 'zh'],
    ['is read without regard to case and region', null, undefined, ['EN-gb'], 'en'],
    ['is English for who reads neither', null, undefined, ['fr', 'de'], 'en'],
    ['is Chinese where the browser says nothing', null, undefined, [], 'zh'],
  ] as const)('%s', (_, linked, kept, browser, expected) => {
    expect(firstLang(linked, kept, browser)).toBe(expected);
  });
});

describe('settings in effect', () => {
  let system: { matches: boolean; change: () => void };

  /** A page opened anew: the module's signals begin again, what the browser keeps stays. */
  async function open(linked: 'zh' | 'en' | null = null) {
    vi.resetModules();
    const settings = await import('./settings.ts');
    settings.startSettings(linked);
    return settings;
  }

  beforeEach(() => {
    localStorage.clear();
    system = { matches: false, change: () => {} };
    vi.spyOn(navigator, 'languages', 'get').mockReturnValue(['en-GB']);
    vi.spyOn(window, 'matchMedia').mockImplementation(
      () =>
        ({
          get matches() {
            return system.matches;
          },
          addEventListener: (_: string, act: () => void) => {
            system.change = act;
          },
        }) as unknown as MediaQueryList,
    );
  });

  it('stand on the document', async () => {
    const s = await open();
    expect(document.documentElement.lang).toBe('en');
    s.chooseLang('zh');
    s.chooseTheme('dark');
    s.chooseSize('large');
    const { lang, dataset } = document.documentElement;
    expect([lang, dataset.theme, dataset.size]).toEqual(['zh-CN', 'dark', 'large']);
  });

  it('follow the system until a theme is chosen', async () => {
    const s = await open();
    system.matches = true;
    system.change();
    expect(s.shade.value).toBe('dark');
    s.chooseTheme('light');
    expect(s.shade.value).toBe('light');
    s.chooseTheme('auto');
    expect(s.shade.value).toBe('dark');
  });

  it('give way to the look that a view holds, and come back after it', async () => {
    const s = await open();
    s.chooseTheme('light');
    const releases = [s.holdShade('dark'), s.holdSize('large')];
    const { dataset } = document.documentElement;
    expect([s.theme.value, dataset.theme, dataset.size]).toEqual(['light', 'dark', 'large']);
    for (const release of releases) release();
    expect([dataset.theme, dataset.size]).toEqual(['light', 'normal']);
  });

  it('outlive the page', async () => {
    let s = await open();
    s.chooseLang('zh');
    s.chooseTheme('dark');
    s = await open();
    expect([s.lang.value, s.theme.value, s.size.value]).toEqual(['zh', 'dark', 'normal']);
  });

  it('keep the chosen language when another setting is changed on a later visit', async () => {
    (await open()).chooseLang('zh');
    (await open()).chooseSize('large');
    const s = await open();
    expect([s.lang.value, s.size.value]).toEqual(['zh', 'large']);
  });

  it('say that the language belongs into links only where this visit or its link chose it', async () => {
    let s = await open();
    expect(s.langChosen.value).toBe(false);
    s.chooseLang('zh');
    expect(s.langChosen.value).toBe(true);
    s = await open('en');
    expect([s.lang.value, s.langChosen.value]).toEqual(['en', true]);
  });

  it('hold for the visit where the browser keeps nothing', async () => {
    const refuse = () => {
      throw new DOMException('no', 'SecurityError');
    };
    vi.stubGlobal('localStorage', { getItem: refuse, setItem: refuse });
    const s = await open();
    s.chooseTheme('dark');
    expect(s.shade.value).toBe('dark');
  });
});
