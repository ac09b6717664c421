import { type Signal, signal } from '@preact/signals';
import { type AreaRow, areas as fetchAreas } from '../api/manage.ts';
import { type Loaded, load, loaded } from './load.ts';

/** The areas where a permission holds; more than are listed where a city has many. */
export interface Choice {
  areas: readonly AreaRow[];
  total: number;
}

/** A town's areas and cells come at once; a city's beyond this many are asked for as they are sought. */
const most = 2000;

const kept = new Map<string, Signal<Loaded<Choice>>>();

/** The areas to choose from where a permission holds; empty: where any of one's roles does. */
export function areasFor(permission: string): Signal<Loaded<Choice>> {
  const known = kept.get(permission) ?? loaded<Choice>();
  kept.set(permission, known);
  return known;
}

export async function loadAreas(permission = ''): Promise<void> {
  const into = areasFor(permission);
  if (into.peek().data || into.peek().loading) return;
  await load(into, () => fetchAreas({ ...(permission && { permission }), limit: most }));
  learn(into.peek().data?.areas ?? []);
}

/** Those that match, asked of the service. */
export async function seekAreas(permission: string, q: string, stop: AbortSignal): Promise<readonly AreaRow[]> {
  const { areas } = await fetchAreas({ ...(permission && { permission }), q }, stop);
  learn(areas);
  return areas;
}

/** The names of all areas that have been seen, by code. */
const names = signal<ReadonlyMap<string, string>>(new Map());

function learn(areas: readonly AreaRow[]): void {
  names.value = new Map([...names.peek(), ...areas.map(({ code, name }) => [code, name] as const)]);
}

/** What an area is called, or its code where that is not known. */
export const areaName = (code: string): string => names.value.get(code) ?? code;
