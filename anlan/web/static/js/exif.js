const JPEG = 0xffd8;
const APP1 = 0xffe1;
const START_OF_SCAN = 0xffda;
const ORIENTATION = 0x0112;
const HEAD = 256 * 1024;

function segmentOf(view) {
  if (view.byteLength < 4 || view.getUint16(0) !== JPEG) return null;
  let at = 2;
  while (at + 10 < view.byteLength) {
    const mark = view.getUint16(at);
    const size = view.getUint16(at + 2);
    if (mark === START_OF_SCAN || (mark & 0xff00) !== 0xff00) return null;
    const isExif = mark === APP1 && view.getUint32(at + 4) === 0x45786966;
    if (isExif) return at + 2 + size <= view.byteLength ? { at, size: size + 2 } : null;
    at += 2 + size;
  }
  return null;
}

function upright(segment) {
  const view = new DataView(segment.buffer);
  const tiff = 10;
  const little = view.getUint16(tiff) === 0x4949;
  const directory = tiff + view.getUint32(tiff + 4, little);
  const count = view.getUint16(directory, little);
  for (let index = 0; index < count; index += 1) {
    const entry = directory + 2 + index * 12;
    if (view.getUint16(entry, little) === ORIENTATION) view.setUint16(entry + 8, 1, little);
  }
  return segment;
}

/**
 * The shrunk picture with the original's Exif: when and where it was taken is evidence and a canvas forgets it.
 * The orientation becomes 1, since the canvas has already turned the picture.
 */
export async function withExif(original, shrunk) {
  try {
    const view = new DataView(await original.slice(0, HEAD).arrayBuffer());
    const found = segmentOf(view);
    if (!found) return shrunk;
    const segment = upright(new Uint8Array(view.buffer.slice(found.at, found.at + found.size)));
    return new Blob([shrunk.slice(0, 2), segment, shrunk.slice(2)], { type: shrunk.type });
  } catch (error) {
    if (error instanceof RangeError) return shrunk;
    throw error;
  }
}
