import { expect, type Page, test } from '@playwright/test';
import { expectAccessible, fetchCells, mapIdle } from './support.ts';

const looks = [
  { name: 'light', settings: { theme: 'light', size: 'normal' } },
  { name: 'dark', settings: { theme: 'dark', size: 'normal' } },
  { name: 'large type', settings: { theme: 'light', size: 'large' } },
];

async function open(page: Page, path: string, settings: object) {
  await page.addInitScript((kept) => localStorage.setItem('wangge.settings', kept), JSON.stringify(settings));
  await page.goto(path);
  await mapIdle(page);
}

for (const { name, settings } of looks) {
  test(`axe finds nothing on the map page, ${name}`, async ({ page }) => {
    await open(page, '/', settings);
    await expect(page.locator('.row-button').first()).toBeVisible();
    await expectAccessible(page);
    await page.locator('.row-button').first().click();
    await expect(page.getByRole('complementary').getByRole('heading')).toBeVisible();
    await expectAccessible(page);
    await page.screenshot({ path: test.info().outputPath('map.png') });
  });

  test(`axe finds nothing on the report page, ${name}`, async ({ page }) => {
    const cells = await fetchCells(page);
    const [lon, lat] = (cells[33] as (typeof cells)[number]).properties.label;
    await open(page, `/report?at=${lon},${lat}`, settings);
    await expect(page.getByRole('radio').first()).toBeAttached();
    await page.locator('summary', { hasText: '其他事项' }).click();
    await page.getByText('输入坐标', { exact: true }).click();
    await page.getByText('留下联系方式（可不填）').click();
    await expectAccessible(page);
    await page.screenshot({ path: test.info().outputPath('report.png') });
    await page.getByRole('radio', { name: '道路破损', exact: true }).check();
    await page.getByRole('button', { name: '发送', exact: true }).click();
    await expect(page.getByRole('heading', { name: '已收到' })).toBeVisible();
    await expectAccessible(page);
  });
}

test('axe finds nothing in the dialogs', { tag: '@once' }, async ({ page }) => {
  await open(page, '/', {});
  await page.getByRole('button', { name: '设置' }).click();
  await expect(page.getByRole('dialog', { name: '设置' })).toBeVisible();
  await expectAccessible(page);
});

test('nothing is fetched from another host', { tag: '@once' }, async ({ page, baseURL }) => {
  const foreign: string[] = [];
  page.on('request', (r) => {
    if (!r.url().startsWith(baseURL as string) && !r.url().startsWith('data:') && !r.url().startsWith('blob:'))
      foreign.push(r.url());
  });
  await open(page, '/', {});
  await page.goto('/docs');
  await expect(page.getByRole('heading', { name: /Wangge/ }).first()).toBeVisible();
  expect(foreign).toEqual([]);
});
