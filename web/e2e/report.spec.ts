import { expect, type Page, test } from '@playwright/test';
import { centre, fetchCells, mapIdle, rendered, sharedBorder } from './support.ts';

/** A place well inside a cell of the town's middle, and the cell. */
async function somewhere(page: Page, i = 40) {
  const cells = await fetchCells(page);
  const cell = cells[i % cells.length] as (typeof cells)[number];
  return { at: cell.properties.label, cell: cell.properties };
}

async function send(page: Page): Promise<string> {
  await page.getByRole('button', { name: '发送', exact: true }).click();
  await expect(page.getByRole('heading', { name: '已收到' })).toBeVisible();
  return (await page.locator('.tracking code').textContent()) ?? '';
}

test('a pin dropped on one page is kept with its cell and appears on another open page', async ({ page, context }) => {
  const { at, cell } = await somewhere(page);
  const watching = await context.newPage();
  await watching.goto(`/?c=${at[0]},${at[1]}&z=16`);
  await expect(watching.getByText('实时更新中')).toBeVisible();
  await mapIdle(watching);
  const before = await rendered(watching, 'pins', 'id');

  await page.goto(`/report?at=${at[0]},${at[1]}`);
  await expect(page.getByText(`属于 ${cell.name}`)).toBeVisible();
  await page.getByRole('radio', { name: '道路破损', exact: true }).check();
  await page.getByRole('textbox', { name: '补充说明' }).fill('路面有坑，夜里看不见');
  const answered = page.waitForResponse((r) => r.url().endsWith('/api/v1/reports'));
  await page.getByRole('button', { name: '发送', exact: true }).click();
  const receipt = await (await answered).json();
  const sentAt = Date.now();

  await expect.poll(() => rendered(watching, 'pins', 'id')).toContain(receipt.case_id);
  test.info().annotations.push({ type: 'from the answer to the other page', description: `${Date.now() - sentAt} ms` });
  expect(before).not.toContain(receipt.case_id);
  await expect(watching.getByRole('status').filter({ hasText: '新上报 1 条' })).toBeAttached();
  await expect(watching.getByRole('button', { name: '有 1 条新动态，点此显示' })).toBeVisible();
  await watching.getByRole('button', { name: '有 1 条新动态，点此显示' }).click();
  await expect(watching.locator(`.row-button[data-id="${receipt.case_id}"]`)).toBeVisible();

  await expect(page.getByText(`已上报给 ${cell.name}`)).toBeVisible();
  const tracking = await page.locator('.tracking code').textContent();
  const kept = await (await page.request.get(`/api/v1/reports/${tracking}`)).json();
  expect(kept).toMatchObject({ id: receipt.id, tracking, category: '06013', cell: cell.code, state: 'reported' });
  expect(JSON.stringify(kept)).not.toContain('路面有坑');
  await page.getByRole('link', { name: '在地图上看' }).click();
  await expect(page.getByRole('complementary').getByRole('heading', { name: '道路破损' })).toBeVisible();
});

test('near a border the reporter says which side it is on', async ({ page }) => {
  const { at, codes } = await sharedBorder(page);
  await page.goto(`/report?at=${at[0]},${at[1]}`);
  const question = page.getByRole('group', { name: '这里靠近网格边界，事情在哪一侧？' });
  await expect(question.getByRole('radio')).toHaveCount(3);
  await page.getByRole('radio', { name: '暴露垃圾' }).check();
  await page.getByRole('button', { name: '发送', exact: true }).click();
  await expect(page.getByText('请选一侧，或选“不确定”。')).toBeVisible();
  const other = question.getByRole('radio').nth(1);
  const chosen = (await other.getAttribute('value')) as string;
  expect(codes).toContain(chosen);
  await other.check();
  const tracking = await send(page);
  const kept = await (await page.request.get(`/api/v1/reports/${tracking}`)).json();
  expect(kept.cell).toBe(chosen);
});

