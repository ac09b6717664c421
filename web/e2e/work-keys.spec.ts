import { expect, type Page, test } from '@playwright/test';
import { fileReport, signIn } from './support.ts';

/** The case on show. */
const shown = (page: Page) => page.getByRole('complementary', { name: '案卷', exact: true });
const rows = (page: Page) => page.locator('[data-row]');

test('a dispatcher files and dispatches case after case without a mouse', async ({ page }) => {
  const cases = 3;
  for (let i = 0; i < cases; i++) await fileReport(page, '06013', `键盘 ${i}`);
  await signIn(page, 'dispatcher', '/work?queue=new&q=键盘');
  await expect(rows(page)).toHaveCount(cases);
  // Each is filed by Enter; what was done shows at once, and the next is on show.
  await page.keyboard.press('j');
  for (let i = 0; i < cases; i++) {
    await expect(rows(page).nth(i)).toHaveAttribute('aria-current', 'true');
    await expect(shown(page).getByText(`键盘 ${i}`, { exact: true })).toBeVisible();
    await expect(shown(page).locator('[data-chief]')).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(rows(page).nth(i)).toContainText('立案');
  }
  // The last is taken back, and filed again.
  await page.keyboard.press('u');
  await expect(rows(page).nth(cases - 1)).toHaveAttribute('aria-current', 'true');
  await page.keyboard.press('Enter');
  await expect(
    rows(page)
      .nth(cases - 1)
      .locator('.work-row-deed'),
  ).toBeVisible();
  // Filed cases wait to be dispatched: by the rules, or to a department that is typed.
  const first = await rows(page).first().getAttribute('data-row');
  await page.keyboard.press('k');
  await page.keyboard.press('k');
  await page.keyboard.press('k');
  await expect(page.locator(`[data-row="${first}"]`)).toHaveAttribute('aria-current', 'true');
  const action = page.waitForResponse((r) => r.url().includes(`/cases/${first}/actions`));
  await expect(shown(page).locator('[data-chief], [data-undo]').first()).toBeVisible();
  if ((await shown(page).locator('[data-undo]').count()) > 0) {
    await page.keyboard.press('Enter'); // submit now
    await action;
  }
  await expect(shown(page).getByText('已立案', { exact: true }).first()).toBeVisible();
  await page.keyboard.press('d');
  const department = page.getByRole('combobox', { name: '派给哪个部门' });
  await expect(department).toBeFocused();
  await page.keyboard.type('路');
  await page.keyboard.press('Enter');
  await expect(department).not.toHaveValue('路');
  await page.keyboard.press('Enter');
  await page.goto('/'); // the page is left: what is held goes out
  await expect
    .poll(async () => (await (await page.request.get(`/api/v1/cases/${first}`)).json()).state)
    .toBe('dispatched');
});

test('the keys are shown, and Esc goes back one step at a time', async ({ page }) => {
  await signIn(page, 'dispatcher', '/work?queue=all');
  await expect(rows(page).first()).toBeVisible();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: '快捷键' })).toContainText('派遣');
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  await page.keyboard.press('n');
  await expect(page.getByRole('textbox', { name: '备注' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('textbox', { name: '备注' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-row][aria-current="true"]')).toHaveCount(0);
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox')).toBeFocused();
});
