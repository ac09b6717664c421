import { expect, type Page } from '@playwright/test';
import { makeCode } from './office.ts';
import {
  act,
  addAfter,
  clear,
  fillReport,
  find,
  keep,
  masked,
  type Place,
  photo,
  seeState,
  sendReport,
  shown,
  test,
  track,
} from './people.ts';
import { type CellFeature, expectAccessible, fetchCells, rendered } from './support.ts';

/*
 * What the street does all day, from the pin to the closed matter, by the people who do it. Each width has places of its own, far
 * enough apart for the service not to take their cases for the same.
 */

test.use({ actionTimeout: 30_000 }); // like what is waited for, so that a missing button is told at once

const places: Record<string, { station: Place; yard: Place; window: Place }> = {
  desk: { station: [106.1506, 29.4069], yard: [106.14783, 29.41034], window: [106.14824, 29.4116] },
  phone: { station: [106.1503, 29.4071], yard: [106.14786, 29.41037], window: [106.14622, 29.41274] },
};
const here = () => places[test.info().project.name] as (typeof places)[string];
const inOrder = (page: Page) => page.getByRole('list').filter({ has: page.locator('time') });

test.describe('a road full of holes before the new bus station', () => {
  test.setTimeout(300_000); // five people, some forty steps

  test('is reported, mended, checked by another, contested, mended again, contested in vain', async ({ enter }) => {
    const reporter = await enter(null);
    await fillReport(reporter, here().station, '道路破损', '丁家新车站外路面坑洼不平，过往车辆颠簸');
    await reporter.getByLabel('选照片').setInputFiles(await photo(reporter));
    await expect(reporter.getByRole('img', { name: '第 1 张照片' })).toBeVisible();
    const number = await sendReport(reporter);
    await expect(reporter.getByText('照片已全部送达')).toBeVisible();
    await expectAccessible(reporter);
    await reporter.getByRole('link', { name: '看进度' }).click();
    await expect(reporter.locator('#now')).toHaveText('已上报');

    const dispatcher = await enter('dispatcher');
    await find(dispatcher, number, 'new');
    await clear(dispatcher, '处理前');
    await act(dispatcher, '立案');
    await act(dispatcher, '派遣', {});
    await seeState(reporter, '已派给负责岗位');
    await expect(reporter.getByText('城市管理岗').first()).toBeVisible();
    await expect(reporter.getByRole('img', { name: /上报时的照片/ })).toBeVisible();

    const crew = await enter('urban');
    const one = await find(crew, number, 'department');
    await act(crew, '受理');
    await seeState(reporter, '正在处理');
    await addAfter(crew);
    await act(crew, '处理反馈', { toReporter: '坑已用冷补料填平' });
    await expect(one.getByText('待核查').first()).toBeVisible();
    await expect(one.getByRole('button', { name: '核查结案' })).toHaveCount(0);
    await expectAccessible(crew);

    const member = await enter('grid2');
    await find(member, number, 'check');
    await clear(member, '处理后');
    await keep(member, 'road-check');
    await act(member, '核查结案', { toReporter: '到场看过，已填平' });

    await seeState(reporter, '已办结');
    await expect(inOrder(reporter).getByText('坑已用冷补料填平')).toBeVisible();
    await expect(reporter.getByRole('img', { name: /处理后的照片/ })).toBeVisible();
    await keep(reporter, 'road-closed');
    await expectAccessible(reporter);
    await contest(reporter, '只填了一半，下雨又积水');

    const arbiter = await enter('arbiter');
    const contested = await find(arbiter, number, 'contested');
    await expect(contested.getByText('只填了一半，下雨又积水')).toBeVisible();
    await keep(arbiter, 'road-contested');
    await expectAccessible(arbiter);
    await act(arbiter, '重新办理', { toReporter: '情况属实，已要求重做' });
    await seeState(reporter, '返工中');
    await expect(inOrder(reporter).getByText('情况属实，已要求重做')).toBeVisible();

    await find(crew, number, 'department');
    await act(crew, '受理');
    await act(crew, '处理反馈', { toReporter: '整段重新铺了沥青' });
    await find(member, number, 'check');
    await act(member, '核查结案', { toReporter: '全段平整，不再积水' });
    await seeState(reporter, '已办结');
    await expect(inOrder(reporter).getByText('全段平整，不再积水')).toBeVisible();

    await contest(reporter, '我还是不满意');
    await find(arbiter, number, 'contested');
    await act(arbiter, '维持结案', { note: '两次到场核查，路面平整', toReporter: '复核时路面平整，没有积水' });
    await seeState(reporter, '已办结');
    await expect(inOrder(reporter).getByText('复核时路面平整，没有积水')).toBeVisible();
    await expect(reporter.getByText('对结果有异议')).toHaveCount(0);
    await expectAccessible(reporter);
  });
});

