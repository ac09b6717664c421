import type { Map as MapLibre } from 'maplibre-gl';
import type { Bounds } from '../../../api/types.ts';

export interface Shot {
  image: Blob;
  /** Where the middle of the map lies, for its scale. */
  lat: number;
  zoom: number;
  /** False where something had not come when the time was up. */
  whole: boolean;
}

/** How long tiles may take to come, ms. A map of what there is beats none. */
const patience = 30_000;

/**
 * Draws all of bounds at another size and resolution, and puts the map back as it was. It is the same map and not a second
 * one: what its tiles are coloured by (feature states) can't be copied from outside. Width and height are CSS pixels, ratio is the
 * device pixels to one of them.
 */
export async function shoot(
  map: MapLibre,
  bounds: Bounds,
  width: number,
  height: number,
  ratio: number,
): Promise<Shot> {
  const container = map.getContainer();
  const [css, before] = [container.style.cssText, map.getPixelRatio()];
  const [center, zoom] = [map.getCenter(), map.getZoom()];
  try {
    Object.assign(container.style, { position: 'absolute', width: `${width}px`, height: `${height}px` });
    map.setPixelRatio(ratio);
    map.resize();
    map.fitBounds([...bounds], { animate: false });
    const { lat } = map.getCenter();
    return { ...(await picture(map)), lat, zoom: map.getZoom() };
  } finally {
    container.style.cssText = css;
    map.setPixelRatio(before);
    map.resize();
    map.jumpTo({ center, zoom });
  }
}

/**
 * The picture once everything is drawn, and whether it is: tiles may take too long to come. The canvas is read in the very frame
 * that draws it; afterwards the browser may have thrown the picture away.
 */
function picture(map: MapLibre): Promise<{ image: Blob; whole: boolean }> {
  return new Promise((resolve, reject) => {
    const take = (whole: boolean) =>
      map.getCanvas().toBlob((image) => (image ? resolve({ image, whole }) : reject(new Error('the canvas is empty'))));
    const idle = map.on('idle', () => {
      clearTimeout(timer);
      idle.unsubscribe();
      take(true);
    });
    const timer = setTimeout(() => {
      idle.unsubscribe();
      // A slow machine may still be drawing with everything there.
      void map.once('render', () => take(map.areTilesLoaded()));
      map.triggerRepaint();
    }, patience);
    map.triggerRepaint();
  });
}
