import { expect, test } from '@playwright/test';
import { report } from './office.ts';
import { expectAccessible } from './support.ts';

test('a number shows how its report goes on, without an account', async ({ page }) => {
  const { tracking, cell } = await report(page, 11);
  await page.goto('/track');
  await page.getByLabel('编号').fill(tracking.toLowerCase().replaceAll('-', ' '));
  await page.getByRole('button', { name: '查看' }).click();
  await expect(page.getByRole('heading', { name: '道路破损' })).toBeVisible();
  await expect(page.getByText(cell, { exact: true })).toHaveCount(2); // where it lies, and who has it
  await expect(page.getByText('已经收到，还没有人看。')).toBeVisible();
  expect(new URL(page.url()).hash).toBe(`#${tracking}`);
  await expectAccessible(page);

  await page.getByRole('button', { name: '查另一个编号' }).click();
  await expect(page.getByRole('button', { name: new RegExp(tracking) }).first()).toBeVisible();
  await expectAccessible(page);
});

test('a number taken off the list comes back when that is undone', { tag: '@once' }, async ({ page }) => {
  const { tracking } = await report(page, 12);
  await page.goto(`/track#${tracking}`);
  await expect(page.getByRole('heading', { name: '道路破损' })).toBeVisible();
  await page.goto('/track');
  await page.reload();
  await page.getByRole('button', { name: `从列表中去掉 ${tracking}` }).click();
  await expect(page.getByText(tracking)).toBeHidden();
  await page.getByRole('button', { name: '撤销' }).click();
  await expect(page.getByText(tracking)).toBeVisible();
});

test('whoever reported can have the contact deleted, after being told what that means', { tag: '@once' }, async ({
  page,
}) => {
  const { tracking } = await report(page, 13);
  await page.goto(`/track#${tracking}`);
  await page.getByRole('button', { name: '删除我的联系方式' }).click();
  await expect(page.getByText('删除后无法恢复。')).toBeVisible();
  await page.getByRole('button', { name: '确定删除' }).click();
  await expect(page.getByText('你的联系方式已经删除。')).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: '道路破损' })).toBeVisible();
});

test('a number that there is not is said to be unknown', { tag: '@once' }, async ({ page }) => {
  await page.goto('/track#WG-0000-0000-0000');
  await expect(page.getByRole('heading', { name: '没有找到这个编号' })).toBeVisible();
  await page.getByLabel('编号').fill('WG-123');
  await page.getByRole('button', { name: '查看' }).click();
  await expect(page.getByRole('alert')).toContainText('编号是 WG- 加 12 位字母和数字');
});
