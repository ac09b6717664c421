import { expect, test } from '@playwright/test';
import { report } from './office.ts';
import { expectAccessible } from './support.ts';

test('a report’s certificate is genuine, and laid out', async ({ page }) => {
  const { tracking, cell } = await report(page, 31);
  await page.goto(`/verify#${tracking}`);
  await expect(page.getByRole('heading', { name: '是真的' })).toBeVisible();
  await expect(page.getByRole('heading', { name: '网格权属凭证' })).toBeVisible();
  await expect(page.getByText(cell, { exact: true })).toBeVisible();
  await expect(page.getByRole('img', { name: /^小地图/ })).toBeVisible();
  await expectAccessible(page);
});

test('a certificate of which one letter is altered is not genuine', async ({ page }) => {
  const { tracking } = await report(page, 32);
  const { token } = await (await page.request.get(`/api/v1/reports/${tracking}/certificate`)).json();
  const [head, payload, signature] = token.split('.');
  const said = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const altered = Buffer.from(JSON.stringify({ ...said, cell_name: '别的网格' })).toString('base64url');
  await page.goto('/verify');
  await page.getByLabel('凭证文字').fill(`${head}.${altered}.${signature}`);
  await page.getByRole('button', { name: '核对', exact: true }).click();
  await expect(page.getByRole('heading', { name: '不是真的' })).toBeVisible();
  await expect(page.getByRole('heading', { name: '网格权属凭证' })).toBeHidden();
  await expectAccessible(page);
});

test('what is no certificate is said to be none', { tag: '@once' }, async ({ page }) => {
  await page.goto('/verify');
  await page.getByLabel('凭证文字').fill('你好');
  await page.getByRole('button', { name: '核对', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('凭证以 WGC1. 开头');
});