async function contest(page: Page, words: string): Promise<void> {
  await page.getByText('对结果有异议').click();
  await page.getByLabel('哪里没有办好').fill(words);
  await page.getByRole('button', { name: '提出异议' }).click();
  await expect(page.getByText('异议已经收到，会有人复核。')).toBeVisible();
  await expect(page.locator('#now')).toHaveText('有异议，待复核');
  await expectAccessible(page);
}

test.describe('a quarrel about parking in a yard', () => {
  test.setTimeout(240_000);

  test('is told by a volunteer, mediated in the grid, closed, and never public', async ({ enter }) => {
    const volunteer = await enter('volunteer', '/sign-in');
    await volunteer.context().grantPermissions(['geolocation']);
    const [longitude, latitude] = here().yard;
    await volunteer.context().setGeolocation({ longitude, latitude, accuracy: 5 });
    await volunteer.goto('/patrol');
    await expect(volunteer.getByText(/误差约 5/)).toBeVisible();
    await volunteer.getByRole('button', { name: '不拍照，直接选事项' }).click();
    await volunteer.getByRole('searchbox', { name: '搜索其他事项' }).fill('停车纠纷');
    await volunteer.getByRole('radio', { name: '物业、停车纠纷' }).check();
    await volunteer.getByRole('textbox', { name: '补充说明' }).fill('状元街8号院内因停车收费争执');
    await expectAccessible(volunteer);
    await volunteer.getByRole('button', { name: '上报', exact: true }).click();
    const number = (await volunteer.locator('.patrol-last .figure').textContent()) as string;
    await keep(volunteer, 'yard-told');

    const member = await enter('grid');
    const one = await find(member, number, 'new');
    await expect(one.getByText('涉及个人，不公开')).toBeVisible();
    const id = new URL(member.url()).searchParams.get('case') as string;
    const stranger = await enter(null);
    await expectPrivate(stranger, id);

    await act(member, '立案');
    await act(member, '受理');
    await act(member, '备注', { note: '双方坐下谈了，按物业公示的标准收' });
    await expect(one.getByText(/第\d+网格 · 黄中敏/)).toBeVisible();
    await act(member, '处理反馈', { toReporter: '双方已谈妥，签了调解书' });
    await expect(one.getByRole('button', { name: '核查结案' })).toHaveCount(0);
    await keep(member, 'yard-mediated');
    await expectAccessible(member);
    const dispatcher = await enter('dispatcher');
    await find(dispatcher, number, 'check');
    await act(dispatcher, '核查结案', { note: '电话回访双方，没有再争执' });

    await volunteer.getByRole('link', { name: number }).click();
    await expect(volunteer.locator('#now')).toHaveText('已办结');
    await expect(inOrder(volunteer).getByText('双方已谈妥，签了调解书')).toBeVisible();
    await expect(volunteer.getByText('电话回访双方')).toHaveCount(0);
    await expectAccessible(volunteer);
    await expectPrivate(stranger, id);
  });
});

