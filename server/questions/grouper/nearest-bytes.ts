const ENTRY = 12;

/** Neighbours as the table keeps them: an int64 id and a float32 cosine each, little endian, nearest first. */
export function nearestToBytes(ids: ArrayLike<number>, cosines: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(ids.length * ENTRY);
  const view = new DataView(bytes.buffer);
  for (let place = 0; place < ids.length; place += 1) {
    view.setBigInt64(place * ENTRY, BigInt(ids[place] ?? 0), true);
    view.setFloat32(place * ENTRY + 8, cosines[place] ?? 0, true);
  }
  return bytes;
}

/** The ids and cosines of a row that `nearestToBytes` wrote. */
export function nearestFrom(bytes: Uint8Array): { ids: number[]; cosines: number[] } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const places = Array.from({ length: bytes.byteLength / ENTRY }, (_, place) => place * ENTRY);
  return {
    ids: places.map((at) => Number(view.getBigInt64(at, true))),
    cosines: places.map((at) => view.getFloat32(at + 8, true)),
  };
}
