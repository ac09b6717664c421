import { beforeEach, describe, expect, it, vi } from 'vitest';
import { address } from '../../router.ts';
import { enter, me } from '../../session.ts';
import { json } from '../../testing/fixtures.ts';
import { mount } from '../../testing/mount.ts';
import { account } from '../../testing/staff.ts';
import { destination } from './enter.ts';
import { SignInPage } from './sign-in-page.tsx';
import { zh } from './words.ts';

type Answer = (request: Request) => Response | Promise<Response>;

/** The page with the answers to what it sends, one after the other. */
async function page(...answers: Answer[]) {
  const sent: { method: string; path: string; body: unknown }[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    const text = await request.text();
    sent.push({ method: request.method, path: new URL(request.url).pathname, body: text && JSON.parse(text) });
    const answer = answers.shift();
    if (!answer) throw new Error(`not expected: ${request.method} ${request.url}`);
    return answer(request);
  });
  const p = await mount(<SignInPage />);
  const submit = async (login: string, password: string) => {
    await p.type('[name="login"]', login);
    await p.type('[name="password"]', password);
    await p.press(zh.enter);
  };
  return { ...p, sent, submit };
}

const problem = (status: number, field: string, headers = {}) =>
  json({ type: '/problems/x', title: '', status, detail: 'no', field }, status, headers);

beforeEach(() => {
  enter(null);
  address.value = { path: '/sign-in', query: '?to=%2Fwork%3Fqueue%3Dlate' };
});

describe('the sign-in page', () => {
  it('signs in and leads to where one was going', async () => {
    const p = await page(() => json({ account: account() }));
    await p.submit(' dispatcher ', 'a good sentence');
    await vi.waitFor(() => expect(me.value?.login).toBe('dispatcher'));
    expect(p.sent).toEqual([
      { method: 'POST', path: '/api/v1/session', body: { login: 'dispatcher', password: 'a good sentence' } },
    ]);
    expect(address.value).toEqual({ path: '/work', query: '?queue=late' });
  });

  it('asks for what is left out before anything is sent', async () => {
    const p = await page();
    await p.submit('', 'x');
    expect([p.texts('.fault'), p.sent]).toEqual([[zh.needLogin], []]);
  });

  it('says beside the password what to do when it is wrong', async () => {
    const p = await page(() => problem(401, 'password'));
    await p.submit('dispatcher', 'wrong');
    await vi.waitFor(() => expect(p.texts('.fault')).toEqual([zh.wrong]));
    expect(p.one('[name="password"]').getAttribute('aria-invalid')).toBe('true');
  });

  it('asks for the second factor only where the service does, and sends it along', async () => {
    const p = await page(
      () => problem(401, 'totp'),
      () => problem(401, 'totp'),
      () => json({ account: account() }),
    );
    await p.submit('dispatcher', 'a good sentence');
    await vi.waitFor(() => expect(p.all('[name="totp"]')).toHaveLength(1));
    expect(p.texts('.fault')).toEqual([]);
    await p.type('[name="totp"]', '123 456');
    await p.press(zh.enter);
    await vi.waitFor(() => expect(p.texts('.fault')).toEqual([zh.wrongCode]));
    expect(p.sent[1]?.body).toMatchObject({ totp: '123456' });
    await p.press(zh.enter);
    await vi.waitFor(() => expect(me.value?.login).toBe('dispatcher'));
  });

  it('says how long an account is locked', async () => {
    const p = await page(() => problem(429, '', { 'Retry-After': '610' }));
    await p.submit('dispatcher', 'x');
    await vi.waitFor(() => expect(p.texts('.notice')).toEqual([zh.locked(11)]));
  });

  it('says that the service can’t be reached', async () => {
    const p = await page(() => Promise.reject(new TypeError('no network')));
    await p.submit('dispatcher', 'x');
    await vi.waitFor(() => expect(p.texts('.notice')).toEqual([zh.offline]));
  });

  it('has a one-time password changed before it leads on', async () => {
    const p = await page(
      () => json({ account: account({ must_change: true }) }),
      () => new Response(null, { status: 204 }),
    );
    await p.submit('dispatcher', 'once only');
    await vi.waitFor(() => expect(p.texts('h1')).toEqual([zh.change]));
    await p.type('[name="fresh"]', 'short');
    await p.press(zh.save);
    await vi.waitFor(() => expect(p.texts('.fault')).toEqual([zh.short]));
    await p.type('[name="fresh"]', 'a sentence of my own');
    await p.press(zh.save);
    await vi.waitFor(() => expect(address.value.path).toBe('/work'));
    expect(p.sent[1]?.body).toEqual({ old: 'once only', new: 'a sentence of my own' });
  });
});

describe('where a sign-in leads', () => {
  it.each([
    ['?to=/patrol', '/patrol'],
    ['?to=https://example.org/', '/work'],
    ['?to=//example.org/', '/work'],
    ['?to=/%5Cexample.org', '/work'],
    ['?to=/sign-in?to=/work', '/work'],
    ['', '/work'],
  ])('%s is %s', (query, to) => {
    expect(destination(query, account())).toBe(to);
  });

  it.each([
    [['case.patrol'], '/patrol'],
    [['figures.read'], '/figures'],
    [['audit.read'], '/manage'],
    [['report.write'], null],
  ])('with %s alone is %s', (permissions, to) => {
    expect(destination('', account({ permissions }))).toBe(to);
  });
});
