import { test as base, expect, type Locator, type Page } from '@playwright/test';
import { picture, signIn } from './support.ts';

/*
 * People of the demo town who work on one case, each in a browser of their own.
 */

interface People {
  /** A page of somebody new: signed in as login and led to a page, or, for null, without an account. */
  enter(login: string | null, to?: string): Promise<Page>;
}

export const test = base.extend<People>({
  enter: async ({ browser }, use) => {
    const pages: Page[] = [];
    await use(async (login, to = '/work') => {
      const page = await (await browser.newContext()).newPage();
      pages.push(page);
      if (login) await signIn(page, login, to);
      return page;
    });
    for (const page of pages) await page.context().close();
  },
});

/** Where a case of a story is, lon and lat in WGS 84. */
export type Place = readonly [number, number];

/** A photo as an input of files takes it. */
export const photo = async (page: Page) => ({
  name: 'photo.png',
  mimeType: 'image/png',
  buffer: await picture(page),
});

/** The form for a report, with where it is and what it is about filled in. */
export async function fillReport(page: Page, at: Place, matter: string, words: string): Promise<void> {
  await page.goto(`/report?at=${at.join()}`);
  await expect(page.getByText(/^属于 /)).toBeVisible();
  await page.getByRole('radio', { name: matter, exact: true }).check();
  await page.getByRole('textbox', { name: '补充说明' }).fill(words);
}

/** Sends what the form holds; the number that the reporter is given. */
export async function sendReport(page: Page): Promise<string> {
  await page.getByRole('button', { name: '发送', exact: true }).click();
  await expect(page.getByRole('heading', { name: '已收到' })).toBeVisible();
  return (await page.locator('.tracking code').textContent()) as string;
}

/** The case on show. */
export const shown = (page: Page) => page.getByRole('complementary', { name: '案卷', exact: true });

/** What those at work see of a number. */
export const masked = (tracking: string) => `…${tracking.slice(-4)}`;

/** Finds the case of a report by its number in a queue, and shows it: without the number, which is the reporter's. */
export async function find(page: Page, tracking: string, queue = 'all'): Promise<Locator> {
  await page.goto(`/work?queue=${queue}&q=${tracking}`);
  const row = page.locator('[data-row]');
  await expect(row).toHaveCount(1);
  await row.click();
  await expect(shown(page).getByText(masked(tracking)).first()).toBeVisible();
  await expect(page.getByText(tracking)).toHaveCount(0);
  return shown(page);
}

/** What is filled into the form of an action. */
export interface Words {
  reason?: string;
  department?: string;
  original?: string;
  note?: string;
  toReporter?: string;
}

/** Takes an action on the case on show, without waiting until it can't be undone any more. */
export async function act(page: Page, action: string, words?: Words): Promise<void> {
  const id = new URL(page.url()).searchParams.get('case');
  await choose(page, action);
  const form = shown(page).getByRole('form', { name: action });
  if (words) {
    // It takes the focus when it opens, and what is typed goes to where the focus is.
    await expect(form.locator(':focus')).toHaveCount(1);
    await fill(page, form, words);
    await form.getByRole('button', { name: action }).click();
  }
  const answered = page.waitForResponse((r) => r.request().method() === 'POST' && r.url().includes(`/cases/${id}/`));
  await page.getByRole('button', { name: '立即提交' }).click();
  const answer = await answered;
  expect(answer.status(), await answer.text()).toBe(200);
  // A phone goes back to the list.
  const row = page.locator(`[data-row="${id}"]`);
  if ((await row.getAttribute('aria-current')) !== 'true') await row.click();
  await expect(shown(page)).toBeVisible();
}

async function choose(page: Page, action: string): Promise<void> {
  const one = shown(page);
  const chief = one.locator('[data-chief]');
  await expect(one.locator('[data-menu]')).toBeVisible();
  if ((await chief.count()) > 0 && (await chief.textContent())?.startsWith(action)) return chief.click();
  await one.getByRole('button', { name: '更多操作' }).click();
  await one.getByRole('region', { name: '更多操作' }).getByRole('button', { name: action }).click();
}

async function fill(page: Page, form: Locator, { reason, department, original, note, toReporter }: Words) {
  if (department) {
    await form.getByRole('combobox', { name: '派给哪个部门' }).fill(department);
    await page.keyboard.press('Enter');
  }
  if (reason) await form.getByRole('radio', { name: reason }).check();
  if (original) await form.getByRole('radio', { name: original }).check();
  if (note) await form.getByRole('textbox', { name: /^备注/ }).fill(note);
  if (toReporter) await form.getByRole('textbox', { name: /^给上报人的话/ }).fill(toReporter);
}

/** Adds a photo of what it looks like now to the case on show, and waits until it can be seen. */
export async function addAfter(page: Page): Promise<void> {
  await shown(page)
    .getByLabel('加处理后照片')
    .setInputFiles(await photo(page));
  await expect(
    shown(page)
      .getByRole('button', { name: /^处理后 / })
      .locator('img'),
  ).toBeVisible();
}

/** Lets the public see a photo of the case on show. */
export async function clear(page: Page, kind: '处理前' | '处理后'): Promise<void> {
  await shown(page)
    .getByRole('button', { name: new RegExp(`^${kind} `) })
    .click();
  const large = page.getByRole('dialog');
  await large.getByRole('button', { name: '公开这张' }).click();
  await expect(large.getByText('已公开')).toBeVisible();
  await large.getByRole('button', { name: '关闭照片' }).click();
}

/** Opens the page that shows a reporter how it goes on. */
export async function track(page: Page, tracking: string): Promise<Locator> {
  await page.goto(`/track#${tracking}`);
  await expect(page.locator('.number', { hasText: tracking })).toBeVisible();
  return page.getByRole('main');
}

/** Looks again, and sees the state that the matter is in now. */
export async function seeState(page: Page, state: string): Promise<void> {
  await page.getByRole('button', { name: '刷新' }).click();
  await expect(page.locator('#now')).toHaveText(state);
}

/** A picture of the page as it stands, named by story, moment and width. */
export async function keep(page: Page, name: string): Promise<void> {
  const info = base.info();
  await page.screenshot({ path: info.outputPath(`${name}-${info.project.name}.png`) });
}
