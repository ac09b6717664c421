import { describe, expect, it } from 'vitest';
import { type Filters, noFilters } from './page/map/filters.ts';
import {
  cellFigures,
  firstLayers,
  formatView,
  type LayerID,
  layerIDs,
  modes,
  parseBounds,
  parseView,
  type Selection,
  type View,
} from './view.ts';

const plain: View = {
  centre: null,
  zoom: null,
  layers: firstLayers,
  net: null,
  selection: null,
  mode: 'marks',
  figure: 'cases',
  filters: noFilters,
  lang: null,
};

/** Every subset of the layers, in their order. */
const subsets: (readonly LayerID[])[] = Array.from({ length: 2 ** layerIDs.length }, (_, bits) =>
  layerIDs.filter((_, i) => bits & (1 << i)),
);
const centres: View['centre'][] = [null, [106.1469, 29.4089], [-180, -85], [180, 85], [0, 0], [-0.00001, 0.12345]];
const zooms: View['zoom'][] = [null, 0, 3, 10, 14.5, 16.25, 20, 24];
const nets: View['net'][] = [null, 'dingjia', 'a b&c=d', '网格/一', '%3A'];
const selections: (Selection | null)[] = [
  null,
  { kind: 'cell', id: '500151001001' },
  { kind: 'case', id: '0192f0c1-7a4e-7c1e-8f00-0123456789ab' },
  { kind: 'cell', id: 'a:b,c d&e=%2C+🧭' },
  { kind: 'case', id: '格'.repeat(256) },
  { kind: 'place', id: '106.1,29.4,106.2,29.5' },
];
const filters: Filters[] = [
  noFilters,
  { ...noFilters, category: ['06013', '06014'], state: ['open'], severity: ['urgent', 'emergency'] },
  { ...noFilters, cell: ['a:b c&d', '网格'], from: '2026-11-01', to: '2026-11-23' },
];
const langs: View['lang'][] = [null, 'zh', 'en'];

describe('the view in a link', () => {
  it('comes back as it was written, whatever it holds', () => {
    let tried = 0;
    const wrong: string[] = [];
    for (const centre of centres)
      for (const zoom of zooms)
        for (const net of nets)
          for (const selection of selections)
            for (const lang of langs) {
              const layers = subsets[tried++ % subsets.length] as readonly LayerID[];
              const view: View = {
                centre,
                zoom,
                layers,
                net,
                selection,
                mode: modes[tried % modes.length] ?? 'marks',
                figure: cellFigures[tried % cellFigures.length] ?? 'cases',
                filters: filters[tried % filters.length] ?? noFilters,
                lang,
              };
              const query = formatView(view);
              const same = [query, `?${query}`].every((q) => JSON.stringify(parseView(q)) === JSON.stringify(view));
              if (!same || formatView(parseView(query)) !== query) wrong.push(query);
            }
    expect(wrong).toEqual([]);
    expect(tried).toBe(6 * 8 * 5 * 6 * 3);
  });

  it.each(subsets.map((layers) => [layers.join('.') || 'none', layers] as const))(
    'holds the layers %s',
    (_, layers) => {
      expect(parseView(formatView({ ...plain, layers })).layers).toEqual(layers);
    },
  );

  it('is empty while everything is as it comes', () => {
    expect(formatView(plain)).toBe('');
    expect(parseView('')).toEqual(plain);
  });

  it('keeps a place to about a metre, and the zoom to a hundredth', () => {
    expect(formatView({ ...plain, centre: [106.14694567, 29.40894321], zoom: 14.567 })).toBe(
      'c=106.14695,29.40894&z=14.57',
    );
  });

  it('is easy to read: commas, colons and whole numbers stay what they are', () => {
    const view: View = { ...plain, centre: [106.1, 29.4], zoom: 16, selection: { kind: 'cell', id: 'A1' } };
    expect(formatView(view)).toBe('c=106.10000,29.40000&z=16&sel=cell:A1');
  });

  it('puts layers in the order of the page, once each, and passes over those it does not know', () => {
    expect(parseView('l=base.hazards.hazards.nothing').layers).toEqual(['hazards', 'base']);
  });

  it('switches everything off where the link says so', () => {
    expect(parseView('l=').layers).toEqual([]);
  });
});

describe('a malformed part of a link counts as absent', () => {
  it.each([
    'c=',
    'c=106.1',
    'c=106.1,',
    'c=,29.4',
    'c=a,b',
    'c=106.1,29.4,3',
    'c=181,29.4',
    'c=106.1,86',
    'c=NaN,29.4',
    'c=Infinity,29.4',
    'z=',
    'z=-1',
    'z=25',
    'z=close',
    'z= ',
    'l=nothing',
    'l=nothing.neither',
    'net=',
    'sel=',
    'sel=cell',
    'sel=cell:',
    'sel=house:1',
    'sel=:1',
    `sel=cell:${'x'.repeat(257)}`,
    'sel=place:106,29,105,30',
    'sel=place:106,29,107',
    'm=3d',
    'm=',
    'fig=weight',
    'from=yesterday',
    'state=lost',
    'lang=',
    'lang=fr',
    'lang=zh-CN',
    'unknown=1',
    '%',
  ])('%s', (query) => {
    expect(parseView(query)).toEqual(plain);
  });
});

describe('the bounds of a place', () => {
  it('are west, south, east and north on the earth', () => {
    expect(parseBounds('106.1,29.4,106.2,29.5')).toEqual([106.1, 29.4, 106.2, 29.5]);
    for (const wrong of ['', ',,,', '1,2,3', '1,2,3,4,5', '3,2,1,4', '1,4,3,2', '-181,0,0,0', '0,0,0,91', 'a,b,c,d'])
      expect(parseBounds(wrong)).toBeNull();
  });
});
