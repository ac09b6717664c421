import type { ExpressionSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { PinProperties, Severity, State } from '../api/types.ts';
import type { PointLayer } from '../view.ts';

/*
 * What a case looks like, drawn the same on the map, in the list and in the legend. The layer is told by shape and colour, the
 * progress by how full the shape is, urgency by a ring and by size: nothing by colour alone.
 */

export type Shape = 'triangle' | 'diamond' | 'circle';
export type Fill = 'full' | 'half' | 'hollow';

export interface Mark {
  shape: Shape;
  fill: Fill;
  ring: boolean;
}

/** Outlines in a box of 24 × 24 around its middle, as SVG path data. */
export const outlines: Record<Shape, string> = {
  triangle: 'M12 4.6 19.6 18H4.4Z',
  diamond: 'M12 3.6 20.4 12 12 20.4 3.6 12Z',
  circle: 'M12 5.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 1 1 0-13Z',
};

/** The part of the box that a half-full shape fills: the lower half of what is seen of the shape. */
export const halfFrom: Record<Shape, number> = { triangle: 12.6, diamond: 12, circle: 12 };

export const shapeOf: Record<PointLayer, Shape> = { hazards: 'triangle', 'road-defects': 'diamond', other: 'circle' };

export const colourOf: Record<Shape, 'hazard' | 'roadDefect' | 'otherCase'> = {
  triangle: 'hazard',
  diamond: 'roadDefect',
  circle: 'otherCase',
};

/** States in which somebody is at work, or says that it is done. */
const underway: State[] = ['in_progress', 'resolved', 'rework', 'deferred'];

export function fillOf(state: State, settled: boolean): Fill {
  if (settled) return 'hollow';
  return underway.includes(state) ? 'half' : 'full';
}

const sizes: Record<Severity, number> = { routine: 0.85, priority: 0.95, urgent: 1.05, emergency: 1.2 };

const settledSize = 0.7;

/**
 * Size relative to the box of 24 px. What is settled is smaller: it asks nothing of anybody. The map has it as markScale;
 * this is what tests hold that to.
 */
export function scaleOf(severity: Severity, settled: boolean): number {
  return settled ? settledSize : (sizes[severity] ?? 1);
}

export function markOf(p: Pick<PinProperties, 'layer' | 'state' | 'settled' | 'severity'>): Mark {
  return {
    shape: shapeOf[p.layer] ?? 'circle',
    fill: fillOf(p.state, p.settled),
    ring: !p.settled && (p.severity === 'urgent' || p.severity === 'emergency'),
  };
}

export const markName = (m: Mark) => `${m.shape}-${m.fill}${m.ring ? '-ring' : ''}`;

/** Every mark there is. */
export const allMarks: readonly Mark[] = (Object.keys(outlines) as Shape[]).flatMap((shape) =>
  (['full', 'half', 'hollow'] as const).flatMap((fill) => [false, true].map((ring) => ({ shape, fill, ring }))),
);

/** The name of a case's mark, in words of the style: its attributes are those of a tile's case. */
export function markImage(): ExpressionSpecification {
  const shapes = Object.entries(shapeOf).flat();
  const pressing: ExpressionSpecification = ['in', ['get', 'severity'], ['literal', ['urgent', 'emergency']]];
  return [
    'concat',
    ['match', ['get', 'layer'], ...shapes, 'circle'],
    ['case', ['get', 'settled'], '-hollow', ['in', ['get', 'state'], ['literal', underway]], '-half', '-full'],
    ['case', ['all', ['!', ['get', 'settled']], pressing], '-ring', ''],
  ] as unknown as ExpressionSpecification;
}

/** Its size, times what is given. */
export function markScale(times: number): ExpressionSpecification {
  const bySeverity = Object.entries(sizes).flat();
  const size = ['case', ['get', 'settled'], settledSize, ['match', ['get', 'severity'], ...bySeverity, 1]];
  return ['*', times, size] as unknown as ExpressionSpecification;
}

const severities = Object.keys(sizes) as Severity[];

/** What lies on top: the open over the settled, the urgent over the routine. */
export function markOrder(): ExpressionSpecification {
  const bySeverity = severities.flatMap((s, i) => [s, i]);
  return [
    '+',
    ['case', ['get', 'settled'], 0, 10],
    ['match', ['get', 'severity'], ...bySeverity, 0],
  ] as unknown as ExpressionSpecification;
}
