import { expect, type Page, test } from '@playwright/test';
import { expectAccessible, fileReport, signIn } from './support.ts';

/** The case on show. */
const shown = (page: Page) => page.getByRole('complementary', { name: '案卷', exact: true });
const rows = (page: Page) => page.locator('[data-row]');
/** Words that no other width has sent: all work on one town. */
const own = (words: string) => `${words} ${test.info().project.name}`;

test('a case is read, and how to reach its reporter is shown only when asked for', async ({ page }) => {
  await fileReport(page, '06013', own('想知道结果'), { name: '测试人', phone: '13900000000' });
  await signIn(page, 'dispatcher', '/work?queue=new');
  await page.getByRole('searchbox').fill(own('想知道结果'));
  await expect(rows(page)).toHaveCount(1);
  await rows(page).first().click();
  const one = shown(page);
  await expect(one.getByText('想知道结果').first()).toBeVisible();
  await expect(one.getByText('13900000000')).toHaveCount(0);
  await expectAccessible(page);
  await one.getByRole('button', { name: '查看联系方式' }).click();
  await expect(one.getByText('查看会记入审计')).toBeVisible();
  await one.getByRole('button', { name: '查看', exact: true }).click();
  await expect(one.getByRole('link', { name: '13900000000' })).toBeVisible();
});

test('something new moves no row: a bar says so', async ({ page }) => {
  await signIn(page, 'dispatcher', '/work?queue=new');
  await expect(page.locator('[data-live="live"]')).toBeVisible();
  await expect(page.locator('.work-list')).toHaveAttribute('aria-busy', 'false');
  const before = await rows(page).count();
  await fileReport(page, '06010', '新来的');
  const bar = page.getByRole('button', { name: /条新的/ });
  await expect(bar).toBeVisible();
  expect(await rows(page).count()).toBe(before);
  await bar.click();
  await expect(rows(page)).toHaveCount(Math.min(before + 1, 50));
});

test('a note typed while somebody else acts is kept', async ({ page, browser, baseURL }) => {
  await fileReport(page, '06013', own('两个人都在办'));
  await signIn(page, 'dispatcher', '/work?queue=new');
  await page.getByRole('searchbox').fill(own('两个人都在办'));
  await expect(rows(page)).toHaveCount(1);
  await rows(page).first().click();
  await shown(page).getByRole('button', { name: '更多操作' }).click();
  await shown(page).getByRole('button', { name: '备注' }).click();
  await page.getByRole('textbox', { name: '备注' }).fill('我去看过了');
  const id = await rows(page).first().getAttribute('data-row');
  const other = await (await browser.newContext({ baseURL: baseURL as string })).newPage();
  await signIn(other, 'arbiter', null);
  const acted = await other.evaluate(
    async ([caseID]) =>
      (
        await fetch(`/api/v1/cases/${caseID}/actions`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `e2e-${Date.now()}-other` },
          body: JSON.stringify({ action: 'note', version: 1, note: '车队下午到' }),
        })
      ).status,
    [id],
  );
  expect(acted).toBe(200);
  await expect(shown(page).getByText('车队下午到')).toBeVisible();
  await expect(page.getByRole('textbox', { name: '备注' })).toHaveValue('我去看过了');
  await other.context().close();
});

test('a list is narrowed to a matter and a cell, and the address keeps it', async ({ page }) => {
  await fileReport(page, '06013', own('筛选看看'));
  await signIn(page, 'dispatcher', '/work?queue=all');
  await expect(rows(page).first()).toBeVisible();
  const all = await rows(page).count();
  await page.getByRole('button', { name: '筛选', exact: true }).click();
  await page.getByRole('combobox', { name: '事项' }).fill('道路破损');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/category=06013/);
  await expect.poll(() => rows(page).count()).toBeLessThan(all);
  const cell = page.getByRole('combobox', { name: '网格' });
  await cell.fill('社区');
  await expect(page.getByRole('option').first()).toBeVisible();
  await expectAccessible(page);
  await cell.press('Enter');
  await expect(page).toHaveURL(/cell=\d+/);
  await page.reload();
  const filters = page.getByRole('list', { name: '筛选条件' });
  await expect(filters.getByRole('button')).toHaveCount(2);
  await filters.getByRole('button', { name: /道路破损/ }).click();
  await expect(page).not.toHaveURL(/category=/);
  await expect(page).toHaveURL(/cell=/);
});

test('a photo that becomes presentable shows on an open page by itself', async ({ page, browser, baseURL }) => {
  await fileReport(page, '06013', own('照片会来'));
  await signIn(page, 'dispatcher', '/work?queue=new');
  await page.getByRole('searchbox').fill(own('照片会来'));
  await expect(rows(page)).toHaveCount(1);
  await rows(page).first().click();
  await expect(page.locator('[data-live="live"]').or(shown(page)).first()).toBeVisible();
  const id = await rows(page).first().getAttribute('data-row');
  const other = await (await browser.newContext({ baseURL: baseURL as string })).newPage();
  await signIn(other, 'arbiter', null);
  const jpeg = await other.screenshot({ type: 'jpeg' });
  const kept = await other.request.put(`/api/v1/cases/${id}/photos/${crypto.randomUUID()}?kind=before`, {
    headers: { 'Content-Type': 'image/jpeg' },
    data: jpeg,
  });
  expect(kept.status()).toBe(201);
  await expect(shown(page).locator('.work-thumb img')).toBeVisible();
  await other.context().close();
});

for (const look of ['light', 'dark', 'large'] as const)
  test(`axe finds nothing on the work page, ${look}`, async ({ page }) => {
    if (look === 'dark') await page.emulateMedia({ colorScheme: 'dark' });
    if (look === 'large') await page.addInitScript(() => localStorage.setItem('wangge.settings', '{"size":"large"}'));
    await signIn(page, 'dispatcher', '/work?queue=all');
    await expect(rows(page).first()).toBeVisible();
    await expectAccessible(page);
    await rows(page).first().click();
    await expect(shown(page).getByRole('heading', { level: 2 })).toBeVisible();
    await shown(page).getByRole('button', { name: '更多操作' }).click();
    await expectAccessible(page);
  });
