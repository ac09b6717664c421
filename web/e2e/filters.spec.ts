import { expect, type Page, test } from '@playwright/test';
import { drawn, expectAccessible, mapIdle, rendered } from './support.ts';

const phone = () => test.info().project.name === 'phone';

/** Unfolds a part of the panel; on a phone the sheet first. */
async function unfold(page: Page, name: string): Promise<void> {
  const full = page.getByRole('button', { name: '展开全部' });
  if (phone() && (await full.isVisible())) await full.click();
  const part = page.locator('.layers', { has: page.getByRole('heading', { name, exact: true }) });
  if (!(await part.evaluate((e) => (e as HTMLDetailsElement).open))) await part.locator('> summary').click();
}

async function count(page: Page, query: string): Promise<number> {
  const answer = await page.request.get(`/api/v1/cases/counts?layer=hazards,road-defects,other&${query}`);
  return (await answer.json()).total;
}

const inList = (page: Page, n: number) =>
  expect(page.getByRole('tabpanel').getByRole('status')).toContainText(n > 200 ? `${n} 件中最新的` : `${n} 件`);

test('map, list and link go by the same filter, which its chip takes away again', async ({ page }) => {
  await page.goto('/');
  await mapIdle(page);
  const all = await count(page, '');
  const open = await count(page, 'state=open&severity=urgent');
  await unfold(page, '筛选');
  await page.getByRole('checkbox', { name: '未办结（全部）' }).check();
  await page.getByRole('checkbox', { name: /^紧急( |$)/ }).check();
  await inList(page, open);
  await expect.poll(async () => (await rendered(page, 'pins', 'id')).length).toBe(open);
  expect(await rendered(page, 'pins', 'severity')).toEqual(['urgent']);
  await expect(page).toHaveURL(/state=open&severity=urgent/);
  await expectAccessible(page);
  await page.screenshot({ path: test.info().outputPath('filtered.png') });
  await page.getByRole('button', { name: '去掉筛选：紧急' }).click();
  await page.getByRole('button', { name: '清除筛选' }).first().click();
  await inList(page, all);
  await expect(page).not.toHaveURL(/state=|severity=/);
});

test('categories are found by name, chosen all at once, and let go again', async ({ page }) => {
  await page.goto('/');
  await mapIdle(page);
  await unfold(page, '筛选');
  await page.getByRole('searchbox', { name: '搜索类别' }).fill('坠物');
  await expect(page.getByText(/^找到 \d+ 类$/)).toBeVisible();
  const all = page.getByRole('checkbox', { name: /^安全隐患：找到的 \d+ 类/ });
  await all.check();
  await expect(page).toHaveURL(/category=90001/);
  await inList(page, await count(page, 'category=90001'));
  await expectAccessible(page);
  await page.getByRole('searchbox', { name: '搜索类别' }).fill('');
  const group = page.locator('.filter-group', { hasText: '安全隐患' });
  await group.locator('> summary').click();
  const whole = group.getByRole('checkbox', { name: /^安全隐患：全部 \d+ 类/ });
  await expect(whole).toBeChecked({ indeterminate: true });
  await whole.click();
  await expect(whole).toBeChecked();
  await expect(page.getByRole('button', { name: /^去掉筛选：事项类别 · 已选 \d+ 项/ })).toBeVisible();
  await page.screenshot({ path: test.info().outputPath('categories.png') });
  await whole.click();
  await expect(page).not.toHaveURL(/category=/);
  // How it was left is remembered.
  await page.reload();
  await mapIdle(page);
  await unfold(page, '筛选');
  await expect(group).toHaveAttribute('open', '');
});

test('a link opens the same filtered picture', async ({ page }) => {
  await page.goto('/?severity=urgent&from=2026-03-01&to=2026-09-30');
  await mapIdle(page);
  const n = await count(page, 'severity=urgent&from=2026-03-01&to=2026-09-30');
  await inList(page, n);
  await expect.poll(async () => (await rendered(page, 'pins', 'id')).length).toBe(n);
  await expect(page.getByRole('button', { name: '去掉筛选：2026年3月1日至2026年9月30日' })).toBeVisible();
});

test('a filter that lets nothing through says so, and lets go', { tag: '@once' }, async ({ page }) => {
  await page.goto('/?from=2001-01-01&to=2001-01-02');
  await expect(page.getByText('没有符合筛选条件的事项。')).toBeVisible();
  await page.locator('.empty').getByRole('button', { name: '清除筛选' }).click();
  await expect(page.locator('.row-button').first()).toBeVisible();
});

test('cells are coloured by a figure, and the legend says what the colours mean', async ({ page }) => {
  await page.goto('/?m=cells&fig=open');
  await mapIdle(page);
  expect(await drawn(page)).not.toContain('pins');
  await unfold(page, '图层');
  const values = await (await page.request.get('/api/v1/layers/cells/values?figure=open')).json();
  const none = values.values.filter((n: number) => n === 0).length;
  const rows = page.locator('.classes tbody tr');
  await expect(rows.first()).toContainText(`没有${none} 个网格`);
  const shown = await rows.evaluateAll((all) =>
    all.map((tr) => Number((tr.querySelector('td:last-child')?.textContent ?? '').replace(/\D/g, ''))),
  );
  expect(shown.reduce((a, b) => a + b)).toBe(values.values.length);
  await expect
    .poll(async () => (await rendered(page, 'area', 'code')).length)
    .toBe(values.values.filter((n: number) => n > 0).length);
  await expectAccessible(page);
  await page.screenshot({ path: test.info().outputPath('cells.png') });
});

test('heat is drawn in place of the marks', { tag: '@once' }, async ({ page }) => {
  await page.goto('/');
  await mapIdle(page);
  await page.getByRole('radio', { name: '热力' }).check();
  await expect.poll(() => drawn(page)).toContain('heat-points');
  expect(await drawn(page)).not.toContain('pins');
  await expect(page).toHaveURL(/m=heat/);
  await page.screenshot({ path: test.info().outputPath('heat.png') });
});

test('the timeline is worked by keys, and plays to where it is stopped', async ({ page }) => {
  await page.goto('/');
  await mapIdle(page);
  await unfold(page, '时间轴');
  await page.getByRole('button', { name: '30 天', exact: true }).click();
  await expect(page).toHaveURL(/from=\d{4}-\d\d-\d\d/);
  const from = page.getByRole('slider', { name: '开始日期' });
  const before = await from.getAttribute('aria-valuetext');
  await from.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(from).not.toHaveAttribute('aria-valuetext', before as string);
  await page.keyboard.press('Home');
  await expect(page).not.toHaveURL(/from=/);
  await expectAccessible(page);
  await page.screenshot({ path: test.info().outputPath('timeline.png') });
  const span = page.locator('.strip-span');
  await page.getByRole('button', { name: '播放' }).click();
  const seen = new Set<string>();
  await expect.poll(async () => seen.add((await span.textContent()) ?? '').size).toBeGreaterThan(3);
  await page.getByRole('button', { name: '暂停' }).click();
  await expect(page).toHaveURL(/to=\d{4}-\d\d-\d\d/);
  const { searchParams } = new URL(page.url());
  const n = await count(
    page,
    `to=${searchParams.get('to')}${searchParams.get('from') ? `&from=${searchParams.get('from')}` : ''}`,
  );
  await inList(page, n);
});
