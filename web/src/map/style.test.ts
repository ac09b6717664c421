import { createExpression, validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LayerID, layerIDs, modes, pointLayers } from '../view.ts';
import { clusterImage, clusterName } from './cluster.ts';
import { clusterMark, images } from './images.ts';
import { allMarks, markImage, markName } from './marks.ts';
import { coverNames, type Palette, paletteNames } from './palette.ts';
import { type Choices, layers, sources, style, tileSources } from './style.ts';

/** A palette in which every colour is another, so that a mix-up shows. */
const paletteOf = (shift: number) =>
  Object.fromEntries(paletteNames.map((name, i) => [name, `rgb(${i * 10}, ${shift}, 0)`])) as Palette;
const palettes = { light: paletteOf(250), dark: paletteOf(20) };
const subsets: LayerID[][] = Array.from({ length: 2 ** layerIDs.length }, (_, bits) =>
  layerIDs.filter((_, i) => bits & (1 << i)),
);
const fill = { kind: 'coverage', classes: [0, -1, 1, 5] } as const;
const plain: Choices = { scale: 1, lang: 'zh', on: layerIDs, mode: 'marks', fill, chosen: ['a'], heat: 100 };
const fills = [null, fill, { kind: 'cases', classes: [] }] as const;

describe.each(Object.entries(palettes))('the style in %s', (_, palette) => {
  it.each([1, 1.25])('is valid with every choice of layers at size %d', (scale) => {
    const wrong = subsets.flatMap((on, i) => {
      const [mode, drawn] = [modes[i % 3] ?? 'marks', fills[Math.floor(i / 3) % 3] ?? null];
      return validateStyleMin(style(palette, { ...plain, scale, on, mode, fill: drawn }));
    });
    expect(wrong).toEqual([]);
  });

  it('is the same for the same choices, and shares nothing that could be changed from outside', () => {
    expect(style(palette, plain)).toEqual(style(palette, plain));
    expect(style(palette, plain).sources.base).not.toBe(style(palette, plain).sources.base);
  });
});

const hidden = (c: Choices) =>
  layers(palettes.light, c)
    .filter((l) => l.layout?.visibility === 'none')
    .map((l) => l.id)
    .sort();

describe('the layers of the style', () => {
  const all = layers(palettes.light, plain);

  it('have names of their own', () => {
    expect(new Set(all.map((l) => l.id)).size).toBe(all.length);
  });

  it('draw only sources that there are, and all of them', () => {
    const drawn = new Set(all.flatMap((l) => ('source' in l ? [l.source] : [])));
    expect([...drawn].sort()).toEqual([...sources, ...Object.keys(tileSources)].sort());
  });

  it.each([
    ['cells', ['cell-border', 'parent-border', 'edge-border', 'cell-name']],
    ['base', ['block', 'green', 'water', 'stream', 'road-edge', 'road', 'road-name']],
    ['hazards', []],
  ] as [LayerID, string[]][])('that belong to %s, and no others, are hidden when it is off', (id, expected) => {
    const on = layerIDs.filter((other) => other !== id);
    const before = hidden(plain);
    expect(hidden({ ...plain, on }).filter((name) => !before.includes(name))).toEqual(expected.sort());
  });

  it.each([
    ['marks', ['heat-clusters', 'heat-points']],
    ['heat', ['clusters', 'pins']],
    ['cells', ['clusters', 'heat-clusters', 'heat-points', 'pins']],
  ] as const)('draw cases as %s in no other way', (mode, expected) => {
    expect(hidden({ ...plain, mode })).toEqual(expected);
  });

  it('draw no cases, and so load none, while every layer of cases is off', () => {
    const on = layerIDs.filter((id) => !pointLayers.includes(id as never));
    const all = ['clusters', 'heat-clusters', 'heat-points', 'pins'];
    expect(modes.map((mode) => hidden({ ...plain, on, mode }))).toEqual([all, all, all]);
  });

  it('keep a cell under the finger even while its borders are off', () => {
    const area = layers(palettes.light, { ...plain, on: [] }).find((l) => l.id === 'cell-area');
    expect(area?.layout?.visibility).toBeUndefined();
  });

  it('have the cases on top, the one selected under them, and the ground below all', () => {
    const order = all.map((l) => l.id);
    expect(order[0]).toBe('land');
    expect(order.slice(-3)).toEqual(['chosen-pin', 'clusters', 'pins']);
    expect(order.indexOf('area')).toBeLessThan(order.indexOf('road'));
    expect(order.indexOf('road')).toBeLessThan(order.indexOf('cell-border'));
  });

  it('mark the selected cell, and no other', () => {
    const lines = layers(palettes.light, { ...plain, chosen: ['a', 'b'] }).filter((l) => l.id.startsWith('chosen-'));
    const marked = lines.filter((l) => 'source' in l && l.source === 'cells');
    expect(marked.map((l) => l.id)).toEqual(['chosen-fill', 'chosen-edge', 'chosen-line']);
    for (const l of marked) expect(l).toMatchObject({ filter: ['in', ['get', 'code'], ['literal', ['a', 'b']]] });
  });

  it('make heat fuller where fewer cases are enough', () => {
    const intensity = (heat: number) => {
      const found = layers(palettes.light, { ...plain, heat }).find((l) => l.id === 'heat-points');
      return ((found as unknown as { paint: Record<string, number> }).paint['heatmap-intensity'] ?? 0) as number;
    };
    expect(intensity(10) / intensity(100)).toBeCloseTo(10);
  });

  it('write a quarter larger in large type', () => {
    const size = (scale: number) =>
      layers(palettes.light, { ...plain, scale }).find((l) => l.id === 'road-name')?.layout;
    expect(size(1)).toMatchObject({ 'text-size': 11.5 });
    expect(size(1.25)).toMatchObject({ 'text-size': 11.5 * 1.25 });
  });
});

