import { expect, type Page, test } from '@playwright/test';
import { expectAccessible } from './support.ts';

// The pages of OGC API are made by the service, without a script: here is what a person sees of them.

async function paths(page: Page): Promise<string[]> {
  const items = async (collection: string) => {
    const answer = await page.request.get(`/ogc/collections/${collection}/items?limit=1&f=json`);
    return ((await answer.json()) as { features: { id: string }[] }).features[0]?.id;
  };
  return [
    '/ogc',
    '/ogc/conformance',
    '/ogc/api.html',
    '/ogc/collections',
    '/ogc/collections/hazards',
    '/ogc/collections/hazards/items',
    `/ogc/collections/hazards/items/${await items('hazards')}`,
    `/ogc/collections/cells/items/${await items('cells')}`,
    '/ogc/collections/cells/queryables',
    '/ogc/collections/cells/tiles',
    '/ogc/tiles/WebMercatorQuad',
    '/ogc/tileMatrixSets/WebMercatorQuad',
  ];
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on the pages of OGC API, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    const failed: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') failed.push(message.text());
    });
    for (const path of await paths(page)) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expectAccessible(page);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(wide, `${path} is wider than the screen`).toBeLessThanOrEqual(0);
      await page.screenshot({ path: test.info().outputPath(`${path.slice(1).replaceAll('/', '_')}.png`) });
    }
    expect(failed, 'the policy of the pages refuses nothing that they need').toEqual([]);
  });
}

test('who looks for a hazard finds it page by page, without a script', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, javaScriptEnabled: false, locale: 'zh-CN' });
  const page = await context.newPage();
  await page.goto('/ogc');
  await page.getByRole('link', { name: '数据集' }).first().click();
  await page.getByRole('link', { name: '安全隐患' }).click();
  await page.getByRole('link', { name: '要素' }).first().click();
  await page.getByLabel('筛选（CQL2）').fill("state = 'closed'");
  await page.getByLabel('每页').fill('20');
  await page.getByRole('button', { name: '查看' }).click();
  await expect(page.locator('tbody tr')).toHaveCount(20);
  const first = await page.locator('tbody th').first().textContent();
  await page.getByRole('link', { name: '下一页' }).click();
  await expect(page.locator('tbody tr')).toHaveCount(20);
  await expect(page.locator('tbody th').first()).not.toHaveText(first ?? '');
  await expect(page.getByLabel('筛选（CQL2）')).toHaveValue("state = 'closed'");
  await page.locator('tbody th a').first().click();
  await expect(page.getByText('closed', { exact: true })).toBeVisible();
  await context.close();
});
