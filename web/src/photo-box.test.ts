import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Refusal } from './api/client.ts';
import type { ReportIn } from './api/types.ts';
import { memoryShelf, Outbox, waiting } from './outbox.ts';
import {
  memoryPhotoShelf,
  newID,
  openPhotoShelf,
  PhotoBox,
  photoMemory,
  photosSent,
  presentable,
  type WaitingPhoto,
  waitingPhotos,
} from './photo-box.ts';
import { me } from './session.ts';
import { json, receipt } from './testing/fixtures.ts';
import { account } from './testing/staff.ts';

const jpeg = (words: string) => new Blob([words], { type: 'image/jpeg' });
const body: ReportIn = { lon: 0.5, lat: 0.5, datum: 'wgs84', category: '06013' };
const words = (data: ArrayBuffer) => new TextDecoder().decode(data);
const problem = { type: '/problems/invalid', title: '', status: 400, detail: 'not a picture' };

/** Who is signed in, as the box is told. */
let who: number | null = 1;

/** A box that notes what it sends and where to. */
function box(shelf = memoryPhotoShelf()) {
  const sent: string[] = [];
  const answer = vi.fn<(photo: WaitingPhoto) => Promise<void>>(async () => {});
  const photos = new PhotoBox(
    shelf,
    async (photo, data) => {
      await answer(photo);
      sent.push(`${photo.under}${photo.query && `?${photo.query}`} ${words(data)}`);
    },
    () => who,
  );
  return { photos, shelf, sent, answer };
}

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  who = 1;
  waitingPhotos.value = [];
  waiting.value = [];
  photosSent.value = 0;
  localStorage.clear();
});

describe('photos of a report that waits', () => {
  it('wait for it, then go under its number in the order they were taken', async () => {
    const { photos, sent } = box();
    await photos.keep('k1', [jpeg('a'), jpeg('b')]);
    await photos.flush();
    expect(sent).toEqual([]);
    await photos.release('k1', 'WG-1');
    await photos.flush();
    expect(sent).toEqual(['/api/v1/reports/WG-1/photos a', '/api/v1/reports/WG-1/photos b']);
    expect([waitingPhotos.value, photosSent.value]).toEqual([[], 2]);
  });

  it('are given up with it, and no others', async () => {
    const { photos } = box();
    await photos.keep('k1', [jpeg('a')]);
    await photos.keep('k2', [jpeg('b')]);
    await photos.discard('k1');
    expect(waitingPhotos.value.map((p) => p.report)).toEqual(['k2']);
  });

  it('tell the next visit that they are there, until they have gone', async () => {
    const { photos } = box();
    await photos.keep('k1', [jpeg('a')]);
    expect(localStorage.getItem(photoMemory)).toBe('1');
    await photos.discard('k1');
    expect(localStorage.getItem(photoMemory)).toBeNull();
  });
});

describe('photos of what the service has', () => {
  it('go to a report at once', async () => {
    const { photos, sent } = box();
    await photos.addToReport('WG-1', [jpeg('a')]);
    expect(sent).toEqual(['/api/v1/reports/WG-1/photos a']);
  });

  it('go to a case with what they show', async () => {
    const { photos, sent } = box();
    await photos.addToCase('c1', 'after', [jpeg('a')], 1);
    expect(sent).toEqual(['/api/v1/cases/c1/photos?kind=after a']);
  });

  it('stay when nobody answers, and are tried again by themselves under the same id', async () => {
    const { photos, sent, answer } = box();
    answer.mockRejectedValueOnce(new Refusal(0, null));
    await photos.addToReport('WG-1', [jpeg('a'), jpeg('b')]);
    expect([sent, waitingPhotos.value.length]).toEqual([[], 2]);
    const first = waitingPhotos.value[0]?.id;
    await vi.advanceTimersByTimeAsync(15_000);
    await vi.waitFor(() => expect(sent).toHaveLength(2));
    expect(answer.mock.calls[1]?.[0].id).toBe(first);
  });

  it('that are refused hold up no others, and are not sent again', async () => {
    const { photos, sent, answer } = box();
    answer.mockRejectedValueOnce(new Refusal(400, problem));
    await photos.addToReport('WG-1', [jpeg('a'), jpeg('b')]);
    expect(sent).toEqual(['/api/v1/reports/WG-1/photos b']);
    expect(waitingPhotos.value.map((p) => p.refused)).toEqual([problem]);
    await photos.flush();
    expect(answer).toHaveBeenCalledTimes(2);
  });
});