test('the phone finds where the reporter is', async ({ page, context }) => {
  const { at, cell } = await somewhere(page, 60);
  await context.grantPermissions(['geolocation']);
  await context.setGeolocation({ longitude: at[0], latitude: at[1], accuracy: 8 });
  await page.goto('/report');
  await mapIdle(page);
  await page.getByRole('button', { name: '定位到我' }).click();
  await expect(page.getByText('已定位，误差约 8 米')).toBeVisible();
  await expect(page.getByText(`属于 ${cell.name}`)).toBeVisible();
  const { lng, lat } = await centre(page);
  expect(Math.hypot(lng - at[0], lat - at[1])).toBeLessThan(1e-5);
  await page.getByRole('radio', { name: '机动车乱停放' }).check();
  // A map of another size, as when a keyboard comes up, is no other place.
  const height = () => page.locator('.map canvas').evaluate((canvas) => canvas.clientHeight);
  const before = await height();
  const { width, height: tall } = page.viewportSize() as { width: number; height: number };
  await page.setViewportSize({ width, height: tall - 200 });
  await expect.poll(height).not.toBe(before);
  await mapIdle(page);
  const sent = page.waitForRequest((r) => r.method() === 'POST' && r.url().endsWith('/api/v1/reports'));
  await send(page);
  expect((await sent).postDataJSON()).toMatchObject({ accuracy_m: 8 });
});

test('without leave to locate there are other ways', { tag: '@once' }, async ({ page }) => {
  await page.goto('/report');
  await mapIdle(page);
  await page.getByRole('button', { name: '定位到我' }).click();
  await expect(page.getByText('没有得到定位许可。可以拖动地图，或输入坐标。')).toBeVisible();
});

test('coordinates of another datum are typed and kept as typed', { tag: '@once' }, async ({ page }) => {
  await page.goto('/report');
  await mapIdle(page);
  await page.getByText('输入坐标', { exact: true }).click();
  const field = page.getByRole('textbox', { name: '经度, 纬度' });
  await field.fill('29.4063, 106.1508');
  await page.getByRole('button', { name: '到这里' }).click();
  await expect(page.getByText('像是把纬度写在了前面，请写成“经度, 纬度”。')).toBeVisible();
  await field.fill('106.150754, 29.406274');
  await page.getByLabel('坐标系').selectOption('gcj02');
  await page.getByRole('button', { name: '到这里' }).click();
  await expect(page.getByText(/属于 .+网格/)).toBeVisible();
  // The street office's own place in both datums.
  await expect.poll(async () => Math.abs((await centre(page)).lng - 106.14686422)).toBeLessThan(1e-5);
  await page.getByRole('radio', { name: '消防隐患' }).check();
  const sent = page.waitForRequest((r) => r.method() === 'POST' && r.url().endsWith('/api/v1/reports'));
  await page.getByRole('button', { name: '发送', exact: true }).click();
  expect((await sent).postDataJSON()).toMatchObject({ lon: 106.150754, lat: 29.406274, datum: 'gcj02' });
  await expect(page.getByRole('heading', { name: '已收到' })).toBeVisible();
});

test('the pin moves by its arrow keys, and a report is sent by keyboard alone', async ({ page }) => {
  const { at } = await somewhere(page, 30);
  await page.goto(`/report?at=${at[0]},${at[1]}`);
  const pin = page.getByRole('button', { name: /^图钉/ });
  await pin.focus();
  const before = await centre(page);
  await page.keyboard.press('ArrowRight');
  await expect.poll(async () => (await centre(page)).lng).toBeGreaterThan(before.lng);
  await page.keyboard.press('Alt+ArrowUp');
  await expect.poll(async () => (await centre(page)).lat).toBeGreaterThan(before.lat);
  const first = page.getByRole('radio', { name: '道路破损', exact: true });
  for (let i = 0; i < 20 && !(await first.evaluate((e) => e === document.activeElement)); i++)
    await page.keyboard.press('Tab');
  await expect(first).toBeFocused();
  await page.keyboard.press('Space');
  await expect(first).toBeChecked();
  const button = page.getByRole('button', { name: '发送', exact: true });
  for (let i = 0; i < 20 && !(await button.evaluate((e) => e === document.activeElement)); i++)
    await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: '已收到' })).toBeFocused();
});

