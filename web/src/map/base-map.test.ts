import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import { describe, expect, it } from 'vitest';
import { layerIDs } from '../view.ts';
import { type BaseMap, isDark, withBaseMap } from './base-map.ts';
import { type Palette, paletteNames } from './palette.ts';
import { type Choices, style } from './style.ts';

const paletteOf = (grey: number) =>
  Object.fromEntries(paletteNames.map((name, i) => [name, `rgb(${grey}, ${grey}, ${(i * 9) % 256})`])) as Palette;
const palettes = { light: paletteOf(240), dark: paletteOf(20) };
const plain: Choices = { scale: 1, lang: 'zh', on: layerIDs, mode: 'marks', fill: null, chosen: [], heat: 1 };

const base: BaseMap = {
  kind: 'xyz',
  format: 'raster',
  url: '',
  tiles: ['https://a.example/{z}/{x}/{y}.png'],
  overlay: [],
  min_zoom: 0,
  max_zoom: 18,
  bounds: [],
  attribution: '',
};
const maps: Record<string, BaseMap> = {
  pictures: base,
  tianditu: { ...base, kind: 'tianditu', min_zoom: 1, overlay: ['https://t0.example/cva?x={x}&y={y}&l={z}'] },
  vectors: { ...base, format: 'vector', tiles: ['https://a.example/{z}/{x}/{y}.mvt'], max_zoom: 15 },
  pmtiles: {
    ...base,
    kind: 'pmtiles',
    format: 'vector',
    url: '/basemap.pmtiles',
    tiles: [],
    bounds: [106, 29, 107, 30],
  },
};

describe.each(Object.entries(palettes))('the style with a base map in %s', (_, palette) => {
  const own = style(palette, plain);

  it.each(Object.entries(maps))('is valid: %s', (_, map) => {
    for (const on of [true, false]) expect(validateStyleMin(withBaseMap(own, map, palette, on))).toEqual([]);
  });

  it.each(Object.entries(maps))('has it between the ground and everything of ours: %s', (_, map) => {
    const ids = withBaseMap(own, map, palette, true).layers.map((l) => l.id);
    const theirs = ids.filter((id) => id.startsWith('base-map'));
    const ours = own.layers.map((l) => l.id);
    expect(ids).toEqual([ours[0], ...theirs, ...ours.slice(1)]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is as it was where none is configured', () => {
    expect(withBaseMap(own, null, palette, true)).toBe(own);
  });
});

describe('a base map', () => {
  const drawn = (map: BaseMap, on = true, palette = palettes.light) =>
    withBaseMap(style(palette, plain), map, palette, on);

  it('is hidden with the base layer', () => {
    const layers = drawn(maps.tianditu as BaseMap, false).layers.filter((l) => l.id.startsWith('base-map'));
    expect(layers.map((l) => [l.id, l.layout?.visibility])).toEqual([
      ['base-map', 'none'],
      ['base-map-names', 'none'],
    ]);
  });

  it('in a file is read from this host, within its bounds', () => {
    expect(drawn(maps.pmtiles as BaseMap).sources['base-map']).toEqual({
      type: 'vector',
      tiles: [`pmtiles://${location.origin}/basemap.pmtiles/{z}/{x}/{y}`],
      minzoom: 0,
      maxzoom: 18,
      bounds: [106, 29, 107, 30],
    });
  });

  it('is quieter than the data, and darker in the dark', () => {
    const paint = (palette: Palette) => drawn(base, true, palette).layers.find((l) => l.id === 'base-map')?.paint;
    expect(paint(palettes.light)).toMatchObject({ 'raster-opacity': 0.7, 'raster-saturation': -0.7 });
    expect(paint(palettes.dark)).toMatchObject({ 'raster-brightness-max': 0.45 });
    expect([isDark(palettes.light), isDark(palettes.dark)]).toEqual([false, true]);
  });
});
