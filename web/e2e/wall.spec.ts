import { expect, type Page, test } from '@playwright/test';
import { expectAccessible, mapIdle } from './support.ts';

// As in a duty room; a phone has no button for it.
test.use({ viewport: { width: 1920, height: 1080 } });

const wall = (page: Page) => page.getByRole('region', { name: '值守大屏' });
const figure = async (page: Page, name: string) =>
  Number(await wall(page).locator('.wall-figures > div', { hasText: name }).locator('dd').textContent());

test('a link opens the wall: dark, with the clock, the figures and the newest', { tag: '@once' }, async ({ page }) => {
  await page.goto('/?wall=1');
  await mapIdle(page);
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(wall(page).locator('.wall-clock')).toHaveText(/^\d\d:\d\d$/);
  await expect(wall(page).getByText('实时更新中')).toBeVisible();
  await expect(page.getByText('演示数据：全是虚构的，不是真实情况')).toBeVisible();
  await expect(page.getByRole('navigation')).toBeHidden();
  await expect(page.getByRole('searchbox')).toBeHidden();
  await expect(wall(page).locator('.wall-newest li').first()).toBeVisible();
  const counts = await (await page.request.get('/api/v1/cases/counts?layer=hazards,road-defects,other')).json();
  expect((await figure(page, '待处理')) + (await figure(page, '处理中'))).toBe(counts.open);
  expect(await figure(page, '超时未办结')).toBe(counts.overdue);
  // Nothing that is read is smaller than 28 px, and the figures are thrice as large.
  const sizes = await wall(page).evaluate((e) =>
    [...e.querySelectorAll('p, dt, dd, h2, time, .wall-words span')].map((x) =>
      Number.parseFloat(getComputedStyle(x).fontSize),
    ),
  );
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(28);
  expect(Math.max(...sizes)).toBeGreaterThanOrEqual(100);
  // None of the rows is cut.
  const cut = await wall(page).evaluate(
    (e) =>
      [...e.querySelectorAll('.wall-newest li')].filter((li) => {
        const [row, list] = [li.getBoundingClientRect(), (li.parentElement as Element).getBoundingClientRect()];
        return row.left < list.right - 1 && row.bottom > list.bottom + 1;
      }).length,
  );
  expect(cut).toBe(0);
  await expectAccessible(page);
  await page.screenshot({ path: test.info().outputPath('wall.png') });
});

test('a report that comes in is on the wall', { tag: '@once' }, async ({ page }) => {
  await page.goto('/?wall=1');
  await expect(wall(page).locator('.wall-newest li').first()).toBeVisible();
  await expect(wall(page).getByText('实时更新中')).toBeVisible();
  const before = await figure(page, '今日上报');
  const sent = await page.request.post('/api/v1/reports', {
    headers: { 'Idempotency-Key': crypto.randomUUID() },
    data: { category: '06013', lon: 106.15, lat: 29.41, datum: 'wgs84' },
  });
  expect(sent.ok(), await sent.text()).toBe(true);
  const { case_id } = await sent.json();
  await expect(wall(page).locator(`.wall-newest li[data-id="${case_id}"]`)).toBeVisible();
  await expect.poll(() => figure(page, '今日上报')).toBe(before + 1);
});

test('the key w fills the screen and leaves it, and so does Escape', { tag: '@once' }, async ({ page }) => {
  await page.goto('/');
  await mapIdle(page);
  await page.getByRole('button', { name: '大屏显示' }).click();
  await expect(wall(page)).toBeVisible();
  await expect(page).toHaveURL(/wall=1/);
  await expect.poll(() => page.evaluate(() => document.fullscreenElement !== null)).toBe(true);
  await page.keyboard.press('w');
  await expect(wall(page)).toBeHidden();
  await expect(page).not.toHaveURL(/wall=1/);
  await expect.poll(() => page.evaluate(() => document.fullscreenElement)).toBeNull();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await page.goto('/?wall=1');
  await expect(wall(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(wall(page)).toBeHidden();
  await expect(page.getByRole('navigation')).toBeVisible();
});
