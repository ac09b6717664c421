import { computed } from '@preact/signals';
import { classBreaks } from '../../map/breaks.ts';
import { coverage } from './store.ts';

/** Lower bounds of the classes that the counts of volunteers are shown in. */
export const breaks = computed(() =>
  classBreaks(coverage.state.value.features.map((f) => f.properties.volunteers ?? 0)),
);
