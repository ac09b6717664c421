import { openPhotoShelf, type PhotoBox, photoBox } from '../../photo-box.ts';
import { Deeds, openDeedShelf } from '../work/deeds.ts';

/*
 * What somebody did on this device that has not reached the service: it would stay here when they sign out.
 */

/** How many deeds and photos of an account wait on this device. */
export async function countLeft(account: number): Promise<number> {
  const { deeds, photos } = await left(account);
  return deeds.length + photos.length;
}

/** Sends what waits, as far as the service can be reached; how many still wait. */
export async function sendLeft(account: number): Promise<number> {
  const box = new Deeds(await openDeedShelf(), () => {});
  await box.turnTo(account);
  await Promise.all([box.flush(), photoBox().then((photos: PhotoBox) => photos.flush())]);
  return countLeft(account);
}

/** Gives up what waits, for good. */
export async function discardLeft(account: number): Promise<void> {
  const { deeds, photos } = await left(account);
  const [shelf, box] = [await openDeedShelf(), await photoBox()];
  await Promise.all([...deeds.map((d) => shelf.drop(d.key)), ...photos.map((p) => box.drop(p.id))]);
}

async function left(account: number) {
  const [deeds, photos] = [await openDeedShelf(), await openPhotoShelf()];
  return {
    deeds: (await deeds.all()).filter((d) => d.account === account),
    photos: (await photos.all()).filter((p) => p.account === account),
  };
}
