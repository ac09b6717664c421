import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Page } from '@playwright/test';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What the tests ask the drawn map; the page hangs it on its element. */
interface DrawnFeature {
  properties: Record<string, unknown>;
  geometry: { coordinates: [number, number] };
}
interface DrawnMap {
  queryRenderedFeatures(options: { layers: string[] }): DrawnFeature[];
  project(at: [number, number]): { x: number; y: number };
  getCenter(): { lng: number; lat: number };
  loaded(): boolean;
  isMoving(): boolean;
  getStyle(): { layers: { id: string; layout?: { visibility?: string } }[] };
}
type MapElement = HTMLElement & { map?: DrawnMap };

/** Waits until the map has drawn all it has and nothing moves. */
export async function mapIdle(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const map = document.querySelector<MapElement>('.map[data-loaded]')?.map;
      return map?.loaded() && !map.isMoving();
    },
    undefined,
    { polling: 100 }, // by the clock: a page behind another draws no frames to count
  );
}

/** The different values of a property among what a layer of the style shows in the view. */
export async function rendered(page: Page, layer: string, property: string): Promise<unknown[]> {
  await mapIdle(page);
  return page.evaluate(
    ([id, name]) => {
      const map = document.querySelector<MapElement>('.map')?.map as DrawnMap;
      return [...new Set(map.queryRenderedFeatures({ layers: [id] }).map((f) => f.properties[name]))];
    },
    [layer, property] as [string, string],
  );
}

/** The layers of the style that are there and not hidden. */
export async function drawn(page: Page): Promise<string[]> {
  await mapIdle(page);
  return page.evaluate(() => {
    const map = document.querySelector<MapElement>('.map')?.map as DrawnMap;
    return map
      .getStyle()
      .layers.filter((l) => l.layout?.visibility !== 'none')
      .map((l) => l.id);
  });
}

/** Where on the page a place is drawn. */
export async function onScreen(page: Page, at: readonly [number, number]): Promise<{ x: number; y: number }> {
  await mapIdle(page);
  return page.evaluate(([lon, lat]) => {
    const element = document.querySelector<MapElement>('.map') as MapElement;
    const box = element.getBoundingClientRect();
    const p = (element.map as DrawnMap).project([lon, lat]);
    return { x: box.x + p.x, y: box.y + p.y };
  }, at);
}

/** The cell whose name stands farthest from every pin, in the part of the map that nothing covers. */
export async function clearCell(page: Page, cells: CellFeature[]): Promise<CellFeature> {
  const i = await page.evaluate(
    (labels) => {
      const element = document.querySelector<MapElement>('.map') as MapElement;
      const map = element.map as DrawnMap;
      const covered =
        innerWidth < 1024 ? (document.querySelector('.panel')?.getBoundingClientRect().top ?? 0) : innerHeight;
      const box = element.getBoundingClientRect();
      const pins = map.queryRenderedFeatures({ layers: ['pins'] }).map((f) => map.project(f.geometry.coordinates));
      const room = labels.map((label) => {
        const p = map.project(label);
        const inside = p.x > 30 && p.x < box.width - 80 && p.y > 70 && box.y + p.y < covered - 30;
        return inside ? Math.min(...pins.map((q) => Math.hypot(p.x - q.x, p.y - q.y))) : -1;
      });
      return room.indexOf(Math.max(...room));
    },
    cells.map((c) => c.properties.label),
  );
  return cells[i] as CellFeature;
}

export async function centre(page: Page): Promise<{ lng: number; lat: number }> {
  await mapIdle(page);
  return page.evaluate(() => {
    const { map } = document.querySelector<MapElement>('.map') as MapElement;
    const { lng, lat } = (map as DrawnMap).getCenter();
    return { lng, lat };
  });
}

