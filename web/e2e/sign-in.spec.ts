import { expect, test } from '@playwright/test';
import { expectAccessible, signIn } from './support.ts';

test('a dispatcher signs in, is led to where they were going, and out again', async ({ page }) => {
  await page.goto('/work?queue=all');
  await page.getByRole('main').getByRole('link', { name: '登录' }).click();
  await expect(page).toHaveURL(/\/sign-in\?to=/);
  await page.getByLabel('账号').fill('dispatcher');
  await page.getByLabel('密码', { exact: true }).fill('not the password');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('账号或密码不对');
  await expect(page.getByLabel('密码', { exact: true })).toBeFocused();
  await expectAccessible(page);
  await signIn(page, 'dispatcher', null);
  await expect(page).toHaveURL(/\/work\?queue=all/);
  await page.getByRole('button', { name: '我的账号' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('dispatcher');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: '退出登录' }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await page.goto('/work');
  await expect(page.getByRole('heading', { name: '这一页供工作人员使用' })).toBeVisible();
});

test('who reports something is asked nothing, and sees no page for staff', { tag: '@once' }, async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (r) => asked.push(new URL(r.url()).pathname));
  await page.goto('/report');
  await expect(page.getByRole('radio').first()).toBeAttached();
  expect(asked).not.toContain('/api/v1/session');
  await expect(page.getByRole('navigation').getByRole('link', { name: '工作台' })).toHaveCount(0);
});
