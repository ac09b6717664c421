import type { Category, Cell, Net, Pin, PinProperties, Receipt } from '../api/types.ts';

/* What the service answers, as small as tests need it. */

/** A square cell with its lower left corner at x, y degrees. */
export function square(code: string, parent: string, x: number, y: number, size = 1): Cell {
  const ring = [
    [x, y],
    [x + size, y],
    [x + size, y + size],
    [x, y + size],
    [x, y],
  ];
  return {
    type: 'Feature',
    geometry: { type: 'Polygon', coordinates: [ring] },
    properties: {
      code,
      name: `网格 ${code}`,
      parent,
      area_m2: 1000,
      open: 0,
      settled: 0,
      label: [x + size / 2, y + size / 2],
    },
  };
}

export function pin(id: string, at: readonly [number, number], more: Partial<PinProperties> = {}): Pin {
  return {
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [...at] },
    properties: {
      id,
      layer: 'hazards',
      category: '06013',
      name_zh: '井盖缺失',
      name_en: 'Missing manhole cover',
      state: 'reported',
      settled: false,
      severity: 'urgent',
      cell: 'a',
      opened_at: '2026-11-23T01:05:00Z',
      ...more,
    },
  };
}

export const net: Net = {
  code: 'dingjia',
  title: '丁家街道',
  bbox: [0, 0, 10, 10],
  cells: 4,
  edition: 1,
  edition_title: '2026',
  in_force_from: '2026-01-01T00:00:00Z',
  scheme: 'free',
};

export function kind(code: string, zh: string, en: string, layer = 'hazards'): Category {
  const none = null as unknown as Category['resolve']; // the document can't say that there may be none
  return {
    code,
    kind: 'matter',
    layer,
    name: { zh, en },
    sensitive: false,
    severity: 'routine',
    standard: '',
    make_safe: none,
    resolve: none,
    retired: false,
    milestones: [],
  };
}

export const receipt: Receipt = {
  id: 'r1',
  case_id: 'c1',
  tracking: 'WG-2026-0001',
  category: '06013',
  cell: 'a',
  cell_name: '网格 a',
  border_m: 12,
  candidates: null,
  edition: 1,
  lon: 0.5,
  lat: 0.5,
  received_at: '2026-11-23T01:05:00Z',
  state: 'reported',
  status: 'inside',
  which_side: false,
};

/** An answer of the service in JSON. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json', ...headers },
  });
}
