import { openShelf, outbox, type Waiting } from '../../outbox.ts';
import { openPhotoShelf, photoBox } from '../../photo-box.ts';
import { type Deed, Deeds, deeds, openDeedShelf } from '../work/deeds.ts';

/*
 * What somebody did on this device that has not reached the service: it would stay here when they sign out.
 */

/** How many deeds, photos of cases, and reports from a patrol wait. */
export interface Left {
  deeds: number;
  photos: number;
  reports: number;
}

export const anyLeft = (left: Left) => left.deeds + left.photos + left.reports > 0;

/** What an account has waiting on this device. */
export async function countLeft(account: number): Promise<Left> {
  const found = await left(account);
  return { deeds: found.deeds.length, photos: found.photos.length, reports: found.reports.length };
}

/** Sends what waits, as far as the service can be reached: what still waits, and how many deeds the service would not do. */
export async function sendLeft(account: number): Promise<{ left: Left; refused: number }> {
  const box = new Deeds(await openDeedShelf(), () => {});
  await box.turnTo(account);
  await Promise.all([
    box.flush(),
    photoBox().then((photos) => photos.flush()),
    outbox().then((reports) => reports.flush()),
  ]);
  const failed = (d: Deed) => d.account === account && (d.state === 'conflict' || d.state === 'refused');
  return { left: await countLeft(account), refused: deeds.peek().filter(failed).length };
}

/** Gives up what waits, for good. */
export async function discardLeft(account: number): Promise<void> {
  const found = await left(account);
  const [shelf, photos, reports] = [await openDeedShelf(), await photoBox(), await outbox()];
  const deed = new Deeds(shelf, () => {});
  for (const { key } of found.deeds) deed.forget(key);
  await Promise.all([
    ...found.deeds.map((d) => shelf.drop(d.key)),
    ...found.photos.map((p) => photos.drop(p.id)),
    ...found.reports.map((r) => giveUp(reports, r)),
  ]);
}

async function giveUp(reports: Awaited<ReturnType<typeof outbox>>, report: Waiting): Promise<void> {
  await reports.drop(report.key);
  await reports.forget(report); // With its photos.
}

async function left(account: number) {
  const [deeds, photos, reports] = [await openDeedShelf(), await openPhotoShelf(), await openShelf()];
  const own = (one: { account?: number | null }) => one.account === account;
  return {
    deeds: (await deeds.all()).filter(own),
    photos: (await photos.all()).filter(own),
    reports: (await reports.all()).filter(own),
  };
}