/** Fails with what axe has against the page as it stands. */
export async function expectAccessible(page: Page): Promise<void> {
  // By evaluate, since the page's policy lets no script in.
  await page.evaluate(axeSource);
  const violations = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
    interface Violation {
      id: string;
      help: string;
      nodes: { html: string; failureSummary?: string }[];
    }
    return (await axe.run()).violations.map((v) => ({
      id: v.id,
      help: v.help,
      where: v.nodes.map((n) => `${n.html} ${n.failureSummary ?? ''}`),
    }));
  });
  expect(violations).toEqual([]);
}

export interface CellFeature {
  properties: { code: string; name: string; label: [number, number] };
  geometry: { coordinates: [number, number][][][] };
}

/** The cells of the default net, as the service gives them. */
export async function fetchCells(page: Page): Promise<CellFeature[]> {
  const answer = await page.request.get('/api/v1/layers/cells.geojson?limit=5000');
  expect(answer.ok()).toBe(true);
  return (await answer.json()).features;
}

/** The middle of a border that two cells share, with the two codes: the longest, where no third cell is near. */
export async function sharedBorder(page: Page): Promise<{ at: [number, number]; codes: string[] }> {
  const edges = new Map<string, { at: [number, number]; length: number; codes: string[] }>();
  for (const cell of await fetchCells(page)) {
    for (const ring of cell.geometry.coordinates.flat()) {
      for (let i = 0; i + 1 < ring.length; i++) {
        const [a, b] = [ring[i] as [number, number], ring[i + 1] as [number, number]];
        const key = [a, b].map(String).sort().join(';');
        const edge = edges.get(key) ?? {
          at: [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2],
          length: Math.hypot(a[0] - b[0], a[1] - b[1]),
          codes: [],
        };
        edge.codes.push(cell.properties.code);
        edges.set(key, edge);
      }
    }
  }
  const shared = [...edges.values()].filter((e) => e.codes.length === 2).sort((a, b) => b.length - a.length);
  return shared[0] as { at: [number, number]; codes: string[] };
}

/** Where the service says that a case is. */
export async function placeOf(page: Page, id: string): Promise<[number, number]> {
  for (const layer of ['hazards', 'road-defects', 'other']) {
    const { features } = await (await page.request.get(`/api/v1/layers/${layer}.geojson`)).json();
    const found = features.find((f: { properties: { id: string } }) => f.properties.id === id);
    if (found) return found.geometry.coordinates;
  }
  throw new Error(`no layer has the case ${id}`);
}

/** The password of every account of the demo, which prints it. */
const demoPassword = 'wangge-demo-2026';

/** Signs in on the page for it; to is where it is to lead, null to sign in on the page that is open or on the way to work. */
export async function signIn(page: Page, login: string, to: string | null): Promise<void> {
  if (to !== null || !page.url().includes('/sign-in'))
    await page.goto(`/sign-in${to === null ? '' : `?to=${encodeURIComponent(to)}`}`);
  await page.getByLabel('账号').fill(login);
  await page.getByLabel('密码', { exact: true }).fill(demoPassword);
  await page.getByRole('main').getByRole('button', { name: '登录', exact: true }).click();
  await expect(page.getByRole('button', { name: '我的账号' })).toBeVisible();
}

/** A report in the middle of the town, made by anybody; its tracking number. */
export async function fileReport(
  page: Page,
  category: string,
  description: string,
  reporter?: { name: string; phone: string },
): Promise<string> {
  const cells = await fetchCells(page);
  const [lon, lat] = (cells[20] as CellFeature).properties.label;
  const answer = await page.request.post('/api/v1/reports', {
    headers: { 'Idempotency-Key': `e2e-${Date.now()}-${Math.random()}` },
    data: { lon, lat, datum: 'wgs84', category, description, ...(reporter && { reporter }) },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  return (await answer.json()).tracking;
}

/** A small picture, as a camera would give one. */
export async function picture(page: Page): Promise<Buffer> {
  const url = await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    canvas.width = 640;
    canvas.height = 480;
    const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
    pen.fillStyle = '#797';
    pen.fillRect(0, 0, 640, 480);
    pen.fillStyle = '#333';
    pen.fillRect(200, 260, 240, 90);
    return canvas.toDataURL('image/png');
  });
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
}
