import type { Bounds } from '../../../api/types.ts';

/** Sizes of the sheet in mm, and what the map on it measures. */

export const papers = { A4: [210, 297], A3: [297, 420] } as const;
export type Paper = keyof typeof papers;
export type Orientation = 'portrait' | 'landscape';

export interface Sheet {
  paper: Paper;
  orientation: Orientation;
}

/** White round the sheet: no printer needs more. */
export const marginMM = 10;
/** Above and below the map: the title, and the legend with scale, source and date. */
export const [headMM, footMM] = [14, 42];

/** Width and height of the page. */
export function pageMM({ paper, orientation }: Sheet): readonly [number, number] {
  const [short, long] = papers[paper];
  return orientation === 'portrait' ? [short, long] : [long, short];
}

/** Width and height of the map on the page. One millimetre is left over, so that rounding makes no second page. */
export function mapMM(sheet: Sheet): readonly [number, number] {
  const [width, height] = pageMM(sheet);
  return [width - 2 * marginMM, height - 2 * marginMM - headMM - footMM - 1];
}

/** CSS pixels of a millimetre: 96 to the inch, on paper too. */
export const pxOfMM = 96 / 25.4;

/**
 * Device pixels to a CSS pixel. 300 dots to the inch are as fine as print is looked at; an A3 hangs on a wall, and 200 keep it
 * within the 4,096 pixels that every graphics card draws.
 */
export const ratioOf = (paper: Paper) => (paper === 'A4' ? 300 : 200) / 96;

// WGS 84.
const equatorM = 6_378_137;
const e2 = 0.00669437999014;

/**
 * Metres on the ground that a CSS pixel of the map is wide, at a latitude in degrees: the length of the parallel on the ellipsoid
 * over the width of the world, 512 px at zoom 0. North-south it is off by less than 0.7 %.
 */
export function metresPerPX(lat: number, zoom: number): number {
  const phi = (lat * Math.PI) / 180;
  const normal = equatorM / Math.sqrt(1 - e2 * Math.sin(phi) ** 2);
  return (2 * Math.PI * normal * Math.cos(phi)) / (512 * 2 ** zoom);
}

/** The longest bar of round metres (1, 2 or 5 with zeros) that is not longer than mostMM. */
export function scaleBar(metresPerMM: number, mostMM: number): { metres: number; mm: number } {
  const most = metresPerMM * mostMM;
  const ten = 10 ** Math.floor(Math.log10(most));
  const metres = ([5, 2, 1].find((step) => step * ten <= most) as number) * ten;
  return { metres, mm: metres / metresPerMM };
}

/** The N of a scale of 1 : N, to two digits: paper and printers are no more exact. */
export function scaleRatio(metresPerMM: number): number {
  const n = metresPerMM * 1000;
  const step = 10 ** (Math.floor(Math.log10(n)) - 1);
  return Math.round(n / step) * step;
}

/** The part of the view that there is something in, with a little air; the view itself where it shows nothing of the whole. */
export function framed(view: Bounds, whole: Bounds | null): Bounds {
  if (!whole) return view;
  const [dx, dy] = [(whole[2] - whole[0]) * 0.03, (whole[3] - whole[1]) * 0.03];
  const [w, s] = [Math.max(view[0], whole[0] - dx), Math.max(view[1], whole[1] - dy)];
  const [e, n] = [Math.min(view[2], whole[2] + dx), Math.min(view[3], whole[3] + dy)];
  return w < e && s < n ? [w, s, e, n] : view;
}
