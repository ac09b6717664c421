import { expect, test } from '@playwright/test';
import { mapIdle } from './support.ts';

test('everything on the map page can be reached by keyboard', async ({ page }) => {
  await page.goto('/');
  await mapIdle(page);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: '快捷键' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  const card = page.getByRole('complementary');
  await expect(card.getByRole('heading')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(card).toBeHidden();
  await page.getByRole('tab', { name: '事项' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tab', { name: '网格' })).toBeFocused();
  await expect(page.getByText(/当前画面内 \d+ 个网格/)).toBeVisible();
  await page.keyboard.press('r');
  await expect(page).toHaveURL(/\/report$/);
});
