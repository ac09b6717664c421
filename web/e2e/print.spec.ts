import { expect, type Page, test } from '@playwright/test';
import { centre, expectAccessible, mapIdle } from './support.ts';

// Eight million pixels drawn in software take their time on a busy machine.
test.describe.configure({ timeout: 240_000 });

// On a desk only: a phone has no button for it.
test.beforeEach(async ({ page }) => {
  // Headless, the browser opens no printer's dialog; the page is asked how often it would have.
  await page.addInitScript(() => {
    const counted = window as unknown as { printed: number };
    counted.printed = 0;
    window.print = () => {
      counted.printed++;
    };
  });
});

const sheet = (page: Page) => page.locator('.print-sheet');
const printed = (page: Page) => page.evaluate(() => (window as unknown as { printed: number }).printed);

async function make(page: Page, choices: string[], path = '/') {
  await page.goto(path);
  await mapIdle(page);
  await page.getByRole('button', { name: '打印地图' }).click();
  for (const name of choices) await page.getByRole('button', { name, exact: true }).click();
  await page.getByRole('button', { name: '生成打印页' }).click();
  await expect(sheet(page)).toBeVisible({ timeout: 180_000 });
}

/** Width and height of every page of a PDF, mm. */
function pages(pdf: Buffer): [number, number][] {
  const boxes = pdf.toString('latin1').matchAll(/\/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]/g);
  return [...boxes].map(([, w, h]) => [Math.round((Number(w) / 72) * 25.4), Math.round((Number(h) / 72) * 25.4)]);
}

test('the map is printed on one A4 page, with all that a map must say', { tag: '@once' }, async ({ page }) => {
  await make(page, [], '/?c=106.15,29.41&z=15');
  await expect.poll(() => printed(page)).toBe(1);
  await expectAccessible(page);
  const pdf = await page.pdf({ path: test.info().outputPath('a4.pdf'), preferCSSPageSize: true });
  expect(pages(pdf)).toEqual([[297, 210]]);
  await expect(sheet(page).getByRole('heading', { level: 1 })).toHaveText('丁家街道网格（演示）');
  for (const words of ['图例', '安全隐患', '画面时间', '不筛选，显示全部', '演示数据：全是虚构的，不是真实情况'])
    await expect(sheet(page).getByText(words).first()).toBeVisible();
  await expect(sheet(page).getByRole('img', { name: '上方为北' })).toBeVisible();

  const map = sheet(page).locator('.print-map');
  const image = await map
    .locator('img')
    .evaluate((e: HTMLImageElement) => ({ pixels: e.naturalWidth, shown: e.clientWidth }));
  expect(image.pixels / image.shown).toBeCloseTo(300 / 96, 1);

  // The bar is as long as it says, at the latitude of the map.
  const bar = sheet(page).locator('.print-bar');
  const metres = Number(await bar.getAttribute('data-metres'));
  const px = (await bar.boundingBox())?.width as number;
  const { zoom, lat } = await map.evaluate((e) => ({ zoom: Number(e.dataset.zoom), lat: Number(e.dataset.lat) }));
  const perPX = (2 * Math.PI * 6_371_008.8 * Math.cos((lat * Math.PI) / 180)) / (512 * 2 ** zoom);
  expect(Math.abs((px * perPX) / metres - 1)).toBeLessThan(0.01);
  await page.emulateMedia({ media: 'print' });
  await page.screenshot({ path: test.info().outputPath('sheet.png'), fullPage: true });
  await page.emulateMedia({ media: null });

  // The map and the link are as before once the sheet is closed.
  await page.keyboard.press('Escape');
  await expect(sheet(page)).toBeHidden();
  await expect(page.getByRole('button', { name: '打印地图' })).toBeFocused();
  const at = await centre(page);
  expect([at.lng.toFixed(5), at.lat.toFixed(5)]).toEqual(['106.15000', '29.41000']);
  expect(new URL(page.url()).searchParams.get('z')).toBe('15');
});

test('an upright A3 comes out as one', { tag: '@once' }, async ({ page }) => {
  await make(page, ['A3', '竖向']);
  const pdf = await page.pdf({ path: test.info().outputPath('a3.pdf'), preferCSSPageSize: true });
  expect(pages(pdf)).toEqual([[297, 420]]);
});
