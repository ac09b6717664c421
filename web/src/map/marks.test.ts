import { createExpression } from '@maplibre/maplibre-gl-style-spec';
import { describe, expect, it } from 'vitest';
import type { Severity, State } from '../api/types.ts';
import { pointLayers } from '../view.ts';
import { allMarks, colourOf, fillOf, markImage, markName, markOf, markOrder, markScale, scaleOf } from './marks.ts';

const states: State[] = [
  'reported',
  'filed',
  'dispatched',
  'in_progress',
  'resolved',
  'closed',
  'rejected',
  'duplicate',
];
const severities: Severity[] = ['routine', 'priority', 'urgent', 'emergency'];

describe('the mark of a case', () => {
  it('tells the layer by shape and by colour', () => {
    const plain = { state: 'reported', settled: false, severity: 'routine' } as const;
    const shapes = pointLayers.map((layer) => markOf({ layer, ...plain }).shape);
    expect(shapes).toEqual(['triangle', 'diamond', 'circle']);
    expect(new Set(shapes.map((shape) => colourOf[shape])).size).toBe(3);
  });

  it.each([
    ['reported', false, 'full'],
    ['filed', false, 'full'],
    ['dispatched', false, 'full'],
    ['in_progress', false, 'half'],
    ['resolved', false, 'half'],
    ['closed', true, 'hollow'],
    ['rejected', true, 'hollow'],
    ['duplicate', true, 'hollow'],
  ] as const)('is, when %s, settled %s, filled: %s', (state, settled, fill) => {
    expect(fillOf(state, settled)).toBe(fill);
  });

  it('has a ring only while it is urgent and not settled', () => {
    const ring = (severity: Severity, settled: boolean) =>
      markOf({ layer: 'hazards', state: 'reported', settled, severity }).ring;
    expect(severities.map((s) => ring(s, false))).toEqual([false, false, true, true]);
    expect(severities.map((s) => ring(s, true))).toEqual([false, false, false, false]);
  });

  it('grows with the urgency, and is smallest when it is settled', () => {
    const sizes = severities.map((s) => scaleOf(s, false));
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    expect(new Set(sizes).size).toBe(4);
    for (const s of severities) expect(scaleOf(s, true)).toBeLessThan(sizes[0] as number);
  });

  it('has a size even where a newer service tells an urgency that this page does not know', () => {
    expect(scaleOf('unheard' as Severity, false)).toBe(1);
    expect(markOf({ layer: 'unheard' as 'other', state: 'reported', settled: false, severity: 'routine' }).shape).toBe(
      'circle',
    );
  });

  it('is one that there is an image of, whatever the case', () => {
    const drawn = allMarks.map(markName);
    expect(new Set(drawn).size).toBe(18);
    for (const layer of pointLayers)
      for (const state of states)
        for (const settled of [false, true])
          for (const severity of severities)
            expect(drawn).toContain(markName(markOf({ layer, state, settled, severity })));
  });
});

describe('what the map draws of a case in a tile', () => {
  const evaluate = (expression: unknown, type: string, properties: object): unknown => {
    const made = createExpression(expression, { type } as never);
    if (made.result === 'error') throw new Error(JSON.stringify(made.value));
    return made.value.evaluate({ zoom: 14 }, { type: 'Point', properties } as never);
  };
  const all = pointLayers.flatMap((layer) =>
    states.flatMap((state) =>
      severities.map((severity) => ({ layer, state, severity, settled: states.indexOf(state) > 4 })),
    ),
  );

  it('is the mark of the list and the legend, in the same size', () => {
    const wrong = all.filter(
      (p) =>
        evaluate(markImage(), 'string', p) !== markName(markOf(p)) ||
        evaluate(markScale(2), 'number', p) !== 2 * scaleOf(p.severity, p.settled),
    );
    expect(wrong).toEqual([]);
  });

  it('lies above what is settled, and above what is less urgent', () => {
    const order = (settled: boolean, severity: Severity) => evaluate(markOrder(), 'number', { settled, severity });
    const sorted = [true, false].flatMap((settled) => severities.map((severity) => order(settled, severity)));
    expect(sorted).toEqual([0, 1, 2, 3, 10, 11, 12, 13]);
  });
});
