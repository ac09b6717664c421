import { expect, type Page, test } from '@playwright/test';
import { framesDuring, inWords, longTasks, watchLongTasks } from './frames.ts';
import { mapIdle } from './support.ts';

/** What is measured is printed, and kept with the test's results. */
function tell(description: string): void {
  test.info().annotations.push({ type: 'frames', description });
  console.log(`  ${description}`);
}

/** Does something, and tells how the frames came meanwhile and how long the page's own thread was held up. */
async function measured(page: Page, what: string, act: () => Promise<void>): Promise<void> {
  const before = (await longTasks(page)).length;
  const frames = await framesDuring(page, act);
  tell(`${inWords(what, frames)}; long tasks ${JSON.stringify((await longTasks(page)).slice(before))} ms`);
}

async function dragMap(page: Page): Promise<void> {
  await page.mouse.move(900, 400);
  await page.mouse.down();
  for (const [x, y] of [
    [750, 330],
    [620, 450],
    [880, 500],
    [900, 400],
  ] as const)
    await page.mouse.move(x, y, { steps: 6 });
  await page.mouse.up();
}

/*
 * With WANGGE_E2E_URL this runs on a service that is there already, such as a whole city's. What is asserted is that everything
 * that was done shows; how smoothly, is for whoever reads.
 */
test('panning, zooming, filtering and playing, measured', { tag: '@once' }, async ({ page }) => {
  test.setTimeout(300_000); // a million cases, drawn without a graphics card
  await watchLongTasks(page);
  await page.goto('/');
  await mapIdle(page);
  tell(`opening: long tasks ${JSON.stringify(await longTasks(page))} ms`);
  await measured(page, 'panning', () => dragMap(page));
  await measured(page, 'zooming in and out', async () => {
    await page.mouse.move(900, 400);
    for (const delta of [-400, -400, -400, 400, 400, 400]) await page.mouse.wheel(0, delta);
    await mapIdle(page);
  });
  await page.locator('.filters > summary').click();
  await measured(page, 'filtering by three things', async () => {
    for (const name of [/^未办结/, /^紧急/, /^特急/]) await page.getByRole('checkbox', { name }).check();
    await mapIdle(page);
  });
  await expect(page.getByRole('region', { name: '正在筛选' })).toBeVisible();
  await page.getByRole('button', { name: '清除筛选' }).click();
  await measured(page, 'colouring cells', async () => {
    await page.getByRole('radio', { name: '网格着色' }).check();
    await expect(page.locator('.classes')).toBeVisible();
    await mapIdle(page);
  });
  await page.getByRole('radio', { name: '图标' }).check();
  const span = page.locator('.strip-span');
  await page.getByLabel('每步').selectOption({ label: '一周' });
  await page.getByLabel('速度').selectOption({ label: '快' });
  const before = await span.textContent();
  const seen = new Set<string>();
  await measured(page, 'playing ten steps', async () => {
    await page.getByRole('button', { name: '播放' }).click();
    await expect
      .poll(async () => seen.add((await span.textContent()) ?? '').size, { intervals: [100], timeout: 120_000 })
      .toBeGreaterThan(10);
    await page.getByRole('button', { name: '暂停' }).click();
  });
  await expect(span).not.toHaveText(before ?? '');
});
