/** Names of the map's colours and the custom properties that hold them. */
export const properties = {
  hazard: '--hazard',
  roadDefect: '--road-defect',
  otherCase: '--other-case',
  cover1: '--cover-1',
  cover2: '--cover-2',
  cover3: '--cover-3',
  cover4: '--cover-4',
  cover5: '--cover-5',
  land: '--map-land',
  block: '--map-block',
  water: '--map-water',
  green: '--map-green',
  road: '--map-road',
  roadEdge: '--map-road-edge',
  label: '--map-label',
  labelSoft: '--map-label-soft',
  halo: '--map-halo',
  border: '--map-border',
  borderFirm: '--map-border-firm',
  hatch: '--map-hatch',
  select: '--map-select',
} as const;

/** The map's colours, each as `rgb(r, g, b)`: MapLibre reads no OKLCH. */
export type Palette = Record<keyof typeof properties, string>;

export const paletteNames = Object.keys(properties) as (keyof Palette)[];
export const coverNames = ['cover1', 'cover2', 'cover3', 'cover4', 'cover5'] as const;

/**
 * Reads custom properties as `rgb(r, g, b)`, as they are in effect now. A canvas turns whatever the style sheet says into
 * the bytes that it shows.
 */
export function colourReader(root: HTMLElement = document.documentElement): (property: string) => string {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const style = getComputedStyle(root);
  return (property) => {
    if (!context) return 'rgb(128, 128, 128)';
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = style.getPropertyValue(property).trim();
    context.fillRect(0, 0, 1, 1);
    const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
    return `rgb(${r}, ${g}, ${b})`;
  };
}

/** The map's colours in effect now. */
export function readPalette(): Palette {
  const read = colourReader();
  return Object.fromEntries(paletteNames.map((name) => [name, read(properties[name])])) as Palette;
}
