import { expect, test } from '@playwright/test';
import { signIn } from './office.ts';
import { expectAccessible, fetchCells } from './support.ts';

test('everybody sees the tabs that are theirs', { tag: '@once' }, async ({ page }) => {
  await signIn(page, 'audit');
  await page.goto('/manage');
  await expect(page.getByRole('navigation', { name: '管理什么' }).getByRole('link')).toHaveText(['审计', '我的账号']);
  await page.getByRole('button', { name: '核对完整性' }).click();
  await expect(page.getByText('没有被删改')).toBeVisible();
  await expectAccessible(page);
});

test('a member is registered and stands in the list of the cell', async ({ page }) => {
  const cell = (await fetchCells(page))[3]?.properties.code as string;
  const name = `测试${test.info().project.name}${Date.now() % 10000}`;
  await signIn(page, 'grid-admin');
  await page.goto('/manage?tab=members');
  await page.getByLabel('网格', { exact: true }).first().fill(cell);
  await page.getByText('登记一名成员').click();
  const form = page.locator('form').filter({ has: page.getByLabel('姓名', { exact: true }) });
  await form.getByLabel('姓名', { exact: true }).fill(name);
  await form.getByLabel('网格', { exact: true }).fill(cell);
  await page.getByRole('button', { name: '登记', exact: true }).click();
  await expect(page.getByText(`${name} 已登记`)).toBeVisible();
  const row = page.getByRole('row', { name: new RegExp(name) });
  await expect(row).toBeVisible();
  await expectAccessible(page);
});

test('a grid code is made and withdrawn, after being told what that does', { tag: '@once' }, async ({ page }) => {
  const cell = (await fetchCells(page))[4]?.properties.code as string;
  await signIn(page, 'grid-admin');
  await page.goto('/manage?tab=codes');
  await page.getByLabel('网格', { exact: true }).first().fill(cell);
  await page.getByText('做一个网格码').click();
  await page.getByLabel('种类').selectOption('cell');
  await page.getByLabel('名称').fill('测试网格的码');
  await page.getByLabel('网格', { exact: true }).last().fill(cell);
  await page.getByRole('button', { name: '做好' }).click();
  const row = page.getByRole('row', { name: /测试网格的码/ }).first();
  await expect(row).toBeVisible();
  await expect(page.getByRole('link', { name: /打印全部/ })).toHaveAttribute('href', `/codes/sheet?cell=${cell}`);
  await page.getByRole('button', { name: '全选' }).click();
  await expect(page.getByRole('link', { name: /打印选中的/ })).toHaveAttribute('href', /codes=\w{4}-\w{4}-\w{4}/);
  await page.getByRole('button', { name: '不选' }).click();
  await row.getByRole('button', { name: '停用' }).click();
  await expect(row.getByText('停用后不能恢复。')).toBeVisible();
  await row.getByRole('button', { name: '确认停用' }).click();
  await expect(row.getByText('已停用')).toBeVisible();
  await expectAccessible(page);
});

test('an account is made, disabled, and enabled by undo', { tag: '@once' }, async ({ page }) => {
  const login = `e2e${Date.now() % 100000}`;
  await signIn(page, 'system');
  await page.goto('/manage?tab=accounts');
  await page.getByText('新建账号').click();
  await page.getByLabel('姓名', { exact: true }).fill('测试员');
  await page.getByLabel('账号', { exact: true }).fill(login);
  await page.getByRole('button', { name: '新建', exact: true }).click();
  await expect(page.getByText('只显示这一次')).toBeVisible();
  const row = page.getByRole('row', { name: new RegExp(login) });
  await row.getByRole('button', { name: '停用' }).click();
  await expect(row.getByText('已停用')).toBeVisible();
  await page.getByRole('button', { name: '撤销' }).click();
  await expect(row.getByText('可登录')).toBeVisible();
});

