/** A vector as the tables keep it: float32, little endian. */
export function vectorToHex(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('hex');
}

/** The vector of a bytea as `vectorToHex` wrote it. */
export function vectorFrom(bytes: Uint8Array): Float32Array {
  return new Float32Array(Uint8Array.from(bytes).buffer);
}
