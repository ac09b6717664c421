import { expect, type Page, test } from '@playwright/test';
import { expectAccessible, fetchCells, mapIdle } from './support.ts';

/** Shows a page in light, in dark, and in large type, and looks at each. Opening it takes the longest: dark follows the system. */
async function inEveryLook(page: Page, path: string, look: () => Promise<void>) {
  await open(page, path);
  await look();
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await mapIdle(page);
  await look();
  await page.emulateMedia({ colorScheme: 'light' });
  await page.evaluate(() => localStorage.setItem('wangge.settings', '{"size":"large"}'));
  await open(page, path);
  await expect(page.locator('html')).toHaveAttribute('data-size', 'large');
  await look();
}

async function open(page: Page, path: string) {
  await page.goto(path);
  await mapIdle(page);
}

test('axe finds nothing on the map page, light, dark and in large type', async ({ page }) => {
  await inEveryLook(page, '/', async () => {
    await expectAccessible(page);
    await page.locator('.row-button').first().click();
    await expect(page.getByRole('complementary').getByRole('heading')).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('complementary')).toBeHidden();
  });
});

test('axe finds nothing on the report page, light, dark and in large type', async ({ page }) => {
  const cells = await fetchCells(page);
  const [lon, lat] = (cells[33] as (typeof cells)[number]).properties.label;
  await inEveryLook(page, `/report?at=${lon},${lat}`, async () => {
    await expect(page.getByRole('radio').first()).toBeAttached();
    for (const words of ['其他事项', '输入坐标', '留下联系方式（可不填）'])
      await page.locator('details:not([open]) > summary', { hasText: words }).click();
    await expectAccessible(page);
    const opened = page.locator('details[open] > summary');
    while ((await opened.count()) > 0) await opened.first().click();
  });
  await page.getByRole('radio', { name: '道路破损', exact: true }).check();
  await page.getByRole('button', { name: '发送', exact: true }).click();
  await expect(page.getByRole('heading', { name: '已收到' })).toBeVisible();
  await expectAccessible(page);
});

test('axe finds nothing in the dialogs', { tag: '@once' }, async ({ page }) => {
  await open(page, '/');
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
  await open(page, '/');
  await page.goto('/docs');
  await expect(page.getByRole('heading', { name: /Wangge/ }).first()).toBeVisible();
  expect(foreign).toEqual([]);
});