/** Fails where anybody without an account can learn of a case: on the map, in a tile, a list, or another dialect. */
async function expectPrivate(page: Page, id: string): Promise<void> {
  const [lon, lat] = here().yard;
  await page.goto(`/?c=${lon},${lat}&z=18`);
  expect(await rendered(page, 'pins', 'id')).not.toContain(id);
  const around = [lon - 0.0005, lat - 0.0005, lon + 0.0005, lat + 0.0005].join();
  for (const path of [
    ...['hazards', 'road-defects', 'other'].flatMap((layer) => [
      `/api/v1/layers/${layer}.geojson?bbox=${around}&limit=1000`,
      `/tiles/${layer}/18/${tileOf(lon, lat, 18)}.mvt`,
      `/ogc/collections/${layer}/items?f=json&bbox=${around}&limit=1000`,
    ]),
    `/api/v1/cases/near?lon=${lon}&lat=${lat}&datum=wgs84&category=91003`,
    '/open311/v2/requests.json',
    '/open311/v2/services.json',
  ]) {
    const answer = await page.request.get(path);
    expect([200, 204], path).toContain(answer.status());
    const body = (await answer.body()).toString('latin1');
    expect(body, path).not.toContain(id);
    expect(body, path).not.toContain('91003');
  }
  expect((await page.request.get(`/open311/v2/requests/${id}.json`)).status()).toBe(404);
  expect((await page.request.get(`/api/v1/cases/${id}`)).status()).toBe(401);
}

/** The x/y of the tile of a place. */
function tileOf(lon: number, lat: number, z: number): string {
  const n = 2 ** z;
  const phi = (lat * Math.PI) / 180;
  return `${Math.floor(((lon + 180) / 360) * n)}/${Math.floor(((1 - Math.asinh(Math.tan(phi)) / Math.PI) / 2) * n)}`;
}

test.describe('cladding about to fall from a high window', () => {
  test.setTimeout(300_000);

  test('is sent out at once, made safe, told by three, mended and closed', async ({ enter }) => {
    const first = await enter(null);
    await fillReport(first, here().window, '高空坠物、外立面脱落', '火锅店高处窗台外饰面松动，下面有行人');
    const number = await sendReport(first);
    await track(first, number);
    // Nobody has touched it: the clerk filed and dispatched it.
    const dispatcher = await enter('dispatcher');
    const one = await find(dispatcher, number);
    await expect(one.getByText('应急管理岗').first()).toBeVisible();
    await expect(one.getByText(/排险还剩/)).toBeVisible();
    await expect(one.getByText(/同时告知.*派出所.*综合治理指挥中心/)).toBeVisible();
    await keep(dispatcher, 'window-dispatched');
    await expectAccessible(dispatcher);
    await seeState(first, '已派给负责岗位');
    const centre = await enter('centre');
    await expect((await find(centre, number)).getByText('特急')).toBeVisible();

    const second = await enter(null);
    await fillReport(second, here().window, '高空坠物、外立面脱落', '我也看到了，一块砖快掉了');
    const alike = second.getByRole('group', { name: '是这个吗？' });
    await expect(alike).toBeVisible();
    await alike.getByRole('button', { name: '我也看到了' }).first().click();
    await keep(second, 'window-alike');
    await expectAccessible(second);
    const secondNumber = await sendReport(second);
    expect(secondNumber).not.toBe(number);
    await track(second, secondNumber);
    await expect(second.locator('#now')).toHaveText('已派给负责岗位');
    for (const page of [first, second]) {
      await seeState(page, '已派给负责岗位');
      await expect(page.getByText('还有 1 人上报了同一件事')).toBeVisible();
    }

    const member = await enter('grid');
    const there = await find(member, number);
    await act(member, '已排险', { toReporter: '已拉警戒线，请绕行' });
    await expect(there.getByText(/排险还剩/)).toHaveCount(0);
    for (const page of [first, second]) {
      await seeState(page, '已派给负责岗位');
      await expect(inOrder(page).getByText('已拉警戒线，请绕行')).toBeVisible();
      await expect(inOrder(page).getByText('已排险', { exact: true })).toBeVisible();
    }
    await keep(first, 'window-safe');

    // A third did not look at what was offered: it is a case of its own until the dispatcher links it.
    const third = await enter(null);
    await fillReport(third, here().window, '高空坠物、外立面脱落', '楼上掉东西');
    const thirdNumber = await sendReport(third);
    await find(dispatcher, thirdNumber);
    await act(dispatcher, '并案', { original: masked(number) });
    await track(third, thirdNumber);
    await expect(third.locator('#now')).toHaveText('与已有事项重复');
    await expect(third.getByText('已拉警戒线，请绕行')).toBeVisible();
    await keep(third, 'window-linked');
    await expectAccessible(third);

    const crew = await enter('emergency');
    await find(crew, number, 'department');
    await act(crew, '受理');
    await addAfter(crew);
    await act(crew, '处理反馈', { toReporter: '松动的外饰面已拆除' });
    await find(member, number, 'check');
    await clear(member, '处理后');
    await act(member, '核查结案', { toReporter: '现场已恢复，警戒线已撤' });
    await expect(shown(member).getByText('已结案').first()).toBeVisible();

    for (const page of [first, second, third]) {
      await page.getByRole('button', { name: '刷新' }).click();
      await expect(page.getByText('松动的外饰面已拆除')).toBeVisible();
      await expect(page.getByText('现场已恢复，警戒线已撤')).toBeVisible();
      await expect(page.getByRole('img', { name: /处理后的照片/ })).toBeVisible();
    }
    await keep(third, 'window-closed');
    await expectAccessible(third);
  });
});

