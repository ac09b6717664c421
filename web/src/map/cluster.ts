import type { ExpressionSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { Lang } from '../settings.ts';

/*
 * What stands for many cases: a disc with their number, and a ring around it in tenths that says how many of them are open,
 * in progress and settled, by how full the ring is, as in a case's mark. An outer ring says that something urgent is open.
 */

/** Tenths of the ring for each kind. What is there at all has at least one; they need not add up to ten. */
export interface Shares {
  open: number;
  half: number;
  settled: number;
}

export interface ClusterMark extends Shares {
  ring: boolean;
}

const nameForm = /^cluster-(\d+)-(\d+)-(\d+)(-ring)?$/;

export const clusterName = (m: ClusterMark) => `cluster-${m.open}-${m.half}-${m.settled}${m.ring ? '-ring' : ''}`;

/** The mark that a name stands for; null where it stands for none. */
export function parseCluster(name: string): ClusterMark | null {
  const match = nameForm.exec(name);
  if (!match) return null;
  const [open, half, settled] = match.slice(1, 4).map(Number) as [number, number, number];
  return { open, half, settled, ring: match[4] !== undefined };
}

/** The mark of a cluster, in words of the style: its attributes are the numbers of a tile's cluster. */
export function clusterImage(): ExpressionSpecification {
  const tenths = (name: string): ExpressionSpecification => [
    'case',
    ['==', ['get', name], 0],
    0,
    ['max', 1, ['round', ['/', ['*', 10, ['get', name]], ['get', 'count']]]],
  ];
  const unsettled: ExpressionSpecification = ['>', ['+', ['get', 'open'], ['get', 'in_progress']], 0];
  const pressing: ExpressionSpecification = ['in', ['get', 'severity'], ['literal', ['urgent', 'emergency']]];
  return [
    'concat',
    'cluster-',
    ['to-string', tenths('open')],
    '-',
    ['to-string', tenths('in_progress')],
    '-',
    ['to-string', tenths('settled')],
    ['case', ['all', unsettled, pressing], '-ring', ''],
  ];
}

/** Units that a number is written in, the largest first: from where on, and what it is divided by. */
const units: Record<Lang, readonly { from: number; by: number; word: string }[]> = {
  zh: [
    { from: 99_995_000, by: 1e8, word: '亿' },
    { from: 10_000, by: 1e4, word: '万' },
  ],
  en: [
    { from: 999_500, by: 1e6, word: 'M' },
    { from: 1000, by: 1e3, word: 'k' },
  ],
};

/**
 * A number in few characters: 1.2万, 35万, 12k; to two digits at least, to the unit's whole number otherwise. The map has it as
 * clusterCount; this is what tests hold that to.
 */
export function shortCount(n: number, lang: Lang): string {
  const unit = units[lang].find((u) => n >= u.from);
  if (!unit) return String(n);
  const tenths = Math.round((n / unit.by) * 10);
  return `${tenths < 100 ? tenths / 10 : Math.round(n / unit.by)}${unit.word}`;
}

/** The same in words of the style. */
export function clusterCount(lang: Lang): ExpressionSpecification {
  const n: ExpressionSpecification = ['get', 'count'];
  const written = ({ by, word }: { by: number; word: string }): ExpressionSpecification => {
    const tenths: ExpressionSpecification = ['round', ['*', ['/', n, by], 10]];
    const short: ExpressionSpecification = ['case', ['<', tenths, 100], ['/', tenths, 10], ['round', ['/', n, by]]];
    return ['concat', ['to-string', short], word];
  };
  const cases = units[lang].flatMap((unit) => [['>=', n, unit.from], written(unit)]);
  return ['case', ...cases, ['to-string', n]] as ExpressionSpecification;
}

/** Size relative to the image: grows with the number's digits. */
export function clusterSize(scale: number): ExpressionSpecification {
  const stops = [0.3, 0.72, 2, 0.84, 3.5, 1, 5, 1.2, 6, 1.35].map((n, i) => (i % 2 === 0 ? n : n * scale));
  return ['interpolate', ['linear'], ['log10', ['get', 'count']], ...stops] as ExpressionSpecification;
}