test('a role is granted for an area that is chosen by name, and the audit says so in words', { tag: '@once' }, async ({
  page,
}) => {
  await signIn(page, 'security');
  await page.goto('/manage?tab=accounts');
  const row = page.getByRole('row', { name: /planner/ });
  await row.getByRole('button', { name: '修改' }).click();
  const area = page.getByRole('combobox', { name: '区域' });
  await area.click();
  await area.fill('沙堆');
  await page
    .getByRole('option', { name: /^沙堆社区/ })
    .first()
    .click();
  await expect(area).toHaveValue('沙堆社区');
  await expect(page.getByText('500120005002', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: '保存' }).click();
  await expect(row.getByText('沙堆社区')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: '撤销' }).click();
  await expect(row.getByText('丁家街道')).toBeVisible();
  await signIn(page, 'audit');
  await page.goto('/manage?tab=audit');
  await page.getByLabel('哪一类').selectOption('account');
  const entry = page.getByRole('row', { name: /更换角色/ }).first();
  await expect(entry).toContainText('规划人员 · 丁家街道');
  await expect(entry).toContainText('account.roles');
  await page.getByLabel('谁做的').fill('security');
  await page.getByLabel('从哪一天').fill('2000-01-01');
  await entry.getByRole('button', { name: /^账号 / }).click();
  await expect(page.getByLabel('对谁、对什么')).toHaveValue(/^account\/\d+$/);
  await expect(entry).toContainText('规划人员 · 丁家街道');
  await expectAccessible(page);
  await page.getByLabel('到哪一天').fill('2000-01-02');
  await page.getByLabel('到哪一天').blur();
  await expect(page.getByText('没有符合的记录')).toBeVisible();
  await page.getByRole('button', { name: '不筛选' }).click();
  await expect(page.getByRole('row', { name: /登录/ }).first()).toBeVisible();
});

test('times of a rule are written with 24 hours, and its form stands below it', { tag: '@once' }, async ({ page }) => {
  await signIn(page, 'grid-admin');
  await page.goto('/manage?tab=rules');
  await page.getByRole('button', { name: '修改', exact: true }).first().click();
  const from = page.getByLabel('从', { exact: true });
  await expect(from).toHaveValue('00:00');
  await from.fill('2230');
  await from.blur();
  await expect(from).toHaveValue('22:30');
  await expect(page.getByText('有改动还没有保存')).toBeInViewport();
  await page.getByRole('button', { name: '放弃改动' }).click();
  await expect(page.getByText('有改动还没有保存')).toBeHidden();
});

test('where a matter would go is tried with a part of its name', { tag: '@once' }, async ({ page }) => {
  await signIn(page, 'grid-admin');
  await page.goto('/manage?tab=rules');
  const form = page.locator('section').filter({ has: page.getByRole('heading', { name: '这件事会派给谁' }) });
  await form.getByRole('combobox', { name: '事项' }).fill('路面塌');
  await form.getByRole('combobox', { name: '事项' }).press('Enter');
  await expect(form.getByRole('combobox', { name: '事项' })).toHaveValue('路面塌陷');
  await form.getByRole('combobox', { name: '在哪里' }).fill('沙堆');
  await form.getByRole('combobox', { name: '在哪里' }).press('Enter');
  await form.getByLabel('几点').fill('23:30');
  await form.getByRole('button', { name: '试一试' }).click();
  await expect(form.getByText('按规则', { exact: true })).toBeVisible();
});

test('a local matter is added with a milestone', { tag: '@once' }, async ({ page }) => {
  await signIn(page, 'grid-admin');
  await page.goto('/manage?tab=categories');
  await page.getByRole('button', { name: '新增本地事项' }).click();
  const form = page.getByRole('region', { name: '新增本地事项' });
  await form.getByRole('button', { name: '保存' }).click();
  await expect(form.getByText('请写 9 开头的五位数字。')).toBeVisible();
  await form.getByLabel('编码').fill('95001');
  await form.getByLabel('中文名称').fill('古树名木');
  await form.getByLabel('英文名称').fill('Old trees');
  await form.getByRole('button', { name: '加一个节点' }).click();
  const milestone = form.getByRole('group', { name: '节点 1' });
  await milestone.getByLabel('中文名称').fill('现场查看');
  await milestone.getByLabel('英文名称').fill('Seen on site');
  await milestone.getByLabel('节点 1的时限', { exact: true }).fill('1');
  await expectAccessible(page);
  await form.getByRole('button', { name: '保存' }).click();
  const row = page.getByRole('row', { name: /古树名木/ });
  await expect(row).toContainText('95001');
  await row.getByRole('button', { name: '修改' }).click();
  await expect(page.getByRole('group', { name: '节点 1' }).getByLabel('英文名称')).toHaveValue('Seen on site');
});
