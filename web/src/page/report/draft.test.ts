import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Refusal } from '../../api/client.ts';
import type { Located } from '../../api/types.ts';
import { nets } from '../../data/site.ts';
import { json, net, receipt } from '../../testing/fixtures.ts';
import {
  askSide,
  body,
  category,
  contactName,
  contactPhone,
  located,
  missing,
  outcome,
  type Place,
  parseCoordinates,
  place,
  placeOf,
  refused,
  side,
  sides,
  startLocating,
  startOver,
  words,
} from './draft.ts';

const here: Place = { lon: 106.14690001234, lat: 29.40890004321, accuracyM: 12.345, from: 'map' };

function answer(more: Partial<Located> = {}): Located {
  return {
    lon: 106.1469,
    lat: 29.4089,
    cell: 'a',
    name: '网格 a',
    edition: 1,
    status: 'inside',
    border_m: 3,
    which_side: true,
    candidates: [
      { cell: 'a', name: '网格 a', share: 0.6 },
      { cell: null, name: null, share: 0.1 },
      { cell: 'b', name: '网格 b', share: 0.3 },
    ],
    ...more,
  };
}
const found = (data: Located | null, error: Refusal | null = null) => {
  located.value = { data, loading: false, error };
};

beforeEach(() => {
  place.value = null;
  contactName.value = contactPhone.value = '';
  found(null);
  startOver();
});

describe('typed coordinates', () => {
  it.each([
    ['106.1469, 29.4089', 106.1469, 29.4089],
    ['106.1469，29.4089', 106.1469, 29.4089],
    ['106.1469、29.4089', 106.1469, 29.4089],
    ['106.1469 29.4089', 106.1469, 29.4089],
    ['  106.1469 ;  29.4089  ', 106.1469, 29.4089],
    ['106.1469\t29.4089', 106.1469, 29.4089],
    ['１０６．１４６９，２９．４０８９', 106.1469, 29.4089],
    ['-0.5, -33', -0.5, -33],
    ['+106, 29', 106, 29],
    ['180, 90', 180, 90],
    ['0, 0', 0, 0],
  ])('“%s” are read', (text, lon, lat) => {
    expect(parseCoordinates(text)).toEqual({ lon, lat });
  });

  it.each(['29.4089, 106.1469', '-33, 151.2', '90, -180'])('“%s” are latitude first', (text) => {
    expect(parseCoordinates(text)).toBe('swapped');
  });

  it.each([
    '',
    ' ',
    '106.1469',
    '106.1469,',
    ', 29.4089',
    ',',
    '106.1469, 29.4089, 3',
    '106.1469, 29.4089,',
    'east, north',
    '106.1469E, 29.4089N',
    '0x10, 5',
    '1e2, 5',
    'Infinity, 5',
    '181, 29',
    '200, 95',
    '95, 181',
  ])('“%s” can’t be read', (text) => {
    expect(parseCoordinates(text)).toBe('bad');
  });
});

describe('a typed place', () => {
  it('is where the service says that the datum puts it, and remembers what was typed', async () => {
    const fetched = vi.fn(async (_: Request) => json({ results: [answer({ lon: 106.1433, lat: 29.4117 })] }));
    vi.stubGlobal('fetch', fetched);
    expect(await placeOf(106.1469, 29.4089, 'gcj02')).toEqual({
      lon: 106.1433,
      lat: 29.4117,
      accuracyM: 2,
      from: 'typed',
      typed: { lon: 106.1469, lat: 29.4089, datum: 'gcj02' },
    });
    const asked = fetched.mock.calls[0]?.[0] as Request;
    expect(await asked.json()).toEqual({ datum: 'gcj02', points: [{ lon: 106.1469, lat: 29.4089 }] });
    expect(asked.url).not.toContain('106');
  });

  it.each(['wgs84', 'cgcs2000'] as const)('in %s is found without the service', async (datum) => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')));
    expect(await placeOf(106.1469, 29.4089, datum)).toMatchObject({ lon: 106.1469, lat: 29.4089, from: 'typed' });
  });

  it.each(['gcj02', 'bd09'] as const)('in %s needs the service', async (datum) => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')));
    await expect(placeOf(106.1469, 29.4089, datum)).rejects.toMatchObject({ status: 0 });
  });

  it('that the service refuses is refused', async () => {
    vi.stubGlobal('fetch', async () => json({ detail: 'outside China' }, 400));
    await expect(placeOf(0, 0, 'wgs84')).rejects.toMatchObject({ status: 400 });
  });
});

