import { api, take } from '../api/client.ts';
import type { Category, Net, Site } from '../api/types.ts';
import { load, loaded } from './load.ts';

/** What this installation is, its nets and what a report can be about: small, fetched once, the same on every page. */
export const site = loaded<Site>();
export const nets = loaded<readonly Net[]>();
export const categories = loaded<readonly Category[]>();

export async function loadSite(): Promise<void> {
  await Promise.all([load(site, () => take(api.GET('/api/v1/site'))), loadNets()]);
}

export async function loadNets(): Promise<void> {
  await load(nets, async () => (await take(api.GET('/api/v1/nets'))).nets ?? []);
}

export async function loadCategories(): Promise<void> {
  await load(categories, async () => (await take(api.GET('/api/v1/categories'))).categories ?? []);
}