describe('a photo of a case', () => {
  it('waits for its author to sign in, whoever else does, and holds up no others', async () => {
    const { photos, sent, answer } = box();
    answer.mockRejectedValueOnce(new Refusal(401, problem));
    await photos.addToCase('c1', 'after', [jpeg('mine')], 1);
    expect(waitingPhotos.value.map((p) => p.refused)).toEqual([undefined]);
    who = 2;
    await photos.addToReport('WG-1', [jpeg('other')]);
    expect(sent).toEqual(['/api/v1/reports/WG-1/photos other']);
    who = 1;
    await photos.flush();
    expect(sent[1]).toBe('/api/v1/cases/c1/photos?kind=after mine');
  });

  it('is not sent where it does not say whose it is', async () => {
    const { photos, shelf, sent } = box();
    const photo = { id: 'p', report: null, under: '/api/v1/cases/c1/photos', query: 'kind=after', type: '', keptAt: 0 };
    await shelf.put(photo, new ArrayBuffer(1));
    await photos.flush();
    expect([sent, await shelf.all()]).toEqual([[], []]);
  });

  it('says in whose name it is meant, and waits where somebody else turns out to be signed in', async () => {
    const meant: (string | null)[] = [];
    vi.stubGlobal('fetch', async (request: Request) => {
      if (request.method === 'GET') return json({ account: account({ id: 2 }) });
      meant.push(request.headers.get('Wangge-Account'));
      return json(problem, meant.length === 1 ? 412 : 201);
    });
    const photos = new PhotoBox(memoryPhotoShelf(), undefined, () => who);
    await photos.addToCase('c1', 'after', [jpeg('mine')], 1);
    expect(waitingPhotos.value.map((p) => p.refused)).toEqual([undefined]);
    await vi.waitFor(() => expect(me.value?.id).toBe(2));
    await photos.addToReport('WG-1', [jpeg('other')]);
    expect([meant.slice(0, 1), meant.at(-1), waitingPhotos.value]).toEqual([['1'], null, []]);
    vi.unstubAllGlobals();
  });

  it('holds up no others while the session of its author has ended', async () => {
    const { photos, sent, answer } = box();
    answer.mockImplementation(async (p) => {
      if (p.account) throw new Refusal(401, problem);
    });
    await photos.addToCase('c1', 'after', [jpeg('mine')], 1);
    await photos.addToReport('WG-1', [jpeg('other')]);
    expect(sent).toEqual(['/api/v1/reports/WG-1/photos other']);
  });
});

describe('a report with photos', () => {
  function pair() {
    const photos = box();
    const send = vi.fn(async () => receipt);
    return { ...photos, send, reports: new Outbox(memoryShelf(), send, async () => photos.photos) };
  }

  it('goes first, and they go under the number it got', async () => {
    const { reports, photos, sent } = pair();
    expect((await reports.submit(body, [jpeg('a')])).kind).toBe('sent');
    await photos.flush();
    expect(sent).toEqual([`/api/v1/reports/${receipt.tracking}/photos a`]);
  });

  it('keeps them while nobody answers, and sends them when it gets through', async () => {
    const { reports, photos, sent, send } = pair();
    send.mockRejectedValueOnce(new Refusal(0, null));
    expect(await reports.submit(body, [jpeg('a')])).toEqual({ kind: 'kept', key: expect.any(String) });
    expect([waiting.value[0]?.photos, waitingPhotos.value.length]).toEqual([1, 1]);
    await reports.flush();
    await photos.flush();
    expect(sent).toHaveLength(1);
  });

  it('that is refused at once takes them along', async () => {
    const { reports, send } = pair();
    send.mockRejectedValueOnce(new Refusal(400, problem));
    expect((await reports.submit(body, [jpeg('a')])).kind).toBe('refused');
    expect(waitingPhotos.value).toEqual([]);
  });

  it('keeps them while it may be restored, and gives them up afterwards', async () => {
    const { reports, send } = pair();
    send.mockRejectedValue(new Refusal(0, null));
    await reports.submit(body, [jpeg('a')]);
    const [report] = waiting.value;
    if (!report) throw new Error('nothing waits');
    await reports.drop(report.key);
    await reports.restore(report);
    await reports.forget(report);
    expect(waitingPhotos.value).toHaveLength(1);
    await reports.drop(report.key);
    await reports.forget(report);
    expect(waitingPhotos.value).toEqual([]);
  });

  it('waits for its author to sign in, and holds up no others', async () => {
    const { reports, send } = pair();
    send.mockRejectedValueOnce(new Refusal(401, null));
    expect(await reports.submit(body)).toMatchObject({ kind: 'kept', signIn: true });
    send.mockRejectedValueOnce(new Refusal(0, null));
    await reports.submit(body);
    send.mockRejectedValueOnce(new Refusal(401, null));
    await reports.flush();
    expect(waiting.value).toHaveLength(1);
  });
});

describe('the shelf of photos', () => {
  beforeEach(() => {
    vi.useRealTimers();
    vi.stubGlobal('indexedDB', new IDBFactory());
  });

  it('outlives the page with every byte', async () => {
    const first = new PhotoBox(await openPhotoShelf(), async () => {});
    await first.keep('k1', [jpeg('bytes')]);
    const again = await openPhotoShelf();
    const [photo] = await again.all();
    expect(photo).toMatchObject({ report: 'k1', type: 'image/jpeg' });
    expect(words((await again.data(photo?.id ?? '')) as ArrayBuffer)).toBe('bytes');
    await again.drop(photo?.id ?? '');
    expect([await again.all(), await again.data(photo?.id ?? '')]).toEqual([[], undefined]);
  });

  it('holds for the visit where the browser has no database', async () => {
    vi.stubGlobal('indexedDB', undefined);
    const { photos, sent } = box(await openPhotoShelf());
    await photos.addToReport('WG-1', [jpeg('a')]);
    expect(sent).toHaveLength(1);
  });
});

describe('a chosen file', () => {
  it('is left as it is where the service takes it', async () => {
    const file = jpeg('a');
    expect(await presentable(file)).toBe(file);
  });

  it('is none where the browser can read no picture in it', async () => {
    vi.stubGlobal('createImageBitmap', () => Promise.reject(new DOMException('no', 'InvalidStateError')));
    expect(await presentable(new Blob(['x'], { type: 'application/pdf' }))).toBeNull();
  });

  it('gets a random UUID', () => {
    expect(newID()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(newID()).not.toBe(newID());
  });
});
