import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LayerID, layerIDs } from '../view.ts';
import { images } from './images.ts';
import { allMarks, markName } from './marks.ts';
import { coverNames, type Palette, paletteNames } from './palette.ts';
import { layers, sources, style } from './style.ts';

/** A palette in which every colour is another, so that a mix-up shows. */
const paletteOf = (shift: number) =>
  Object.fromEntries(paletteNames.map((name, i) => [name, `rgb(${i * 10}, ${shift}, 0)`])) as Palette;
const palettes = { light: paletteOf(250), dark: paletteOf(20) };
const breaks = [3, 10, 20, 30, 40] as const;
const subsets: LayerID[][] = Array.from({ length: 2 ** layerIDs.length }, (_, bits) =>
  layerIDs.filter((_, i) => bits & (1 << i)),
);
const plain = { breaks, scale: 1, on: layerIDs };

describe.each(Object.entries(palettes))('the style in %s', (_, palette) => {
  it.each([1, 1.25])('is valid with every choice of layers at size %d', (scale) => {
    const wrong = subsets.flatMap((on) => validateStyleMin(style(palette, { breaks, scale, on })));
    expect(wrong).toEqual([]);
  });

  it('is the same for the same choices, and shares nothing that could be changed from outside', () => {
    expect(style(palette, plain)).toEqual(style(palette, plain));
    expect(style(palette, plain).sources.pins).not.toBe(style(palette, plain).sources.pins);
  });
});

describe('the layers of the style', () => {
  const all = layers(palettes.light, plain);

  it('have names of their own', () => {
    expect(new Set(all.map((l) => l.id)).size).toBe(all.length);
  });

  it('draw only sources that there are, and all of them', () => {
    const drawn = new Set(all.flatMap((l) => ('source' in l ? [l.source] : [])));
    expect([...drawn].sort()).toEqual([...sources].sort());
  });

  it.each([
    ['coverage', ['coverage', 'coverage-none', 'coverage-few', 'coverage-gap']],
    ['cells', ['cell-border', 'parent-border', 'edge-border', 'cell-name']],
    ['base', ['block', 'green', 'water', 'stream', 'road-edge', 'road', 'road-name']],
    ['hazards', []],
  ] as [LayerID, string[]][])('that belong to %s, and no others, are hidden when it is off', (id, expected) => {
    const on = layerIDs.filter((other) => other !== id);
    const hidden = layers(palettes.light, { ...plain, on }).filter((l) => l.layout?.visibility === 'none');
    expect(hidden.map((l) => l.id).sort()).toEqual(expected.sort());
  });

  it('keep a cell under the finger even while its borders are off', () => {
    const area = layers(palettes.light, { ...plain, on: [] }).find((l) => l.id === 'cell-area');
    expect(area?.layout?.visibility).toBeUndefined();
  });

  it('have the cases on top, the one selected under them, and the ground below all', () => {
    const order = all.map((l) => l.id);
    expect(order[0]).toBe('land');
    expect(order.slice(-2)).toEqual(['chosen-pin', 'pins']);
    expect(order.indexOf('coverage')).toBeLessThan(order.indexOf('road'));
    expect(order.indexOf('road')).toBeLessThan(order.indexOf('cell-border'));
  });

  it('colour the classes of coverage in the order of the ramp', () => {
    const fill = all.find((l) => l.id === 'coverage');
    const p = palettes.light;
    const steps = breaks.slice(1).flatMap((from, i) => [from, p[coverNames[i + 1] as keyof Palette]]);
    expect(fill?.paint).toMatchObject({
      'fill-color': ['step', ['coalesce', ['get', 'volunteers'], -1], p.cover1, ...steps],
    });
  });

  it('write a quarter larger in large type', () => {
    const size = (scale: number) =>
      layers(palettes.light, { ...plain, scale }).find((l) => l.id === 'road-name')?.layout;
    expect(size(1)).toMatchObject({ 'text-size': 11.5 });
    expect(size(1.25)).toMatchObject({ 'text-size': 11.5 * 1.25 });
  });
});

describe('images', () => {
  beforeEach(() => {
    // happy-dom has no canvas: every call is taken, and an image is as large as it was asked for.
    const context = new Proxy({} as Record<string, unknown>, {
      get: (_, name) =>
        name === 'getImageData'
          ? (_x: number, _y: number, width: number, height: number) => ({ width, height })
          : () => {},
      set: () => true,
    });
    vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(context as never);
    vi.stubGlobal('Path2D', class {});
  });
  afterEach(() => vi.unstubAllGlobals());

  const drawn = () => images(palettes.light).map((i) => i.name);

  it('have names of their own and are square', () => {
    const all = images(palettes.light);
    expect(new Set(drawn()).size).toBe(all.length);
    expect(all.filter(({ image }) => image.width !== image.height || image.width === 0)).toEqual([]);
  });

  it('are there for every name that the style gives', () => {
    const named = layers(palettes.light, plain).flatMap((l) => {
      const values = { ...l.paint, ...l.layout } as Record<string, unknown>;
      return ['fill-pattern', 'line-pattern', 'background-pattern', 'icon-image']
        .map((property) => values[property])
        .filter((value) => value !== undefined);
    });
    const fixed = named.filter((value) => typeof value === 'string');
    expect(fixed.sort()).toEqual(['chosen', 'hatch-few', 'hatch-zero']);
    expect(drawn()).toEqual(expect.arrayContaining(fixed));
    // The only name that comes with the data is a case's mark, and each of those is drawn.
    expect(named.filter((value) => typeof value !== 'string')).toEqual([['get', 'mark']]);
    expect(drawn()).toEqual(expect.arrayContaining(allMarks.map(markName)));
  });
});
