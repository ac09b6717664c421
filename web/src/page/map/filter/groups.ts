import type { Category } from '../../../api/types.ts';
import type { PointLayer } from '../../../view.ts';

/** The categories of a layer that match what is sought. */
export interface Group {
  id: PointLayer;
  /** With cases, the most frequent first; all of them while nothing has been counted. */
  some: readonly Category[];
  /** Without a case under the other filters, and not chosen. */
  empty: readonly Category[];
}

export interface Sought {
  /** Layers that are on, in their order. */
  layers: readonly PointLayer[];
  q: string;
  chosen: readonly string[];
  /** Null while nothing has been counted. */
  count: (code: string) => number | null;
}

/** The categories that the public map can show, by layer; a layer without any that match is left out. */
export function groupsOf(all: readonly Category[], { layers, q, chosen, count }: Sought): Group[] {
  const sought = q.trim().toLowerCase();
  const found = all.filter(
    (c) => !c.sensitive && [c.code, c.name.zh, c.name.en].some((s) => s.toLowerCase().includes(sought)),
  );
  const n = (c: Category) => count(c.code) ?? 0;
  const stays = (c: Category) => count(c.code) !== 0 || chosen.includes(c.code);
  return layers
    .map((id) => {
      const own = found.filter((c) => c.layer === id).sort((a, b) => n(b) - n(a));
      return { id, some: own.filter(stays), empty: own.filter((c) => !stays(c)) };
    })
    .filter(({ some, empty }) => some.length + empty.length > 0);
}

/** As many as are named without opening a group. */
const most = 6;

/** The most frequent of all layers together, and those that are chosen, unless they are many: then their groups show them. */
export function frequent(groups: readonly Group[], { chosen, count }: Pick<Sought, 'chosen' | 'count'>): Category[] {
  const some = groups.flatMap((g) => g.some).sort((a, b) => (count(b.code) ?? 0) - (count(a.code) ?? 0));
  const mine = chosen.length <= most ? some.filter((c) => chosen.includes(c.code)) : [];
  const top = new Set([...some.filter((c) => count(c.code) !== null).slice(0, most), ...mine]);
  return some.filter((c) => top.has(c));
}

/** What is chosen after all of a group were put in, or, where all were, taken out. */
export function allOrNone(chosen: readonly string[], group: readonly string[]): readonly string[] {
  const rest = chosen.filter((code) => !group.includes(code));
  return group.every((code) => chosen.includes(code)) ? rest : [...rest, ...group];
}
