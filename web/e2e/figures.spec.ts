import { expect, type Page, test } from '@playwright/test';
import { expectAccessible, mapIdle } from './support.ts';

const panel = (page: Page) => page.getByRole('complementary', { name: '统计' });
const total = async (page: Page) =>
  Number((await panel(page).locator('.figures-total').textContent())?.replace(/\D/g, ''));
/** The numbers of a table by the words of its rows. */
async function table(page: Page, title: string): Promise<[string, number][]> {
  const part = panel(page).locator('.figure-part', { has: page.getByRole('heading', { name: title }) });
  await part.locator('summary').click();
  const rows = await part
    .locator('tbody tr')
    .evaluateAll((all) =>
      all.map((tr) => [tr.querySelector('th')?.textContent ?? '', tr.querySelector('td')?.textContent ?? ''] as const),
    );
  return rows.map(([name, n]) => [name, Number(n.replace(/\D/g, ''))]);
}
const sum = (rows: [string, number][]) => rows.reduce((n, [, count]) => n + count, 0);

async function open(page: Page) {
  await page.goto('/');
  await mapIdle(page);
  await page.getByRole('button', { name: '打开统计' }).click();
  await expect(panel(page).locator('.chart svg')).toHaveCount(4);
}

test('the figures are the same as the service counts, and each chart adds up to the total', async ({ page }) => {
  await open(page);
  const answer = await (await page.request.get('/api/v1/cases/counts?layer=hazards,road-defects,other')).json();
  expect(await total(page)).toBe(answer.total);
  for (const title of ['按事项', '按进展']) expect(sum(await table(page, title))).toBe(answer.total);
  await page.screenshot({ path: test.info().outputPath('figures.png') });
});

test('a matter that is chosen filters the total, and can be let go of again', async ({ page }) => {
  await open(page);
  const before = await total(page);
  const [name, count] = (await table(page, '按事项'))[0] as [string, number];
  await panel(page).getByRole('button', { name, exact: true }).click();
  await expect.poll(() => total(page)).toBe(count);
  await expect(panel(page).getByText(`事项：${name}`)).toBeVisible();
  await panel(page).getByRole('button', { name: '清除筛选' }).click();
  await expect.poll(() => total(page)).toBe(before);
});

test('a time is chosen by dragging over the chart', { tag: '@once' }, async ({ page }) => {
  await open(page);
  const before = await total(page);
  const box = await panel(page).locator('.chart').first().boundingBox();
  if (!box) throw new Error('no chart');
  await page.mouse.move(box.x + box.width * 0.4, box.y + 50);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + 50, { steps: 8 });
  await page.mouse.up();
  await expect(
    panel(page)
      .getByRole('region', { name: '筛选条件' })
      .getByText(/\d日至\d+年/),
  ).toBeVisible();
  await expect.poll(() => total(page)).toBeLessThan(before);
});

test('a cell that is chosen in the chart has its card opened', { tag: '@once' }, async ({ page }) => {
  await open(page);
  await panel(page)
    .locator('.chart')
    .last()
    .click({ position: { x: 200, y: 14 } });
  await expect(page.getByRole('complementary', { name: '所选内容' }).getByRole('heading')).toBeVisible();
});

test('axe finds nothing in the figures, and Escape closes them', async ({ page }) => {
  await open(page);
  for (const summary of await panel(page).locator('summary').all()) await summary.click();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(panel(page)).toBeHidden();
  await expect(page.getByRole('button', { name: '打开统计' })).toBeFocused();
});
