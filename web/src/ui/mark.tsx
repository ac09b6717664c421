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
