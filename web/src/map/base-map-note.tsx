import { signal } from '@preact/signals';
import type { Map as MapLibre } from 'maplibre-gl';
import { text } from '../i18n/index.ts';
import { baseMapSources } from './base-map.ts';

/** Whether the configured base map does not come. The map goes on without it. */
export const baseMapLost = signal(false);

/** Notes whether the base map of a drawn map comes. */
export function watchBaseMap(map: MapLibre): void {
  const isBase = (id: unknown) => (baseMapSources as readonly unknown[]).includes(id);
  map.on('error', (event) => {
    if (isBase((event as { sourceId?: string }).sourceId)) baseMapLost.value = true;
    else console.error(event.error);
  });
  map.on('sourcedata', (event) => {
    if (baseMapLost.peek() && isBase(event.sourceId) && event.tile) baseMapLost.value = false;
  });
}

/** One line while the base map does not come. */
export function BaseMapNote() {
  return baseMapLost.value ? <p role="status">{text.value.baseMap.lost}</p> : null;
}
