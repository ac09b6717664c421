import { computed } from '@preact/signals';
import { classBreaks } from '../../map/breaks.ts';
import { coverage } from './store.ts';

/** Lower bounds of the classes that the counts of volunteers are shown in. */
export const breaks = computed(() =>
  classBreaks(coverage.state.value.features.map((f) => f.properties.volunteers ?? 0)),
);

/** Whether anybody at all is registered for the net. */
export const anyForce = computed(() =>
  coverage.state.value.features.some(({ properties: p }) => p.staff > 0 || p.volunteers !== 0),
);
