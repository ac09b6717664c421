import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { properties } from '../map/palette.ts';
import { apart, contrast, eyes, type Light, lab, lightOf } from '../testing/colour.ts';

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');

/** The colours that a rule of the style sheet sets, by name. */
function colours(selector: string): Record<string, Light> {
  const from = css.indexOf(`${selector} {`);
  const rule = css.slice(from, css.indexOf('}', from));
  const found = [...rule.matchAll(/(--[\w-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\);/g)];
  return Object.fromEntries(found.map(([, name, l, c, h]) => [name, lightOf(Number(l), Number(c), Number(h))]));
}

const themes = { light: colours(':root'), dark: colours(':root[data-theme="dark"]') };
const modes = ['light', 'dark'] as const;

function colour(mode: (typeof modes)[number], name: string): Light {
  const found = themes[mode][name];
  if (!found) throw new Error(`${name} is no colour of ${mode}`);
  return found;
}

describe('the conversion that these tests rest on', () => {
  it('knows the colours that everybody knows', () => {
    expect(lab([1, 1, 1])[0]).toBeCloseTo(1, 3);
    // oklch(62.796% 0.25768 29.234) is #f00, CSS Color 4.
    const red = lightOf(0.62796, 0.25768, 29.234);
    expect(red[0]).toBeCloseTo(1, 2);
    expect(red[1] + red[2]).toBeLessThan(0.01);
    expect(contrast([0, 0, 0], [1, 1, 1])).toBe(21);
    for (const see of Object.values(eyes)) expect(apart(see([1, 1, 1]), [1, 1, 1])).toBeLessThan(0.01);
  });
});

describe('the colours', () => {
  it('are the same names in light and in dark', () => {
    expect(Object.keys(themes.dark)).toEqual(Object.keys(themes.light));
    expect(Object.keys(themes.light).length).toBeGreaterThan(30);
  });

  it.each(modes)('that the map draws with are there in %s', (mode) => {
    expect(Object.values(properties).filter((name) => !(name in themes[mode]))).toEqual([]);
  });
});

/** What is written on what. */
const texts: [string, string[]][] = [
  ['--ink', ['--paper', '--sunken', '--raised', '--accent-wash', '--warn-wash']],
  ['--ink-soft', ['--paper', '--sunken', '--raised', '--accent-wash', '--warn-wash']],
  ['--accent', ['--paper', '--raised', '--sunken']],
  ['--accent-strong', ['--paper', '--raised', '--accent-wash']],
  ['--on-accent', ['--accent', '--accent-strong']],
  ['--warn', ['--paper', '--raised', '--warn-wash']],
  ['--paper', ['--warn']],
  ['--bad', ['--paper', '--raised', '--sunken', '--warn-wash']],
  ['--map-label', ['--map-halo', '--map-land', '--map-block', '--map-water', '--map-green', '--map-road']],
  ['--map-label-soft', ['--map-halo', '--map-road']],
];

describe.each(modes)('text in %s', (mode) => {
  it.each(texts)('%s can be read on everything that it stands on: 4.5 to 1 and more', (text, grounds) => {
    const faint = grounds
      .map((ground) => [ground, contrast(colour(mode, text), colour(mode, ground))] as const)
      .filter(([, c]) => c < 4.5);
    expect(faint).toEqual([]);
  });
});

describe.each(modes)('edges that have to be seen in %s', (mode) => {
  // WCAG 2.2, 1.4.11: 3 to 1 for what tells a field from its ground, and for what a picture says.
  it.each([
    ['--line-firm', ['--paper', '--raised']],
    ['--accent', ['--paper', '--raised', '--sunken']],
    ['--hazard', ['--map-land', '--map-block', '--map-green', '--map-halo', '--paper']],
    ['--road-defect', ['--map-land', '--map-block', '--map-green', '--map-halo', '--paper']],
    ['--other-case', ['--map-land', '--map-block', '--map-green', '--map-halo', '--paper']],
    ['--map-border-firm', ['--map-land', '--map-block', '--map-green', '--map-road']],
    ['--map-select', ['--map-land', '--map-halo']],
  ] as [string, string[]][])('%s stands out from its ground: 3 to 1 and more', (edge, grounds) => {
    const faint = grounds
      .map((ground) => [ground, contrast(colour(mode, edge), colour(mode, ground))] as const)
      .filter(([, c]) => c < 3);
    expect(faint).toEqual([]);
  });
});

const ramp = [1, 2, 3, 4, 5].map((i) => `--cover-${i}`);
const cases = ['--hazard', '--road-defect', '--other-case'];

describe.each(modes)('data in %s', (mode) => {
  it.each(Object.entries(eyes))('has a ramp that goes one way in lightness, step by step, for %s', (_, see) => {
    const lightness = ramp.map((name) => lab(see(colour(mode, name)))[0]);
    const steps = lightness.slice(1).map((l, i) => (l - (lightness[i] as number)) * (mode === 'light' ? -1 : 1));
    // 0.02 is just seen when two colours touch; classes are met far apart on the map and in the legend.
    expect(Math.min(...steps)).toBeGreaterThan(0.05);
  });

  it.each(Object.entries(eyes))('has marks that differ in more than shape for %s', (_, see) => {
    const pairs = cases.flatMap((a, i) => cases.slice(i + 1).map((b) => [a, b] as const));
    const distances = pairs.map(([a, b]) => [a, b, apart(see(colour(mode, a)), see(colour(mode, b)))] as const);
    // Shapes tell them apart already: colour has to be seen beside it, at about thrice what is just seen.
    expect(distances.filter(([, , d]) => d < 0.06)).toEqual([]);
  });
});
