import { colourOf, halfFrom, type Mark, outlines } from '../map/marks.ts';

const variables = {
  hazard: 'var(--hazard)',
  roadDefect: 'var(--road-defect)',
  otherCase: 'var(--other-case)',
} as const;

/** A case's mark as the map draws it, for lists and legends. It says nothing to a screen reader: words stand beside it. */
export function MarkIcon({ mark, size = 24 }: { mark: Mark; size?: number }) {
  const colour = variables[colourOf[mark.shape]];
  const outline = outlines[mark.shape];
  const half = halfFrom[mark.shape];
  return (
    <svg width={size} height={size} viewBox="-2 -2 28 28" aria-hidden="true">
      {mark.ring && <circle cx="12" cy="12.6" r="12.4" fill="none" stroke={colour} stroke-width="1.6" />}
      <path
        d={outline}
        fill={mark.fill === 'full' ? colour : 'var(--map-halo)'}
        stroke={colour}
        stroke-width="2"
        stroke-linejoin="round"
      />
      {mark.fill === 'half' && (
        // A picture in the picture cuts off what is above it; a clip path would need an id of its own on every page.
        <svg aria-hidden="true" x={-2} y={half} width={28} height={26 - half} viewBox={`-2 ${half} 28 ${26 - half}`}>
          <path d={outline} fill={colour} />
        </svg>
      )}
    </svg>
  );
}

/** A cluster's ring as the map draws it, for the legend: the three kinds in tenths, clockwise from the top. */
export function ClusterIcon({ open, half, settled }: { open: number; half: number; settled: number }) {
  const [disc, outer] = [9, 13];
  const middle = (disc + outer) / 2;
  const sum = open + half + settled;
  const part = (radius: number, width: number, from: number, tenths: number) => {
    const length = 2 * Math.PI * radius;
    return (
      <circle
        r={radius}
        fill="none"
        stroke="var(--map-label)"
        stroke-width={width}
        stroke-dasharray={`${(tenths / sum) * length} ${length}`}
        transform={`rotate(${(from / sum) * 360 - 90})`}
      />
    );
  };
  return (
    <svg width="32" height="32" viewBox="-16 -16 32 32" aria-hidden="true">
      <circle r={outer} fill="var(--map-halo)" stroke="var(--map-label)" />
      <circle r={disc} fill="none" stroke="var(--map-label)" />
      {part(middle, outer - disc, 0, open)}
      {part((disc + middle) / 2, middle - disc, open, half)}
    </svg>
  );
}
