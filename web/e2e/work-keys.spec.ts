import { expect, type Page, test } from '@playwright/test';
import { signIn } from './support.ts';

const rows = (page: Page) => page.locator('[data-row]');

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
