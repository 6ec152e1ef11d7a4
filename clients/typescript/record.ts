import { crc32 } from 'node:zlib';

/** Length and CRC-32 of the payload, four bytes each, little-endian. */
export const HEADER_BYTES = 8;

/** Payloads as records, one after the other. */
export function encodeRecords(payloads: readonly Buffer[]): Buffer {
  return Buffer.concat(
    payloads.flatMap((payload) => {
      const header = Buffer.alloc(HEADER_BYTES);
      header.writeUInt32LE(payload.length, 0);
      header.writeUInt32LE(crc32(payload), 4);
      return [header, payload];
    }),
  );
}

/**
 * Reads records up to the first that is cut short or does not match its checksum: a crash in the middle of a write leaves
 * such a tail, or one of zeros.
 * @returns the payloads, and how many bytes of the file they take
 */
export function decodeRecords(file: Buffer): { payloads: Buffer[]; soundBytes: number } {
  const payloads: Buffer[] = [];
  let at = 0;
  while (at + HEADER_BYTES <= file.length) {
    const end = at + HEADER_BYTES + file.readUInt32LE(at);
    const payload = file.subarray(at + HEADER_BYTES, end);
    if (payload.length === 0 || end > file.length || crc32(payload) !== file.readUInt32LE(at + 4)) break;
    payloads.push(payload);
    at = end;
  }
  return { payloads, soundBytes: at };
}
