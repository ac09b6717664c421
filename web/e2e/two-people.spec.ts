import { expect, type Page, test } from '@playwright/test';
import { expectAccessible, fetchCells, fileReport, signIn } from './support.ts';

/*
 * Two people who use one device after each other: what one has done goes out in nobody else's name.
 */

const rows = (page: Page) => page.locator('[data-row]');

/** Who did what to a case, as the service has it. */
async function events(page: Page, id: string): Promise<{ action: string; who: { name: string } }[]> {
  const answer = await page.request.get(`/api/v1/cases/${id}`);
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()).events;
}

const nameOf = async (page: Page): Promise<string> =>
  (await (await page.request.get('/api/v1/session')).json()).account.name;

/** A new report, which the dispatcher has open: its case's id, and the words that find it. */
async function open(page: Page, words: string): Promise<{ id: string; found: (queue: string) => string }> {
  const unique = `${words} ${test.info().project.name} ${Date.now()}`;
  const found = (queue: string) => `/work?queue=${queue}&q=${encodeURIComponent(unique)}`;
  await fileReport(page, '06013', unique);
  await signIn(page, 'dispatcher', found('new'));
  await expect(rows(page)).toHaveCount(1);
  const id = (await rows(page).first().getAttribute('data-row')) as string;
  await rows(page).first().click();
  await expect(page.locator('[data-chief]')).toHaveText(/^立案/);
  return { id, found };
}

/** Signs out by the account’s dialog, as far as it goes by itself. */
async function pressSignOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: '我的账号' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '退出登录' }).click();
}

/** Signs out where nothing waits. */
async function leave(page: Page): Promise<void> {
  await pressSignOut(page);
  await expect(page).toHaveURL(/\/sign-in$/);
}

/** Signs somebody in without the page hearing of it. */
async function turnSession(page: Page, login: string): Promise<void> {
  const answer = await page.request.post('/api/v1/session', { data: { login, password: 'wangge-demo-2026' } });
  expect(answer.ok(), await answer.text()).toBe(true);
}

test('what one has done waits for them while another uses the device', async ({ page }) => {
  const { id, found } = await open(page, '同一台设备');
  const dispatcher = await nameOf(page);
  // The session ends before the service hears of it, as when it has run out.
  await page.request.delete('/api/v1/session');
  const refused = page.waitForResponse((r) => r.url().includes(`/cases/${id}/actions`));
  await page.locator('[data-chief]').click();
  await page.getByRole('button', { name: '立即提交' }).click();
  expect((await refused).status()).toBe(401);
  await expect(page.getByText('等你重新登录后自动提交')).toBeVisible();
  await expectAccessible(page);

  // Another signs in on it, and works: nothing of it is seen or sent.
  const sent: string[] = [];
  page.on('request', (r) => r.url().includes(`/cases/${id}/actions`) && sent.push(r.url()));
  await signIn(page, 'arbiter', found('all'));
  await expect(rows(page)).toHaveCount(1);
  await expect(page.getByText('等你重新登录后自动提交')).toHaveCount(0);
  await leave(page);
  expect(sent).toEqual([]);

  // Its author is back: they are told, and it goes out by itself, in their name.
  await signIn(page, 'dispatcher', found('all'));
  await expect(page.getByText('你上次有 1 项操作没有送到')).toBeVisible();
  await expectAccessible(page);
  await expect.poll(async () => (await events(page, id)).map((e) => e.action)).toContain('file');
  const filed = (await events(page, id)).find((e) => e.action === 'file');
  expect(filed?.who.name).toBe(dispatcher);
});

test('a report from a patrol waits for who made it', async ({ page, context }) => {
  const cells = await fetchCells(page);
  const [lon, lat] = (cells[16] as (typeof cells)[number]).properties.label;
  await context.grantPermissions(['geolocation']);
  await context.setGeolocation({ latitude: lat, longitude: lon, accuracy: 8 });
  await signIn(page, 'grid', '/patrol');
  await expect(page.getByText(/误差约 8/)).toBeVisible();
  await page.getByRole('button', { name: /不拍照|没有照片|跳过/ }).click();
  await page.getByRole('radio', { name: '道路破损' }).check();
  await turnSession(page, 'grid2');
  const refused = page.waitForResponse((r) => r.url().endsWith('/api/v1/reports') && r.request().method() === 'POST');
  await page.getByRole('button', { name: '上报', exact: true }).click();
  expect((await refused).status()).toBe(412);
  // The other sees nothing of it.
  await expect(page.getByRole('main').getByText('1 条待发送')).toHaveCount(0);
  const received = page.waitForResponse((r) => r.url().endsWith('/api/v1/reports') && r.status() === 201);
  await leave(page);
  await signIn(page, 'grid', '/patrol');
  expect((await received).request().headers()['wangge-account']).toBeTruthy();
});
