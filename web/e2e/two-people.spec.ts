import { expect, type Page, test } from '@playwright/test';
import { fileReport, signIn } from './support.ts';

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

test('what one has done waits for them while another uses the device', async ({ page }) => {
  const words = `同一台设备 ${test.info().project.name}`;
  await fileReport(page, '06013', words);
  await signIn(page, 'dispatcher', `/work?queue=new&q=${encodeURIComponent(words)}`);
  await expect(rows(page)).toHaveCount(1);
  const id = (await rows(page).first().getAttribute('data-row')) as string;
  const dispatcher = (await (await page.request.get('/api/v1/session')).json()).account.name;
  await rows(page).first().click();
  await expect(page.locator('[data-chief]')).toHaveText(/^立案/);
  // The session ends before the service hears of it, as when it has run out.
  await page.request.delete('/api/v1/session');
  const refused = page.waitForResponse((r) => r.url().includes(`/cases/${id}/actions`));
  await page.locator('[data-chief]').click();
  await page.getByRole('button', { name: '立即提交' }).click();
  expect((await refused).status()).toBe(401);
  await expect(page.getByText('等你重新登录后自动提交')).toBeVisible();

  // Another signs in on it, and works: nothing of it is seen or sent.
  const sent: string[] = [];
  page.on('request', (r) => r.url().includes(`/cases/${id}/actions`) && sent.push(r.url()));
  await signIn(page, 'arbiter', `/work?queue=all&q=${encodeURIComponent(words)}`);
  await expect(rows(page)).toHaveCount(1);
  await expect(page.getByText('等你重新登录后自动提交')).toHaveCount(0);
  await page.getByRole('button', { name: '我的账号' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '退出登录' }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  expect(sent).toEqual([]);

  // Its author is back: it goes out by itself, in their name.
  await signIn(page, 'dispatcher', `/work?queue=all&q=${encodeURIComponent(words)}`);
  await expect.poll(async () => (await events(page, id)).map((e) => e.action)).toContain('file');
  const filed = (await events(page, id)).find((e) => e.action === 'file');
  expect(filed?.who.name).toBe(dispatcher);
});
