import { type ClusterMark, clusterName } from './cluster.ts';
import { allMarks, colourOf, halfFrom, type Mark, markName, outlines } from './marks.ts';
import type { Palette } from './palette.ts';

/** Pixels of an image for each pixel of the map, so that marks stay sharp on dense screens. */
export const imageRatio = 2;

export interface NamedImage {
  name: string;
  image: ImageData;
}

/** Hatches are tiles of this many pixels of the map; the lines meet across tile borders. */
const hatchSize = 12;

/** Every image that the style names, drawn with the palette. Drawn on a canvas: nothing to load, nothing to decode. */
export function images(palette: Palette): NamedImage[] {
  return [
    ...allMarks.map((m) => ({ name: markName(m), image: draw(32, (c) => mark(c, m, palette)) })),
    { name: 'hatch-zero', image: draw(hatchSize, (c) => stripes(c, palette.hatch)) },
    { name: 'hatch-few', image: draw(hatchSize, (c) => dots(c, palette.hatch)) },
    { name: 'chosen', image: draw(48, (c) => halo(c, palette)) },
  ];
}

/** The image of a cluster's mark. There are hundreds; each is drawn when a tile first names it. */
export const clusterMark = (m: ClusterMark, palette: Palette): NamedImage => ({
  name: clusterName(m),
  image: draw(clusterBox, (c) => cluster(c, m, palette)),
});

/** Side of a cluster's image, pixels of the map; its disc, ring and outer ring by their radius. */
const clusterBox = 52;
const [disc, outer, urgent] = [15, 20, 24] as const;

function cluster(c: CanvasRenderingContext2D, m: ClusterMark, palette: Palette): void {
  const arc = (radius: number, from: number, until: number) => {
    c.beginPath();
    c.arc(clusterBox / 2, clusterBox / 2, radius, from, until);
  };
  const stroke = (colour: string, width: number) => {
    c.strokeStyle = colour;
    c.lineWidth = width;
    c.stroke();
  };
  const round = 2 * Math.PI;
  arc(m.ring ? urgent + 1.5 : outer + 1.5, 0, round);
  c.fillStyle = palette.halo;
  c.fill();
  // Settled is the two thin lines alone; in progress fills the ring's inner half, open all of it.
  arc(disc, 0, round);
  stroke(palette.label, 1);
  arc(outer, 0, round);
  stroke(palette.label, 1);
  const sum = m.open + m.half + m.settled;
  const middle = (disc + outer) / 2;
  const at = (tenths: number) => (tenths / sum) * round - round / 4;
  if (m.open > 0) {
    arc(middle, at(0), at(m.open));
    stroke(palette.label, outer - disc);
  }
  if (m.half > 0) {
    arc((disc + middle) / 2, at(m.open), at(m.open + m.half));
    stroke(palette.label, middle - disc);
  }
  if (m.ring) {
    arc(urgent, 0, round);
    stroke(palette.hazard, 2);
  }
}

function draw(size: number, paint: (context: CanvasRenderingContext2D) => void): ImageData {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size * imageRatio;
  // Drawn by the processor: reading each image back from a graphics card would hold the page up for many milliseconds.
  const context = canvas.getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D;
  context.scale(imageRatio, imageRatio);
  paint(context);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

function mark(c: CanvasRenderingContext2D, m: Mark, palette: Palette): void {
  const colour = palette[colourOf[m.shape]];
  const outline = new Path2D(outlines[m.shape]);
  c.translate(4, 4); // the box of 24 stands in one of 32, with room for the ring
  c.lineJoin = 'round';
  if (m.ring) {
    c.beginPath();
    c.arc(12, 12.6, 13, 0, 2 * Math.PI);
    c.lineWidth = 3.4;
    c.strokeStyle = palette.halo;
    c.stroke();
    c.lineWidth = 1.6;
    c.strokeStyle = colour;
    c.stroke();
  }
  c.lineWidth = 5;
  c.strokeStyle = palette.halo;
  c.stroke(outline);
  c.fillStyle = m.fill === 'full' ? colour : palette.halo;
  c.fill(outline);
  if (m.fill === 'half') {
    c.save();
    c.clip(outline);
    c.fillStyle = colour;
    c.fillRect(0, halfFrom[m.shape], 24, 24);
    c.restore();
  }
  c.lineWidth = 2;
  c.strokeStyle = colour;
  c.stroke(outline);
}

function stripes(c: CanvasRenderingContext2D, colour: string): void {
  c.strokeStyle = colour;
  c.lineWidth = 1;
  c.beginPath();
  for (const offset of [-hatchSize, -hatchSize / 2, 0, hatchSize / 2, hatchSize]) {
    c.moveTo(offset - 1, hatchSize + 1);
    c.lineTo(offset + hatchSize + 1, -1);
  }
  c.stroke();
}

function dots(c: CanvasRenderingContext2D, colour: string): void {
  c.fillStyle = colour;
  for (const [x, y] of [
    [1.5, 1.5],
    [7.5, 1.5],
    [4.5, 7.5],
    [10.5, 7.5],
  ] as const) {
    c.beginPath();
    c.arc(x, y, 0.8, 0, 2 * Math.PI);
    c.fill();
  }
}

function halo(c: CanvasRenderingContext2D, palette: Palette): void {
  for (const [width, colour] of [
    [5, palette.halo],
    [3, palette.select],
  ] as const) {
    c.beginPath();
    c.arc(24, 24, 19, 0, 2 * Math.PI);
    c.lineWidth = width;
    c.strokeStyle = colour;
    c.stroke();
  }
}
