import { expect, test } from '@playwright/test';
import { makeCode, signIn } from './office.ts';
import { expectAccessible, mapIdle } from './support.ts';

test('a scanned code leads to joining, and the volunteer waits for the grid member', async ({ page }) => {
  const { code, cell } = await makeCode(page, '状元街 8 号院', 21);
  await page.goto(`/c/${code}`);
  await expect(page.getByRole('heading', { name: '状元街 8 号院' })).toBeVisible();
  await expect(page.getByText(`属于 ${cell}`)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: /^加入志愿者/ }).click();
  await page.getByRole('button', { name: '提交' }).click();
  await expect(page.getByText('请填写姓名。')).toBeVisible();
  await page.getByLabel('姓名').fill('王小丽');
  await page.getByLabel('电话').fill('138 1234 5678');
  await page.getByRole('button', { name: '周末' }).click();
  await page.getByRole('button', { name: '提交' }).click();
  await expect(page.getByText('请先看过说明并勾选同意。')).toBeVisible();
  await page.getByRole('checkbox').check();
  await expectAccessible(page);
  await page.getByRole('button', { name: '提交' }).click();
  await expect(page.getByRole('heading', { name: '已经提交，等网格员联系你' })).toBeVisible();

  await signIn(page, 'grid-admin');
  const { members } = await (await page.request.get('/api/v1/members?state=pending&limit=100')).json();
  expect(members.map((m: { name: string }) => m.name)).toContain('王小丽');
});

test('a scanned code opens a report whose place is known', async ({ page }) => {
  const { code, cell } = await makeCode(page, '北门路 3 号', 22);
  await page.goto(`/join?code=${code}`);
  await page.getByRole('link', { name: /^在这里上报/ }).click();
  await expect(page.getByText('地点来自网格码：北门路 3 号')).toBeVisible();
  await mapIdle(page);
  await page.getByRole('radio', { name: '道路破损', exact: true }).check();
  const sent = page.waitForRequest((r) => r.method() === 'POST' && r.url().endsWith('/api/v1/reports'));
  await page.getByRole('button', { name: '发送', exact: true }).click();
  expect((await sent).postDataJSON()).toMatchObject({ code });
  await expect(page.getByText(`已上报给 ${cell}`)).toBeVisible();
});

test('a forged code is refused in words', { tag: '@once' }, async ({ page }) => {
  await page.goto('/join?code=7K3M-9QXP-4T0C');
  await expect(page.getByRole('heading', { name: '这不是本地发出的网格码' })).toBeVisible();
  await expectAccessible(page);
});

test('a withdrawn code says so', { tag: '@once' }, async ({ page }) => {
  const { code } = await makeCode(page, '旧码', 23);
  await signIn(page, 'grid-admin');
  expect((await page.request.post(`/api/v1/codes/${code}/withdraw`)).ok()).toBe(true);
  await page.goto(`/join?code=${code}`);
  await expect(page.getByRole('heading', { name: '这张网格码已经停用' })).toBeVisible();
});