describe('the colours of cells', () => {
  /** Which of the layers draw a cell of an ordinal, and the colour of the one that has one. */
  function drawnAs(kind: 'coverage' | 'cases', classes: number[], id: number | undefined) {
    const found = layers(palettes.light, { ...plain, fill: { kind, classes } }).filter((l) => l.id.startsWith('area'));
    const feature = { type: 'Polygon', id, properties: {} } as never;
    const evaluate = (expression: unknown, type: string) => {
      const made = createExpression(expression, { type } as never);
      if (made.result === 'error') throw new Error(JSON.stringify(made.value));
      return made.value.evaluate({ zoom: 12 }, feature);
    };
    const seen = found.filter((l) => evaluate('filter' in l && l.filter, 'boolean'));
    const area = seen.find((l) => l.id === 'area');
    const colour = area && evaluate((area.paint as Record<string, unknown>)['fill-color'], 'color');
    return { layers: seen.map((l) => l.id), ...(colour ? { colour: String(colour) } : {}) };
  }
  const classes = [1, 2, 3, 4, 5, 0, -1];

  it('are the ramp’s, in its order', () => {
    const ramp = [0, 1, 2, 3, 4].map((id) => drawnAs('cases', classes, id).colour);
    const bytes = coverNames.map((name) => palettes.light[name].match(/\d+/g));
    expect(ramp.map((c) => c?.match(/\d+/g)?.slice(0, 3))).toEqual(bytes);
  });

  it.each([
    ['a gap in coverage is hatched and outlined', 'coverage', 5, ['area-none', 'area-gap']],
    ['what is withheld has a hatch of its own', 'coverage', 6, ['area-unknown']],
    ['no cases leaves a cell clear', 'cases', 5, []],
    ['what is not known is hatched', 'cases', 6, ['area-unknown']],
    ['a cell of another edition is not drawn as anything', 'cases', 7, []],
    ['a cell without an ordinal is not drawn as anything', 'cases', undefined, []],
  ] as const)('%s', (_, kind, id, expected) => {
    expect(drawnAs(kind, classes, id).layers).toEqual(expected);
  });

  it('are not there while nothing is to be coloured', () => {
    expect(layers(palettes.light, { ...plain, fill: null }).filter((l) => l.id.startsWith('area'))).toEqual([]);
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
    // The names that come with the data are a case's mark, each of which is drawn, and a cluster's.
    const made = named.filter((value) => typeof value !== 'string');
    expect(made).toEqual([clusterImage(), markImage()]);
    expect(drawn()).toEqual(expect.arrayContaining(allMarks.map(markName)));
  });

  it('of clusters have the names that tiles give them', () => {
    const mark = { open: 3, half: 0, settled: 7, ring: true };
    const { name, image } = clusterMark(mark, palettes.light);
    expect([name, image.width]).toEqual([clusterName(mark), image.height]);
  });
});