test.describe('a resident who wants to help', () => {
  test.setTimeout(150_000);

  test('scans the code of the building, is trained and approved by the grid member, and serves', async ({ enter }) => {
    const resident = await enter(null);
    const width = test.info().project.name;
    const i = width === 'phone' ? 4 : 3; // cells that the grid member's scope covers
    const { code, cell } = await makeCode(resident, `状元街 8 号院 ${width}`, i);
    const { code: cellCode } = ((await fetchCells(resident))[i] as CellFeature).properties;
    const name = `赵小芳 ${width}`;
    await resident.goto(`/c/${code}`);
    await resident.getByRole('button', { name: /^加入志愿者/ }).click();
    await resident.getByLabel('姓名').fill(name);
    await resident.getByLabel('电话').fill('13812345678');
    await resident.getByRole('checkbox').check();
    await resident.getByRole('button', { name: '提交' }).click();
    await expect(resident.getByRole('heading', { name: '已经提交，等网格员联系你' })).toBeVisible();

    const member = await enter('grid', '/manage?tab=members');
    const state = member.getByRole('combobox', { name: '状态' });
    const row = member.getByRole('row').filter({ has: member.getByRole('rowheader', { name }) });
    await state.selectOption('pending');
    await expect(row).toContainText(cell);
    await expect(row).toContainText('待培训');
    await row.getByRole('button', { name: '联系方式' }).click();
    await member.getByLabel('为什么要看').fill('通知培训时间');
    await member.getByRole('button', { name: '查看', exact: true }).click();
    await expect(member.getByText('13812345678')).toBeVisible();
    await expectAccessible(member);
    await row.getByRole('button', { name: '已参加培训' }).click();
    await expect(row).toHaveCount(0);
    await state.selectOption('trained');
    await keep(member, 'join-trained');
    await row.getByRole('button', { name: '确认上岗' }).click();
    await expect(row).toHaveCount(0);
    await state.selectOption('active');
    await member.getByRole('combobox', { name: '网格' }).fill(cellCode);
    await expect(row).toContainText('在岗');
    await expect(row).toContainText('志愿者');
    await keep(member, 'join-serves');
    await expectAccessible(member);
  });
});
