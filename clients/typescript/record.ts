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

export type Decoded = {
  payloads: Buffer[];
  /** Bytes at the end as a crash in the middle of a write leaves them: a record cut short, or zeros. */
  tornBytes: number;
  /** Other bytes that are no record. */
  damagedBytes: number;
};

/** What claims to be longer is no record that a crash cut short: nobody sends such turns. */
const LONGEST_BYTES = 2 ** 24;

/** Reads every record that matches its checksum. What cannot be read is passed over, up to the next that does. */
export function decodeRecords(file: Buffer): Decoded {
  const payloads: Buffer[] = [];
  let damagedBytes = 0;
  let readTo = 0;
  for (let at = 0; at < file.length; ) {
    const payload = payloadAt(file, at);
    if (payload === null) {
      at += 1;
      continue;
    }
    payloads.push(payload);
    damagedBytes += at - readTo;
    at += HEADER_BYTES + payload.length;
    readTo = at;
  }
  const rest = file.subarray(readTo);
  if (isTorn(rest)) return { payloads, tornBytes: rest.length, damagedBytes };
  return { payloads, tornBytes: 0, damagedBytes: damagedBytes + rest.length };
}

function payloadAt(file: Buffer, at: number): Buffer | null {
  const from = at + HEADER_BYTES;
  if (from >= file.length) return null;
  const length = file.readUInt32LE(at);
  if (length === 0 || from + length > file.length) return null;
  const payload = file.subarray(from, from + length);
  return crc32(payload) === file.readUInt32LE(at + 4) ? payload : null;
}

function isTorn(rest: Buffer): boolean {
  if (rest.length < HEADER_BYTES || rest.every((byte) => byte === 0)) return true;
  const length = rest.readUInt32LE(0);
  return length < LONGEST_BYTES && HEADER_BYTES + length > rest.length;
}
