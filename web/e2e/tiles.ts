import { deflateSync } from 'node:zlib';

/* Tiles and a PMTiles file made by hand, so that the tests need none from elsewhere. */

const bytes = (...parts: (Uint8Array | number[])[]) => Buffer.concat(parts.map((p) => Uint8Array.from(p)));

function varint(n: number): number[] {
  const out: number[] = [];
  for (; n > 127; n = Math.floor(n / 128)) out.push((n % 128) | 128);
  return [...out, n];
}

/** A field of a protocol buffer: a number, or bytes with their length. */
const number = (field: number, n: number) => bytes(varint(field * 8), varint(n));
const block = (field: number, content: Uint8Array | number[]) =>
  bytes(varint(field * 8 + 2), varint(content.length), content);
const words = (field: number, text: string) => block(field, Buffer.from(text));
const zigzag = (n: number) => (n < 0 ? -2 * n - 1 : 2 * n);

/** A layer of a vector tile with one feature of one kind: a line (2) or an area (3) through the points, 0 to 4096. */
function layer(name: string, kind: string, type: 2 | 3, points: [number, number][]): Buffer {
  const steps = points.map(([x, y], i) => {
    const [px, py] = points[i - 1] ?? [0, 0];
    return [zigzag(x - px), zigzag(y - py)];
  });
  const geometry = [9, ...(steps[0] as number[]), (points.length - 1) * 8 + 2, ...steps.slice(1).flat()];
  if (type === 3) geometry.push(15);
  const feature = bytes(block(2, [0, 0]), number(3, type), block(4, geometry.flatMap(varint)));
  const value = words(1, kind);
  return block(
    3,
    bytes(words(1, name), block(2, feature), words(3, 'kind'), block(4, value), number(5, 4096), number(15, 2)),
  );
}

/** Land with water in its middle and a road across, in the Protomaps schema. */
export const vectorTile = () => {
  const square = (a: number, b: number): [number, number][] => [
    [a, a],
    [b, a],
    [b, b],
    [a, b],
  ];
  return Buffer.concat([
    layer('earth', 'earth', 3, square(0, 4096)),
    layer('water', 'lake', 3, square(1800, 2300)),
    layer('roads', 'highway', 2, [
      [0, 0],
      [4096, 4096],
    ]),
  ]);
};

/** A PMTiles archive (version 3) of vector tiles that has the same tile everywhere up to a zoom. */
export function pmtiles(tile: Buffer, maxZoom: number): Buffer {
  const tiles = (4 ** (maxZoom + 1) - 1) / 3;
  // One entry: from tile 0, as many as there are, as long as the tile, at the beginning of the data.
  const directory = bytes(varint(1), varint(0), varint(tiles), varint(tile.length), varint(1));
  const metadata = Buffer.from('{}');
  const header = Buffer.alloc(127);
  header.write('PMTiles');
  header[7] = 3;
  let at = header.length;
  const part = (offset: number, length: number) => {
    header.writeBigUInt64LE(BigInt(at), offset);
    header.writeBigUInt64LE(BigInt(length), offset + 8);
    at += length;
  };
  part(8, directory.length);
  part(24, metadata.length);
  part(40, 0); // leaf directories
  part(56, tile.length);
  header.writeBigUInt64LE(BigInt(tiles), 72);
  header.writeBigUInt64LE(1n, 80);
  header.writeBigUInt64LE(1n, 88);
  header.set([1, 1, 1, 1, 0, maxZoom], 96); // in order; neither directories nor tiles are packed; vector tiles
  [-180, -85, 180, 85].forEach((degrees, i) => {
    header.writeInt32LE(degrees * 1e7, 102 + 4 * i);
  });
  return Buffer.concat([header, directory, metadata, tile]);
}

/** A picture of 256 × 256 in one colour, as PNG. */
export function picture(red: number, green: number, blue: number): Buffer {
  const row = Buffer.concat([
    Buffer.from([0]),
    Buffer.from(Array.from({ length: 256 }, () => [red, green, blue]).flat()),
  ]);
  const chunk = (name: string, data: Buffer) => {
    const content = Buffer.concat([Buffer.from(name), data]);
    const out = Buffer.alloc(content.length + 8);
    out.writeUInt32BE(data.length);
    content.copy(out, 4);
    out.writeUInt32BE(crc(content), content.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(256, 0);
  head.writeUInt32BE(256, 4);
  head.set([8, 2], 8); // eight bits of red, green and blue
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.concat(Array.from({ length: 256 }, () => row)))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function crc(data: Buffer): number {
  let c = 0xffffffff;
  for (const byte of data) {
    c ^= byte;
    for (let i = 0; i < 8; i++) c = (c >>> 1) ^ (c & 1 ? 0xedb88320 : 0);
  }
  return (c ^ 0xffffffff) >>> 0;
}
