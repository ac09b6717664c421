import type { Feature, Polygon } from 'geojson';

const earthM = 6_371_008.8;
const degree = Math.PI / 180;

/** Metres that a pixel of the map is wide at a latitude; MapLibre's world is 512 pixels at zoom 0. */
export function metresPerPixel(lat: number, zoom: number): number {
  return (2 * Math.PI * 6_378_137 * Math.cos(lat * degree)) / (512 * 2 ** zoom);
}

/** A circle of radiusM around a place, as a polygon of 64 corners. On the sphere: it is looked at, not measured. */
export function ring([lon, lat]: readonly [number, number], radiusM: number): Feature<Polygon> {
  const dLat = radiusM / earthM / degree;
  const dLon = dLat / Math.max(Math.cos(lat * degree), 1e-6);
  const corners = Array.from({ length: 65 }, (_, i) => {
    const a = ((i % 64) / 64) * 2 * Math.PI;
    return [lon + dLon * Math.cos(a), lat + dLat * Math.sin(a)];
  });
  return { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [corners] } };
}