test('dragging the pin moves the place', async ({ page }) => {
  const { at } = await somewhere(page, 50);
  await page.goto(`/report?at=${at[0]},${at[1]}`);
  await mapIdle(page);
  const before = await centre(page);
  const box = await page.getByRole('button', { name: /^图钉/ }).boundingBox();
  if (!box) throw new Error('no pin');
  const from = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 60, from.y + 40, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => (await centre(page)).lng).toBeGreaterThan(before.lng);
  expect((await centre(page)).lat).toBeLessThan(before.lat);
});

test('a matter between people never comes onto the map', { tag: '@once' }, async ({ page }) => {
  const { at } = await somewhere(page, 20);
  await page.goto(`/report?at=${at[0]},${at[1]}`);
  await page.locator('summary', { hasText: '其他事项' }).click();
  await page.getByRole('searchbox', { name: '搜索事项，如“路灯”' }).fill('邻里');
  await page.getByRole('radio', { name: '邻里纠纷' }).check();
  await send(page);
  await expect(page.getByText('这类事项涉及个人，不会出现在公开地图上。')).toBeVisible();
  for (const layer of ['hazards', 'road-defects', 'other']) {
    const text = await (await page.request.get(`/api/v1/layers/${layer}.geojson`)).text();
    expect(text).not.toContain('"category":"91001"');
  }
});

test('without the service the report waits on the device, and goes out when it is back', async ({ page, context }) => {
  const { at, cell } = await somewhere(page, 70);
  await page.goto(`/report?at=${at[0]},${at[1]}`);
  await expect(page.getByText(`属于 ${cell.name}`)).toBeVisible();
  await page.getByRole('radio', { name: '污水井盖异常' }).check();
  await context.setOffline(true);
  await page.getByRole('button', { name: '发送', exact: true }).click();
  await expect(page.getByRole('heading', { name: '已保存在这台设备上' })).toBeVisible();
  await expect(page.getByText('待发送 1 条')).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByRole('heading', { name: '已收到' })).toBeVisible();
  const number = await page.locator('.tracking code').textContent();
  await expect(page.getByText('待发送 1 条')).toBeHidden();
  await page.goto('/track');
  await expect(page.getByRole('button', { name: number ?? '' }).first()).toBeVisible();
});

test('what waits can be dropped, and the drop undone', { tag: '@once' }, async ({ page, context }) => {
  const { at } = await somewhere(page, 10);
  await page.goto(`/report?at=${at[0]},${at[1]}`);
  await page.getByRole('radio', { name: '道路破损', exact: true }).check();
  await context.setOffline(true);
  await page.getByRole('button', { name: '发送', exact: true }).click();
  await expect(page.getByText('待发送 1 条')).toBeVisible();
  await page.getByRole('button', { name: '删除' }).click();
  await expect(page.getByText('待发送 1 条')).toBeHidden();
  await page.getByRole('button', { name: '撤销' }).click();
  await expect(page.getByText('待发送 1 条')).toBeVisible();
});

// The browser's own cache is emptied: what opens then is what the worker keeps, from the first visit on.
test('the report page opens without a network once any page has been visited', async ({ page, context }) => {
  const { at } = await somewhere(page, 25);
  await page.goto('/');
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(
    async () => (await caches.match('/api/v1/categories', { ignoreVary: true })) !== undefined,
  );
  await (await context.newCDPSession(page)).send('Network.clearBrowserCache');
  await context.setOffline(true);
  await page.goto('/track');
  await expect(page.getByRole('heading', { name: '查进度' })).toBeVisible();
  await page.goto(`/report?at=${at[0]},${at[1]}`);
  await page.getByRole('radio', { name: '道路破损', exact: true }).check();
  await mapIdle(page);
  await expect(page.getByText('暂时查不到所属网格，不影响上报，收到后会补上。')).toBeVisible();
  await page.getByRole('button', { name: '发送', exact: true }).click();
  await expect(page.getByRole('heading', { name: '已保存在这台设备上' })).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByRole('heading', { name: '已收到' })).toBeVisible();
});
