import { expect, type Page } from '@playwright/test';
import { fetchCells } from './support.ts';

/** The password of the demo town's accounts. */
const password = 'wangge-demo-2026';

/** Signs in as one of the demo town's accounts, as the browser that shows the page. */
export async function signIn(page: Page, login: string): Promise<void> {
  const answer = await page.request.post('/api/v1/session', { data: { login, password } });
  expect(answer.ok(), await answer.text()).toBe(true);
  await page.addInitScript(() => localStorage.setItem('wangge.staff', '1'));
}

/** A report as somebody without an account sends it: its number and where it is. */
export async function report(page: Page, i: number): Promise<{ tracking: string; cell: string }> {
  const cells = await fetchCells(page);
  const cell = cells[i % cells.length] as (typeof cells)[number];
  const [lon, lat] = cell.properties.label;
  const answer = await page.request.post('/api/v1/reports', {
    headers: { 'Idempotency-Key': crypto.randomUUID() },
    data: {
      lon,
      lat,
      datum: 'wgs84',
      accuracy_m: 5,
      category: '06013',
      reporter: { name: '李', phone: '13800000000' },
    },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  return { tracking: (await answer.json()).tracking, cell: cell.properties.name };
}

/** A grid code of a building, made by the grid administrator, who is signed out again. */
export async function makeCode(page: Page, label: string, i: number): Promise<{ code: string; cell: string }> {
  const cells = await fetchCells(page);
  const cell = cells[i % cells.length] as (typeof cells)[number];
  const [lon, lat] = cell.properties.label;
  await signIn(page, 'grid-admin');
  const answer = await page.request.post('/api/v1/codes', {
    data: { kind: 'building', label, lon, lat, datum: 'wgs84' },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  await page.request.delete('/api/v1/session');
  return { code: (await answer.json()).code, cell: cell.properties.name };
}
