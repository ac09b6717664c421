import { expect, test } from '@playwright/test';
import { signIn } from './office.ts';
import { expectAccessible } from './support.ts';

test('an official reads figures by month and by community, and opens a formula', async ({ page }) => {
  await signIn(page, 'official');
  await page.goto('/figures');
  await expect(page.getByRole('heading', { name: '明细' })).toBeVisible();
  await page.locator('summary', { hasText: '按期结案率' }).click();
  await expect(page.getByText('按期结案率 = 按期结案数 ÷ 应结案数')).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('按什么分').selectOption('community');
  await expect(page.getByRole('rowheader', { name: /社区|村/ }).first()).toBeVisible();
  const download = await page.request.get(
    (await page.getByRole('link', { name: /XLSX/ }).getAttribute('href')) as string,
  );
  expect(download.headers()['content-type']).toContain('spreadsheetml');
  expect((await download.body()).subarray(0, 2).toString()).toBe('PK');
});

test('whoever may not see figures is told why', { tag: '@once' }, async ({ page }) => {
  await page.goto('/figures');
  await expect(page.getByRole('heading', { name: '请先登录' })).toBeVisible();
  await signIn(page, 'volunteer');
  await page.reload();
  await expect(page.getByRole('heading', { name: '这个账号不能看这一页' })).toBeVisible();
});
