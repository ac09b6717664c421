import { expect, test } from '@playwright/test';
import { clearCell, drawn, fetchCells, mapIdle, onScreen, placeOf, rendered } from './support.ts';

const phone = () => test.info().project.name === 'phone';

/** On a phone the layers are folded. */
async function unfoldLayers(page: import('@playwright/test').Page) {
  if (!phone()) return;
  await page.getByRole('button', { name: '展开全部' }).click();
  await page.locator('.layers > summary', { hasText: '图层' }).click();
}

test('the map shows cells, pins and coverage, and says that the town is made up', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByText('演示数据：全是虚构的，不是真实情况')).toBeVisible();
  await expect.poll(async () => (await rendered(page, 'pins', 'id')).length).toBeGreaterThan(400);
  const cells = await rendered(page, 'cell-area', 'code');
  expect(cells.length).toBe((await fetchCells(page)).length);
  expect((await rendered(page, 'area', 'code')).length).toBeGreaterThan(20);
  await expect(page.getByText('实时更新中')).toBeVisible();
});

test('the list holds what the map shows, and choosing a row shows its card', async ({ page }) => {
  await page.goto('/');
  await expect.poll(async () => (await rendered(page, 'pins', 'id')).length).toBeGreaterThan(400);
  const pins = await rendered(page, 'pins', 'id');
  await expect(page.getByText(`只显示了 ${pins.length} 件中最新的 200 件`)).toBeVisible();
  const row = page.locator('.row-button').first();
  expect(pins).toContain(await row.getAttribute('data-id'));
  const title = await row.locator('.row-title').textContent();
  await row.click();
  const card = page.getByRole('complementary', { name: '所选内容' });
  await expect(card.getByRole('heading', { name: title as string })).toBeVisible();
  await expect(row).toHaveAttribute('aria-current', 'true');
  // The chosen pin stands where neither the card nor the sheet covers it.
  const cover = await card.boundingBox();
  const id = (await row.getAttribute('data-id')) as string;
  const at = await placeOf(page, id);
  await expect
    .poll(async () => {
      const p = await onScreen(page, at);
      return phone() ? p.y < (cover?.y ?? 0) : p.x < (cover?.x ?? 0);
    })
    .toBe(true);
  await page.keyboard.press('Escape');
  await expect(card).toBeHidden();
  await expect(row).toBeFocused();
});

test('a click on a cell shows its figures, the same as the service gives', async ({ page }) => {
  await page.goto('/');
  await expect.poll(async () => (await rendered(page, 'pins', 'id')).length).toBeGreaterThan(400);
  const { properties } = await clearCell(page, await fetchCells(page));
  const at = await onScreen(page, properties.label);
  await page.mouse.click(at.x, at.y);
  const card = page.getByRole('complementary');
  await expect(card.getByRole('heading', { name: properties.name })).toBeVisible();
  const answer = await (await page.request.get(`/api/v1/cells/${properties.code}`)).json();
  await expect(card.getByText(properties.code)).toBeVisible();
  await expect(card.locator('.figures dd').first()).toHaveText(`${answer.open} 件`);
  await expect.poll(() => rendered(page, 'chosen-line', 'code')).toEqual([properties.code]);
});

test('a layer that is switched off is gone from map and list', async ({ page }) => {
  await page.goto('/');
  await expect.poll(async () => (await rendered(page, 'pins', 'id')).length).toBeGreaterThan(400);
  await unfoldLayers(page);
  await page.getByRole('checkbox', { name: '道路病害' }).uncheck();
  await page.getByRole('checkbox', { name: '其他事项' }).uncheck();
  await page.getByRole('checkbox', { name: '网格力量' }).uncheck();
  const hazards = (await (await page.request.get('/api/v1/layers/hazards.geojson')).json()).numberMatched;
  await expect(page.getByText(`当前画面内 ${hazards} 件`)).toBeVisible();
  await expect.poll(async () => (await rendered(page, 'pins', 'id')).length).toBe(hazards);
  expect((await drawn(page)).filter((id) => id.startsWith('area'))).toEqual([]);
});

test('a link opens the same picture', async ({ page, context }) => {
  await page.goto('/');
  await mapIdle(page);
  await page.locator('.row-button').nth(2).click();
  await page.getByRole('button', { name: '在地图上看' }).click();
  await expect(page).toHaveURL(/c=106\.\d+,29\.\d+&z=16\.5/);
  await expect(page).toHaveURL(/sel=case:/);
  const other = await context.newPage();
  await other.goto(page.url());
  const title = await page.getByRole('complementary').getByRole('heading').textContent();
  await expect(other.getByRole('complementary').getByRole('heading', { name: title as string })).toBeVisible();
  expect(new URL(other.url()).search).toBe(new URL(page.url()).search);
});

test('the language follows the switch, and the next visit keeps it', { tag: '@once' }, async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('link', { name: 'Report' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.getByText('Demo data: all of it is made up')).toBeVisible();
  await page.goto('/');
  await expect(page.getByRole('link', { name: 'Map', exact: true })).toBeVisible();
});

test('the search narrows the list and can be cleared', { tag: '@once' }, async ({ page }) => {
  await page.goto('/');
  await expect(page.locator('.row-button').first()).toBeVisible();
  const search = page.getByRole('searchbox', { name: '在列表中搜索' });
  await search.fill('道路破损');
  const rows = page.locator('.row-button');
  await expect(rows.filter({ hasNotText: '道路破损' })).toHaveCount(0);
  await expect(rows.first()).toBeVisible();
  await search.fill('没有这样的事');
  await expect(page.getByText('没有与“没有这样的事”相符的内容。')).toBeVisible();
  await page.getByRole('button', { name: '清除搜索' }).click();
  await expect(page.locator('.row-button').first()).toBeVisible();
});
