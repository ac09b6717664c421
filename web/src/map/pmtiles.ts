import { type AddProtocolAction, addProtocol } from 'maplibre-gl';

type Protocol = import('pmtiles').Protocol;

let protocol: Promise<Protocol> | null = null;

/** Lets MapLibre read tiles out of a PMTiles file. What reads them is loaded with the first tile, where such a map is configured. */
export function addPMTiles(): void {
  addProtocol('pmtiles', async (request, abort) => {
    protocol ??= import('pmtiles').then((module) => new module.Protocol());
    const tile = (await protocol).tilev4(request, abort);
    return tile as ReturnType<AddProtocolAction>; // MapLibre takes null, a tile that is not in the file, for an empty one
  });
}
