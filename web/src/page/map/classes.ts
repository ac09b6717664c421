import { computed } from '@preact/signals';
import { classBreaks, classify, roundBreaks, tally } from '../../map/breaks.ts';
import type { Fill } from '../../map/style.ts';
import { anyForce, figures, layersOn, mode, net, volunteers } from './store.ts';

export { anyForce };

/** Lower bounds of the classes that the counts of volunteers are shown in. */
export const breaks = computed(() => classBreaks((volunteers.state.value.data?.values ?? []).map((n) => n ?? 0)));

/** The figures of the cells that are drawn, where they are of the edition that is drawn. */
export const figureValues = computed(() => {
  const [data, n] = [figures.state.value.data, net.value];
  return data && data.net === n?.code && data.edition === n.edition ? data : null;
});
export const figureBreaks = computed(() => roundBreaks(figureValues.value?.values ?? []));

/** What colours the cells: the figure chosen, or coverage under the marks. */
export const fill = computed<Fill | null>(() => {
  if (mode.value === 'cells') {
    const values = figureValues.value?.values;
    return values ? { kind: 'cases', classes: stable(classify(values, figureBreaks.value)) } : null;
  }
  if (mode.value === 'heat') return null; // colours on colours would mislead
  const data = volunteers.state.value.data;
  // Where nobody is registered, a map full of gaps would say what nobody knows; the legend says it in words.
  if (!layersOn.value.includes('coverage') || !anyForce.value || data?.edition !== net.value?.edition) return null;
  return { kind: 'coverage', classes: stable(classify(data?.values ?? [], breaks.value)) };
});

/** How many cells are in each class. */
export const fillTally = computed(() => tally(fill.value?.classes ?? []));

/** The same list again while nothing in it changed: most new figures leave every cell in its class, and nothing is drawn. */
let last: readonly number[] = [];
function stable(classes: readonly number[]): readonly number[] {
  if (classes.length !== last.length || classes.some((c, i) => c !== last[i])) last = classes;
  return last;
}
