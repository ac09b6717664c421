/** Red, green and blue of sRGB as light, 0 to 1: not the bytes, which are bent for the eye. */
export type Light = readonly [number, number, number];

type Matrix = readonly [Light, Light, Light];
const times = (m: Matrix, v: Light): Light =>
  m.map((row) => row[0] * v[0] + row[1] * v[1] + row[2] * v[2]) as unknown as Light;

// Björn Ottosson, "A perceptual color space for image processing" (2020).
const labToLMS: Matrix = [
  [1, 0.3963377774, 0.2158037573],
  [1, -0.1055613458, -0.0638541728],
  [1, -0.0894841775, -1.291485548],
];
const lmsToLight: Matrix = [
  [4.0767416621, -3.3077115913, 0.2309699292],
  [-1.2684380046, 2.6097574011, -0.3413193965],
  [-0.0041960863, -0.7034186147, 1.707614701],
];
const lightToLMS: Matrix = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const lmsToLab: Matrix = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];

/** What a screen shows of oklch(l c h): light that it can't show is cut off. */
export function lightOf(l: number, c: number, h: number): Light {
  const lab: Light = [l, c * Math.cos((h * Math.PI) / 180), c * Math.sin((h * Math.PI) / 180)];
  const lms = times(labToLMS, lab).map((x) => x ** 3) as unknown as Light;
  return times(lmsToLight, lms).map((x) => Math.min(Math.max(x, 0), 1)) as unknown as Light;
}

/** Lightness and the two axes of hue in OKLab. */
export function lab(light: Light): Light {
  return times(lmsToLab, times(lightToLMS, light).map(Math.cbrt) as unknown as Light);
}

/** How far apart two colours look: the distance in OKLab, where 0.02 is just seen side by side. */
export function apart(a: Light, b: Light): number {
  const [p, q] = [lab(a), lab(b)];
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

/** Relative luminance of WCAG 2. */
export const luminance = ([r, g, b]: Light) => 0.2126 * r + 0.7152 * g + 0.0722 * b;

/** Contrast of WCAG 2, 1 to 21. */
export function contrast(a: Light, b: Light): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const clamp = (light: Light) => light.map((x) => Math.min(Math.max(x, 0), 1)) as unknown as Light;

/**
 * How light looks to those who lack one kind of cone, and on a grey print. Machado, Oliveira and Fernandes, "A
 * physiologically-based model for simulation of color vision deficiency" (2009), severity 1.
 */
export const eyes: Record<'protanopia' | 'deuteranopia' | 'tritanopia' | 'grey', (light: Light) => Light> = {
  protanopia: (light) =>
    clamp(
      times(
        [
          [0.152286, 1.052583, -0.204868],
          [0.114503, 0.786281, 0.099216],
          [-0.003882, -0.048116, 1.051998],
        ],
        light,
      ),
    ),
  deuteranopia: (light) =>
    clamp(
      times(
        [
          [0.367322, 0.860646, -0.227968],
          [0.280085, 0.672501, 0.047413],
          [-0.01182, 0.04294, 0.968881],
        ],
        light,
      ),
    ),
  tritanopia: (light) =>
    clamp(
      times(
        [
          [1.255528, -0.076749, -0.178779],
          [-0.078411, 0.930809, 0.147602],
          [0.004733, 0.691367, 0.3039],
        ],
        light,
      ),
    ),
  grey: (light) => {
    const y = luminance(light);
    return [y, y, y];
  },
};
