import { expect, test } from '@playwright/test';
import { expectAccessible, fetchCells, picture, signIn } from './support.ts';

test('a member reports in three taps, with a photo, where they stand', async ({ page, context }) => {
  const [lon, lat] = ((await fetchCells(page))[12] as Awaited<ReturnType<typeof fetchCells>>[number]).properties.label;
  await context.grantPermissions(['geolocation']);
  await context.setGeolocation({ latitude: lat, longitude: lon, accuracy: 8 });
  await signIn(page, 'grid', '/patrol');
  await expect(page.getByText(/误差约 8/)).toBeVisible();
  await expectAccessible(page);
  await page
    .getByLabel('拍照')
    .setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: await picture(page) });
  await expect(page.getByRole('img', { name: '第 1 张照片' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('radio', { name: '道路破损' }).check();
  const photo = page.waitForResponse((r) => r.request().method() === 'PUT' && r.url().includes('/photos/'));
  await page.getByRole('button', { name: '上报', exact: true }).click();
  await expect(page.getByText('已上报')).toBeVisible();
  expect((await photo).status()).toBe(201);
});

test('what is reported without a network is kept, and sent when there is one', async ({ page, context }) => {
  const [lon, lat] = ((await fetchCells(page))[14] as Awaited<ReturnType<typeof fetchCells>>[number]).properties.label;
  await context.grantPermissions(['geolocation']);
  await context.setGeolocation({ latitude: lat, longitude: lon, accuracy: 8 });
  await signIn(page, 'grid', '/patrol');
  await expect(page.getByText(/误差约 8/)).toBeVisible();
  await page
    .getByLabel('拍照')
    .setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: await picture(page) });
  await page.getByRole('radio', { name: '道路破损' }).check();
  await context.setOffline(true);
  await page.getByRole('button', { name: '上报', exact: true }).click();
  await expect(page.getByText('已存在手机里，联网后自动发送')).toBeVisible();
  await expect(page.getByRole('main').getByText('1 条待发送')).toBeVisible();
  const photo = page.waitForResponse((r) => r.request().method() === 'PUT' && r.url().includes('/photos/'));
  await context.setOffline(false);
  expect((await photo).status()).toBe(201);
  await expect(page.getByRole('main').getByText('1 条待发送')).toBeHidden();
});