describe('what is missing', () => {
  it('is asked for in the order of the page', () => {
    expect(missing.value).toBe('place');
    place.value = here;
    expect(missing.value).toBe('category');
    category.value = '06013';
    expect(missing.value).toBeNull();
    found(answer());
    expect(missing.value).toBe('side');
    side.value = 'unsure';
    expect(missing.value).toBeNull();
  });

  it('is no side where there is none to choose', () => {
    place.value = here;
    category.value = '06013';
    found(answer({ which_side: false }));
    expect(missing.value).toBeNull();
    found(answer({ candidates: [{ cell: 'a', name: 'a', share: 0.8 }] }));
    expect(missing.value).toBeNull();
    found(answer({ candidates: null }));
    expect(missing.value).toBeNull();
  });

  it('is no side of a place that the pin has left, when the cell of the new one can’t be looked up', () => {
    place.value = here;
    category.value = '06013';
    found(answer(), new Refusal(0, null));
    side.value = 'a';
    expect([askSide.value, missing.value]).toEqual([false, null]);
    expect(body(here, '06013')).not.toHaveProperty('chosen_cell');
  });
});

describe('the sides', () => {
  it('are the likeliest three cells; what lies in no cell is none', () => {
    expect(sides.value).toEqual([]);
    const candidates = ['a', null, 'b', 'c', 'd'].map((cell, i) => ({ cell, name: cell, share: 0.3 - i / 100 }));
    found(answer({ candidates }));
    expect(sides.value.map((s) => s.cell)).toEqual(['a', 'b', 'c']);
  });
});

describe('the report', () => {
  it('has the place on the service’s lattice, and nothing that was not said', () => {
    expect(body(here, '06013')).toEqual({
      lon: 106.1469,
      lat: 29.4089,
      datum: 'wgs84',
      accuracy_m: 12.3,
      category: '06013',
    });
  });

  it('has typed coordinates as they were typed', () => {
    const typed = { lon: 106.123456789, lat: 29.4, datum: 'bd09' as const };
    expect(body({ ...here, from: 'typed', typed }, '06013')).toMatchObject(typed);
  });

  it('has words and contact without the space around them', () => {
    words.value = '  漏水\n ';
    contactName.value = ' 李 ';
    contactPhone.value = '  ';
    expect(body(here, '06013')).toMatchObject({ description: '漏水', reporter: { name: '李', phone: '' } });
    words.value = contactName.value = '  ';
    expect(Object.keys(body(here, '06013'))).not.toContain('description');
    expect(Object.keys(body(here, '06013'))).not.toContain('reporter');
  });

  it('never claims to be surer or less sure than the service takes', () => {
    expect(body({ ...here, accuracyM: 80_000 }, '06013').accuracy_m).toBe(5000);
  });

  it('has the chosen side only where it was asked for and known', () => {
    found(answer());
    side.value = 'b';
    expect(body(here, '06013').chosen_cell).toBe('b');
    side.value = 'unsure';
    expect(body(here, '06013')).not.toHaveProperty('chosen_cell');
    side.value = 'b';
    found(answer({ which_side: false }));
    expect(body(here, '06013')).not.toHaveProperty('chosen_cell');
  });

  it('begins anew at the same place with the same contact', () => {
    place.value = here;
    category.value = '06013';
    side.value = 'a';
    words.value = '漏水';
    contactName.value = '李';
    outcome.value = { kind: 'sent', receipt };
    startOver();
    expect([category.value, side.value, words.value, outcome.value, refused.value]).toEqual([
      null,
      null,
      '',
      null,
      null,
    ]);
    expect([place.value, contactName.value]).toEqual([here, '李']);
  });
});

describe('the owning cell', () => {
  const fetched = vi.fn<(request: Request) => Promise<Response>>();
  let stop = () => {};

  beforeEach(() => {
    vi.useFakeTimers();
    fetched.mockReset();
    fetched.mockImplementation(async () => json({ results: [answer()] }));
    vi.stubGlobal('fetch', fetched);
    nets.value = { data: [net], loading: false, error: null };
    stop = startLocating();
  });
  afterEach(() => {
    stop();
    vi.useRealTimers();
  });

  it('is asked for once at the end of a drag', async () => {
    for (const lon of [106.1, 106.2, 106.3]) {
      place.value = { ...here, lon };
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(fetched).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(200);
    expect(fetched).toHaveBeenCalledTimes(1);
    expect(await (fetched.mock.calls[0] as [Request])[0].json()).toEqual({
      datum: 'wgs84',
      points: [{ lon: 106.3, lat: here.lat, accuracy_m: 12.345 }],
    });
    expect(located.value.data?.cell).toBe('a');
  });

  it('forgets the chosen side where that is none any more, and keeps it where it is', async () => {
    side.value = 'b';
    place.value = here;
    await vi.advanceTimersByTimeAsync(200);
    expect(side.value).toBe('b');
    fetched.mockImplementation(async () =>
      json({ results: [answer({ candidates: [{ cell: 'c', name: 'c', share: 1 }] })] }),
    );
    place.value = { ...here, lon: 106.2 };
    await vi.advanceTimersByTimeAsync(200);
    expect(side.value).toBeNull();
  });

  it('is not asked for once the page has been left', async () => {
    place.value = here;
    stop();
    await vi.advanceTimersByTimeAsync(1000);
    expect(fetched).not.toHaveBeenCalled();
  });
});
